/**
 * The one table of shortcuts. The sheet on `?`, tooltips, menus and the key handler read it; what a shortcut does is the
 * action of the same id. Tab and Shift+Tab are in no row: they belong to the browser.
 *
 * A chord is written `Mod+Shift+Z`: Mod is Ctrl, on a Mac Cmd. Letters are written large and mean the key whatever its case;
 * a sign such as `?` stands for itself, however it is typed.
 */
export const shortcutGroups = ["Add and connect", "Edit", "Select and move", "Arrange", "View", "Flow"] as const;
export type ShortcutGroup = (typeof shortcutGroups)[number];

export interface Shortcut {
  readonly id: string;
  readonly label: string;
  /** In menus, where what is selected is in sight. */
  readonly short?: string;
  readonly group: ShortcutGroup;
  readonly chords: readonly string[];
  /** The browser does it, in its own event: `copy`, `cut` and `paste` may then use the clipboard without asking. */
  readonly isNative?: true;
  /** Also for people who may only read. */
  readonly reads?: true;
}

const table = [
  { id: "quickAdd", label: "Add a node", group: "Add and connect", chords: ["/"] },
  { id: "connect", label: "Connect the selected node to another", short: "Connect to…", group: "Add and connect", chords: ["C"] },
  { id: "nextEdge", label: "Select the next edge of the selected node", group: "Add and connect", chords: ["E"], reads: true },
  { id: "comment", label: "Comment on what is selected", short: "Comment", group: "Add and connect", chords: ["M"] },

  { id: "undo", label: "Undo", group: "Edit", chords: ["Mod+Z"] },
  { id: "redo", label: "Redo", group: "Edit", chords: ["Mod+Shift+Z", "Mod+Y"] },
  { id: "rename", label: "Rename", group: "Edit", chords: ["F2"] },
  { id: "remove", label: "Delete", group: "Edit", chords: ["Delete", "Backspace"] },
  { id: "duplicate", label: "Duplicate", group: "Edit", chords: ["Mod+D"] },
  {
    id: "disable",
    label: "Disable the selection in tries, or enable it",
    short: "Disable or enable",
    group: "Edit",
    chords: ["D"],
  },
  { id: "copy", label: "Copy", group: "Edit", chords: ["Mod+C"], isNative: true, reads: true },
  { id: "cut", label: "Cut", group: "Edit", chords: ["Mod+X"], isNative: true },
  { id: "paste", label: "Paste nodes, YAML or JSON", group: "Edit", chords: ["Mod+V"], isNative: true },

  {
    id: "open",
    label: "Select the focused node, then go to its settings",
    group: "Select and move",
    chords: ["Enter", "Space"],
    reads: true,
  },
  {
    id: "panel",
    label: "Go to the panel of what is selected, Esc to go back",
    group: "Select and move",
    chords: ["I"],
    reads: true,
  },
  { id: "selectAll", label: "Select everything", group: "Select and move", chords: ["Mod+A"], reads: true },
  { id: "clear", label: "Select nothing", group: "Select and move", chords: ["Escape"], reads: true },
  {
    id: "left",
    label: "Move the selection left, or go to the neighbor",
    group: "Select and move",
    chords: ["ArrowLeft"],
    reads: true,
  },
  {
    id: "right",
    label: "Move the selection right, or go to the neighbor",
    group: "Select and move",
    chords: ["ArrowRight"],
    reads: true,
  },
  { id: "up", label: "Move the selection up, or go to the neighbor", group: "Select and move", chords: ["ArrowUp"], reads: true },
  {
    id: "down",
    label: "Move the selection down, or go to the neighbor",
    group: "Select and move",
    chords: ["ArrowDown"],
    reads: true,
  },
  {
    id: "neighborLeft",
    label: "Select the neighbor on the left",
    group: "Select and move",
    chords: ["Alt+ArrowLeft"],
    reads: true,
  },
  {
    id: "neighborRight",
    label: "Select the neighbor on the right",
    group: "Select and move",
    chords: ["Alt+ArrowRight"],
    reads: true,
  },
  { id: "neighborUp", label: "Select the neighbor above", group: "Select and move", chords: ["Alt+ArrowUp"], reads: true },
  { id: "neighborDown", label: "Select the neighbor below", group: "Select and move", chords: ["Alt+ArrowDown"], reads: true },
  { id: "upstream", label: "Select everything before", group: "Select and move", chords: ["Shift+ArrowLeft"], reads: true },
  { id: "downstream", label: "Select everything after", group: "Select and move", chords: ["Shift+ArrowRight"], reads: true },
  {
    id: "moveInto",
    label: "Move into or out of a container",
    short: "Move into…",
    group: "Select and move",
    chords: ["Shift+C"],
  },

  { id: "arrange", label: "Lay out the selection, or everything", short: "Lay out", group: "Arrange", chords: ["L"] },
  { id: "pin", label: "Keep the selection in place when laying out", short: "Keep in place", group: "Arrange", chords: ["K"] },
  { id: "group", label: "Group", group: "Arrange", chords: ["Mod+G"] },
  { id: "ungroup", label: "Ungroup", group: "Arrange", chords: ["Mod+Shift+G"] },
  { id: "collapse", label: "Collapse or expand the group", group: "Arrange", chords: ["Alt+G"] },
  { id: "alignLeft", label: "Align left", group: "Arrange", chords: ["Alt+A"] },
  { id: "alignCenter", label: "Align centers", group: "Arrange", chords: ["Alt+H"] },
  { id: "alignRight", label: "Align right", group: "Arrange", chords: ["Alt+D"] },
  { id: "alignTop", label: "Align top", group: "Arrange", chords: ["Alt+W"] },
  { id: "alignMiddle", label: "Align middles", group: "Arrange", chords: ["Alt+V"] },
  { id: "alignBottom", label: "Align bottom", group: "Arrange", chords: ["Alt+S"] },
  { id: "distributeX", label: "Distribute across", group: "Arrange", chords: ["Alt+Shift+H"] },
  { id: "distributeY", label: "Distribute down", group: "Arrange", chords: ["Alt+Shift+V"] },

  { id: "search", label: "Find in this flow", group: "View", chords: ["Mod+F"], reads: true },
  { id: "searchNext", label: "Next match", group: "View", chords: ["F3"], reads: true },
  { id: "searchPrevious", label: "Previous match", group: "View", chords: ["Shift+F3"], reads: true },
  { id: "zoomIn", label: "Zoom in", group: "View", chords: ["+", "="], reads: true },
  { id: "zoomOut", label: "Zoom out", group: "View", chords: ["-"], reads: true },
  { id: "zoomFull", label: "Zoom to 100 %", group: "View", chords: ["0"], reads: true },
  { id: "fit", label: "Fit the whole flow", group: "View", chords: ["1"], reads: true },
  { id: "fitSelection", label: "Fit the selection", group: "View", chords: ["2"], reads: true },
  { id: "hand", label: "Drag moves the canvas, or draws a selection", group: "View", chords: ["H"], reads: true },
  { id: "outline", label: "Show the outline, or the palette", group: "View", chords: ["O"], reads: true },

  { id: "problems", label: "Show problems", group: "Flow", chords: ["P"], reads: true },
  { id: "try", label: "Try the flow", group: "Flow", chords: ["T"] },
  { id: "publish", label: "Publish", group: "Flow", chords: ["Shift+P"] },
  { id: "shortcuts", label: "Show all shortcuts", group: "Flow", chords: ["?"], reads: true },
] as const satisfies readonly Shortcut[];

