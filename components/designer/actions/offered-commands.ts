import { IconEye, IconLayout, IconPencil, IconPlus, IconPointer, IconRoute, type Icon } from "@tabler/icons-react";
import type { PageCommands } from "#components/shared/commands/page-commands.ts";
import { nodeIcon } from "#components/ui/icons.tsx";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { chordsOf, keyNames, shortcuts, type ActionId, type ShortcutGroup } from "../keys/keyboard.ts";
import { isMac } from "../keys/platform.ts";
import { remappedKeys } from "../keys/remapped-keys.ts";
import { paletteEntries } from "../palette/palette-entries.ts";
import type { DesignerSession } from "../session/designer-session.ts";
import { addAt } from "./add-actions.ts";
import { actions } from "./designer-actions.ts";

/** Rows that mean a key and nothing to look for by name. */
const ONLY_KEYS: ReadonlySet<ActionId> = new Set(["open", "left", "right", "up", "down", "clear", "copy", "cut", "paste"]);

const groupIcons: Readonly<Record<ShortcutGroup, Icon>> = {
  "Add and connect": IconPlus,
  Edit: IconPencil,
  "Select and move": IconPointer,
  Arrange: IconLayout,
  View: IconEye,
  Flow: IconRoute,
};

/** What the command palette offers in the designer: every action that is possible now, every node to go to and every kind to add. */
export function offeredCommands(session: DesignerSession): PageCommands {
  return {
    title: "This flow",
    commands: () => [
      ...shortcuts
        .filter(({ id }) => !ONLY_KEYS.has(id) && actions[id].isPossible?.(session) !== false)
        .map(({ id, label, group }) => ({
          id,
          label,
          keys: chordsOf(id, remappedKeys()).map((chord) => keyNames(chord, isMac())),
          icon: groupIcons[group],
          run: () => actions[id].run(session),
        })),
      ...session.graph().nodes.map(({ id, label, kindTitle, icon }) => ({
        id: `node ${id}`,
        label: `Go to ${label}`,
        description: kindTitle,
        icon: nodeIcon(icon),
        run: () => session.designer.getState().reveal(id),
      })),
      ...paletteEntries(nodeDefinitions, session.draft().document).map((entry) => ({
        id: `add ${entry.id}`,
        label: `Add ${entry.title}`,
        description: entry.purpose,
        icon: nodeIcon(entry.icon),
        run: () => {
          if (session.view) addAt(session, entry, session.view.toFlow(session.view.cursor()));
        },
      })),
    ],
  };
}
