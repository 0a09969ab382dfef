"use client";

import { useEffect } from "react";
import { actions } from "../actions/designer-actions.ts";
import { copyText, pasteText, remove } from "../actions/edit-actions.ts";
import type { DesignerSession } from "../session/designer-session.ts";
import { SIDE_PANEL_ID } from "../side-panel-focus.ts";
import { actionOf, chordOf, shortcuts, type ActionId } from "./keyboard.ts";
import { remappedKeys } from "./remapped-keys.ts";

const WRITES_TEXT = "input, textarea, select, [contenteditable=true], [role=textbox], .monaco-editor";
/** What has keys of its own while the focus is in it. */
const OWN_KEYS = "[role=dialog], [role=menu], [role=tree], [role=listbox], [role=tablist], [role=separator], [role=grid]";
const PRESSED_BY_ENTER = "button, a, summary, [role=tab], [role=option]";

/** Keys of the designer. They work on the canvas, and where the focus is on nothing that needs them itself. */
export function useShortcuts(session: DesignerSession): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const id = actionFor(event, session);
      if (id === undefined) return;
      event.preventDefault();
      // React Flow has arrow keys of its own, which would move boxes without a command. Space also lets it pan.
      if (event.key !== " ") event.stopPropagation();
      actions[id].run(session);
    };
    const clipboard = clipboardHandlers(session);
    // Before React Flow sees the key.
    window.addEventListener("keydown", onKeyDown, true);
    window.addEventListener("copy", clipboard.onCopy);
    window.addEventListener("cut", clipboard.onCut);
    window.addEventListener("paste", clipboard.onPaste);
    return () => {
      window.removeEventListener("keydown", onKeyDown, true);
      window.removeEventListener("copy", clipboard.onCopy);
      window.removeEventListener("cut", clipboard.onCut);
      window.removeEventListener("paste", clipboard.onPaste);
    };
  }, [session]);
}

function actionFor(event: KeyboardEvent, session: DesignerSession): ActionId | undefined {
  if (event.defaultPrevented || event.isComposing || session.surface.getState().overlay) return undefined;
  const chord = chordOf(event);
  const id = chord === undefined ? undefined : actionOf(chord, remappedKeys());
  const row = shortcuts.find((shortcut) => shortcut.id === id);
  if (!row || row.isNative || (!session.designer.getState().canEdit && !row.reads)) return undefined;
  const target = event.target instanceof Element ? event.target : document.body;
  return isFreeFor(row.id, event, target) ? row.id : undefined;
}

const NEEDS_A_NODE: readonly ActionId[] = ["open", "left", "right", "up", "down"];

/** Whether a key is the designer's where the focus is: not while somebody types, and not where the key means something else. */
function isFreeFor(id: ActionId, event: KeyboardEvent, target: Element): boolean {
  const isOnCanvas = target.closest(".react-flow") !== null;
  if (target.closest(WRITES_TEXT) !== null || (!isOnCanvas && target.closest(OWN_KEYS) !== null)) return false;
  if (NEEDS_A_NODE.includes(id) && !isNode(target) && !isOwnSelection(target)) return false;
  // Beside the canvas, Escape goes back to it, and Delete must not reach the node whose settings are read.
  if (target.closest(`#${SIDE_PANEL_ID}`) !== null && event.key.length > 1 && !event.ctrlKey && !event.metaKey) return false;
  if ((event.key === "Enter" || event.key === " ") && target.closest(PRESSED_BY_ENTER) !== null) return false;
  const isNowhere = target === document.body || target.id === "main";
  return isOnCanvas || isNowhere || isNoText(event);
}

/** What a list that is searched by typing does not take for itself. */
const isNoText = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  ctrlKey || metaKey || key.length > 1 || key === "?" || key === "/";

const isNode = (target: Element): boolean => target.closest(".react-flow__node") !== null;
/** After a box was drawn, React Flow puts the focus on the frame around what is selected; after a click on the canvas, on nothing. */
const isOwnSelection = (target: Element): boolean =>
  target === document.body || target.closest(".react-flow__nodesselection") !== null;

/** The browser's own events bring and take the clipboard without asking the person. */
function clipboardHandlers(session: DesignerSession) {
  const isOurs = (event: ClipboardEvent): boolean =>
    !(event.target instanceof Element && event.target.closest(`${WRITES_TEXT}, [role=dialog]`)) &&
    (window.getSelection()?.isCollapsed ?? true);
  const copy = (event: ClipboardEvent): boolean => {
    const text = isOurs(event) ? copyText(session) : undefined;
    if (text === undefined) return false;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    return true;
  };
  return {
    onCopy: (event: ClipboardEvent): void => void copy(event),
    onCut: (event: ClipboardEvent): void => {
      if (session.designer.getState().canEdit && copy(event)) remove(session);
    },
    onPaste: (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!isOurs(event) || !session.designer.getState().canEdit || text.trim() === "") return;
      event.preventDefault();
      pasteText(session, text);
    },
  };
}