export type ActionId = (typeof table)[number]["id"];
export const shortcuts: readonly (Shortcut & { readonly id: ActionId })[] = table;

/** Chords that a person chose instead of those of the table. */
export type Remapped = Readonly<Partial<Record<ActionId, readonly string[]>>>;

export const chordsOf = (id: ActionId, remapped: Remapped): readonly string[] =>
  remapped[id] ?? shortcuts.find((shortcut) => shortcut.id === id)!.chords;

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> & Partial<Pick<KeyboardEvent, "code">>;

const LETTER = /^[a-z]$/i;

/** How a pressed key is written; `undefined` for a modifier alone. */
export function chordOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Key): string | undefined {
  if (["Control", "Meta", "Alt", "Shift", "AltGraph", "Dead", "Unidentified", "Process", "Tab"].includes(key)) return undefined;
  // With Alt, a Mac types another letter: the key itself says which.
  const typed = altKey && code?.startsWith("Key") ? code.slice(3) : key;
  const name = typed === " " ? "Space" : LETTER.test(typed) ? typed.toUpperCase() : typed;
  const isSign = name.length === 1 && !LETTER.test(name);
  return [ctrlKey || metaKey ? "Mod" : "", altKey ? "Alt" : "", shiftKey && !isSign ? "Shift" : "", name]
    .filter(Boolean)
    .join("+");
}

/** What a chord does; the first row of the table that has it. */
export function actionOf(chord: string, remapped: Remapped): ActionId | undefined {
  return shortcuts.find(({ id }) => chordsOf(id, remapped).includes(chord))?.id;
}

/** The other action that has this chord already. */
export const takenBy = (chord: string, id: ActionId, remapped: Remapped): ActionId | undefined =>
  shortcuts.find((other) => other.id !== id && chordsOf(other.id, remapped).includes(chord))?.id;

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
};
const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Delete: "⌦", Backspace: "⌫" };

/** The keys of a chord as they are printed: `["Ctrl", "Z"]`. */
export function keyNames(chord: string, isMac: boolean): readonly string[] {
  const parts = chord === "+" ? ["+"] : chord.split("+").map((part) => (part === "" ? "+" : part));
  return parts.map((part) => (isMac ? MAC_SIGNS[part] : undefined) ?? (part === "Mod" ? "Ctrl" : (SIGNS[part] ?? part)));
}
