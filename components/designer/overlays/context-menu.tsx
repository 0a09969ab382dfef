"use client";

import { Kbd, Menu } from "@mantine/core";
import { Fragment, useEffect, useState } from "react";
import type { Place } from "#components/shared/canvas/arrange.ts";
import { giveFocusBack } from "#components/ui/dialog-focus.tsx";
import { actions } from "../actions/designer-actions.ts";
import { comment, pasteFromClipboard } from "../actions/edit-actions.ts";
import { useDesigner, type Selection } from "../designer-context.ts";
import { chordsOf, keyNames, shortcuts, type ActionId } from "../keys/keyboard.ts";
import { isMac } from "../keys/platform.ts";
import { useRemappedKeys } from "../keys/remapped-keys.ts";
import { useSession, type DesignerSession } from "../session/designer-session.ts";

/** A long menu near the lower edge moves up instead of out of sight. */
const BESIDE_THE_EDGE = { flip: false, shift: { crossAxis: true, padding: 8 } };

type MenuGroup = readonly ActionId[];

const ON_NODE: readonly MenuGroup[] = [
  ["quickAdd", "connect", "rename", "comment"],
  ["copy", "cut", "duplicate", "disable"],
  ["group", "moveInto", "pin"],
  ["upstream", "downstream"],
  ["remove"],
];
const ON_NODES: readonly MenuGroup[] = [
  ["group", "ungroup", "collapse", "moveInto"],
  ["arrange", "alignLeft", "alignCenter", "alignTop", "alignMiddle", "distributeX", "distributeY"],
  ["copy", "cut", "duplicate", "disable", "pin"],
  ["remove"],
];
const ON_EDGE: readonly MenuGroup[] = [["quickAdd", "comment"], ["remove"]];
const ON_CANVAS: readonly MenuGroup[] = [
  ["quickAdd", "paste", "comment"],
  ["selectAll", "arrange"],
  ["fit", "search", "shortcuts"],
];

const menuFor = ({ nodes, edges }: Selection): readonly MenuGroup[] =>
  nodes.size > 1 ? ON_NODES : nodes.size === 1 ? ON_NODE : edges.size > 0 ? ON_EDGE : ON_CANVAS;

/** What can be done with what is under the pointer, or with the selection. */
export function ContextMenu({ at, place }: { readonly at: Place; readonly place: Place }) {
  const session = useSession();
  const selection = useDesigner((state) => state.selection);
  const canEdit = useDesigner((state) => state.canEdit);
  const remapped = useRemappedKeys();
  const rows = new Map(shortcuts.map((shortcut) => [shortcut.id, shortcut]));
  const groups = menuFor(selection)
    .map((ids) => ids.filter((id) => canEdit || rows.get(id)?.reads))
    .filter((ids) => ids.length > 0);
  useFocusBack();
  return (
    <Menu
      opened
      // What an entry opens takes the place of the menu: closing after it would close that.
      closeOnItemClick={false}
      position="bottom-start"
      offset={0}
      shadow="md"
      width={260}
      onClose={session.surface.getState().close}
      returnFocus={false}
      middlewares={BESIDE_THE_EDGE}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <span aria-hidden style={{ position: "fixed", left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label="Actions">
        {groups.map((ids, index) => (
          <Fragment key={ids[0]}>
            {index === 0 ? null : <Menu.Divider role="separator" />}
            {ids.map((id) => (
              <Menu.Item
                key={id}
                disabled={actions[id].isPossible?.(session) === false}
                {...(id === "remove" ? { c: "var(--bad)" } : {})}
                rightSection={<Chord chord={chordsOf(id, remapped)[0]} />}
                onClick={() => runFromMenu(session, id, at, place)}
              >
                {rows.get(id)?.short ?? rows.get(id)?.label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The menu hangs on a place and not on a button: what had the focus before it has it again, unless an entry put it elsewhere. */
function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => () => giveFocusBack(before), [before]);
}

/** Some actions mean the place of the menu and not where the pointer is by now. */
function runFromMenu(session: DesignerSession, id: ActionId, at: Place, place: Place): void {
  const { surface, designer } = session;
  surface.getState().close();
  const { nodes, edges } = designer.getState().selection;
  const isOnCanvas = nodes.size === 0 && edges.size === 0;
  if (id === "quickAdd" && isOnCanvas) surface.getState().open({ kind: "quickAdd", at, place });
  else if (id === "paste") void pasteFromClipboard(session, at);
  else if (id === "comment") comment(session, at);
  else actions[id].run(session);
}

function Chord({ chord }: { readonly chord: string | undefined }) {
  return chord === undefined ? null : <Kbd size="xs">{keyNames(chord, isMac()).join(" ")}</Kbd>;
}
