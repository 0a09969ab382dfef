"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from "react";
import { useDesignerStore } from "../designer-context.ts";
import { actions } from "../actions/designer-actions.ts";
import { actionOf, chordOf, shortcuts, type ActionId } from "../keys/keyboard.ts";
import { remappedKeys } from "../keys/remapped-keys.ts";
import { useSession, useSurface, type DesignerSession } from "../session/designer-session.ts";
import { addFromOutline } from "./add-from-outline.ts";
import { moveInOutline, type OutlineRow } from "./outline-rows.ts";
import type { OutlineItem } from "./outline-tree.ts";
import { useOutlineLines } from "./use-outline-lines.ts";

export type OutlineAction = ActionId;

interface OutlineState {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly id: string;
  readonly rows: readonly OutlineRow[];
  readonly active: number;
  /** Key of the line whose name is being typed. */
  readonly renaming: string | undefined;
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly press: (index: number, event: MouseEvent) => void;
  readonly toggle: (key: string) => void;
  readonly goTo: (nodeId: string) => void;
  readonly act: (index: number, action: OutlineAction) => void;
  readonly finishRename: () => void;
}

/** Keys that mean something else in a tree than on the canvas. */
const OF_THE_CANVAS: ReadonlySet<ActionId> = new Set([
  "left",
  "right",
  "up",
  "down",
  "open",
  "neighborLeft",
  "neighborRight",
  "neighborUp",
  "neighborDown",
]);

/** The active line follows the selection and the other way round; what is inside of closed lines is opened to show it. */
export function useOutline(items: readonly OutlineItem[]): OutlineState {
  const session = useSession();
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const { rows, active, virtualizer, setActiveKey, fold, isFolded } = useOutlineLines(items, box);
  const [renaming, setRenaming] = useState<string>();
  const takeFocusBack = useFocusBack(box);

  const setActive = (index: number): void => {
    const row = rows[index];
    if (!row) return;
    setActiveKey(row.item.key);
    selectItem(session, row.item);
  };
  const goTo = (nodeId: string): void => session.designer.getState().select([nodeId]);
  const act = (index: number, action: OutlineAction): void => {
    const row = rows[index];
    if (!row) return;
    setActive(index);
    if (action === "rename" && row.item.type === "node") return setRenaming(row.item.key);
    if (action === "quickAdd") addFromOutline(session, row.item, document.getElementById(`${id}${index}`));
    else actions[action].run(session);
    takeFocusBack();
  };
  const enter = (row: OutlineRow): void => {
    const { item } = row;
    if (item.type === "node") session.designer.getState().reveal(item.node.id);
    else if (item.to !== undefined) goTo(item.to);
    else if (item.edgeId === undefined && session.designer.getState().canEdit) act(active, "quickAdd");
    else fold(item.key, row.isOpen === true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active];
    if (!row || event.target !== box.current) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const move = isPlain ? moveInOutline(event.key, active, rows) : undefined;
    const action = move ? undefined : actionFor(event, session);
    if (move && "to" in move) setActive(move.to);
    else if (move) fold("close" in move ? move.close : move.open, "close" in move);
    else if (isPlain && event.key === "Enter") enter(row);
    else if (event.key === " ") toggleSelected(session, row.item);
    else if (action !== undefined) act(active, action);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    box,
    id,
    rows,
    active,
    renaming,
    virtualizer,
    onKeyDown,
    press: (index, event) => {
      const row = rows[index]!;
      setActiveKey(row.item.key);
      if (event.shiftKey || event.ctrlKey || event.metaKey) toggleSelected(session, row.item);
      else selectItem(session, row.item);
    },
    toggle: (key) => fold(key, !isFolded(key)),
    goTo,
    act,
    finishRename: () => {
      setRenaming(undefined);
      takeFocusBack();
    },
  };
}

/** The shortcut of the designer that a key is, as far as it makes sense in a tree. */
function actionFor(event: KeyboardEvent, session: DesignerSession): ActionId | undefined {
  const chord = chordOf(event.nativeEvent);
  const action = chord === undefined ? undefined : actionOf(chord, remappedKeys());
  const row = shortcuts.find((shortcut) => shortcut.id === action);
  if (!row || row.isNative || OF_THE_CANVAS.has(row.id)) return undefined;
  return session.designer.getState().canEdit || row.reads ? row.id : undefined;
}

function selectItem(session: DesignerSession, item: OutlineItem): void {
  const { select } = session.designer.getState();
  if (item.type === "node") select([item.node.id]);
  else select([], item.edgeId === undefined ? [] : [item.edgeId]);
}

function toggleSelected(session: DesignerSession, item: OutlineItem): void {
  if (item.type !== "node") return selectItem(session, item);
  const { selection, select } = session.designer.getState();
  const nodes = new Set(selection.nodes);
  if (!nodes.delete(item.node.id)) nodes.add(item.node.id);
  select(nodes);
}

/** What was begun from the outline gives the focus back to it, also when a dialog came in between. */
function useFocusBack(box: RefObject<HTMLElement | null>): () => void {
  const isOpen = useSurface(({ overlay }) => overlay !== undefined);
  const isOurs = useRef(false);
  const store = useDesignerStore();
  useEffect(() => {
    if (isOpen || !isOurs.current) return undefined;
    isOurs.current = false;
    const frame = requestAnimationFrame(() => box.current?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, [box, isOpen, store]);
  return () => {
    isOurs.current = true;
    requestAnimationFrame(() => {
      if (document.querySelector("[role=dialog]") === null) box.current?.focus({ preventScroll: true });
    });
  };
}
