import { useState, type KeyboardEvent, type RefObject } from "react";
import type { VisibleRows } from "./use-visible-rows.ts";

interface RowKeys {
  /** The rows to draw: those in sight, and the one that has or would have the focus, wherever the list was scrolled to. */
  readonly indexes: readonly number[];
  onKeyDown(event: KeyboardEvent): void;
  /** For the button of each row. */
  buttonOf(row: number): { readonly "data-row": number; readonly tabIndex: number; readonly onFocus: () => void };
}

/**
 * A long list is one stop on the way through the page, however many rows it has. From there arrow keys, Page up and down,
 * Home and End lead on.
 */
export function useRowKeys(box: RefObject<HTMLElement | null>, visible: VisibleRows, count: number, page = 10): RowKeys {
  const [reached, setReached] = useState(0);
  const focused = Math.min(reached, Math.max(0, count - 1));
  const isDrawn = focused >= visible.first && focused < visible.until;
  return {
    indexes: isDrawn || count === 0 ? visible.indexes : [...visible.indexes, focused],
    onKeyDown: (event) => {
      const next = rowForKey(event.key, focused, count, page);
      if (next === undefined) return;
      event.preventDefault();
      setReached(next);
      visible.reveal(next);
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
    },
    buttonOf: (row) => ({ "data-row": row, tabIndex: row === focused ? 0 : -1, onFocus: () => setReached(row) }),
  };
}

/** Where a key leads from a row; `undefined` for one that leads nowhere. */
export function rowForKey(key: string, row: number, rows: number, page = 10): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rows,
    End: rows,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(Math.max(row + step, 0), Math.max(0, rows - 1));
}
