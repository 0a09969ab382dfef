import type { OutlineItem } from "./outline-tree.ts";

/** A line of the outline as it is shown and announced. */
export interface OutlineRow {
  readonly item: OutlineItem;
  /** From 1. */
  readonly level: number;
  /** Place among its siblings, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
  /** Absent where there is nothing inside. */
  readonly isOpen?: boolean;
  /** Index of the row it is inside of; -1 at the top. */
  readonly around: number;
}

/** The lines in sight: those whose surroundings are all open. Everything is open unless it was closed. */
export function outlineRows(items: readonly OutlineItem[], closed: ReadonlySet<string>): readonly OutlineRow[] {
  const rows: OutlineRow[] = [];
  const add = (list: readonly OutlineItem[], level: number, around: number): void =>
    list.forEach((item, index) => {
      const at = rows.length;
      const base = { item, level, place: index + 1, siblings: list.length, around };
      const isOpen = !closed.has(item.key);
      rows.push(item.children.length === 0 ? base : { ...base, isOpen });
      if (isOpen) add(item.children, level + 1, at);
    });
  add(items, 1, -1);
  return rows;
}

/** Keys of everything around an item, so that it can be brought into sight. */
export function keysAround(items: readonly OutlineItem[], key: string): readonly string[] | undefined {
  for (const item of items) {
    if (item.key === key) return [];
    const inside = keysAround(item.children, key);
    if (inside) return [item.key, ...inside];
  }
  return undefined;
}

export type OutlineMove = { readonly to: number } | { readonly open: string } | { readonly close: string };

/** What an arrow or another key of a tree does at a row, as readers of screens know it from every tree. */
export function moveInOutline(key: string, at: number, rows: readonly OutlineRow[]): OutlineMove | undefined {
  const row = rows[at];
  if (!row) return undefined;
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown":
      return { to: Math.min(at + 1, last) };
    case "ArrowUp":
      return { to: Math.max(at - 1, 0) };
    case "Home":
      return { to: 0 };
    case "End":
      return { to: last };
    case "PageDown":
      return { to: Math.min(at + 10, last) };
    case "PageUp":
      return { to: Math.max(at - 10, 0) };
    case "ArrowRight":
      if (row.isOpen === undefined) return undefined;
      return row.isOpen ? { to: at + 1 } : { open: row.item.key };
    case "ArrowLeft":
      if (row.isOpen) return { close: row.item.key };
      return row.around < 0 ? undefined : { to: row.around };
    default:
      return undefined;
  }
}
