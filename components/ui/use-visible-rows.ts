import { useEffect, useState, type RefObject } from "react";

/** Which rows of a long list are on the page. */
export interface VisibleRows {
  readonly first: number;
  /** The row behind the last one. */
  readonly until: number;
  readonly indexes: readonly number[];
  /** Of all rows together, in pixels. */
  readonly height: number;
  /** Scrolls as little as needed for the row to be seen. */
  reveal(row: number): void;
}

/** Rows above and below what is seen, so that a turn of the wheel does not show an empty stretch. */
const SPARE = 12;
/** Before the box has been measured: what the tallest of them holds. */
const FIRST_HEIGHT = 400;

/** For lists whose rows are all of one height: only those in sight of the scrolling box are drawn, however many there are. */
export function useVisibleRows(box: RefObject<HTMLElement | null>, count: number, rowHeight: number): VisibleRows {
  const [sight, setSight] = useState({ top: 0, height: FIRST_HEIGHT });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = (): void => {
      const next = { top: Math.floor(element.scrollTop / rowHeight) * rowHeight, height: element.clientHeight };
      setSight((known) => (known.top === next.top && known.height === next.height ? known : next));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [box, rowHeight]);
  const first = Math.max(0, Math.min(Math.floor(sight.top / rowHeight), count) - SPARE);
  const until = Math.min(count, Math.ceil((sight.top + sight.height) / rowHeight) + SPARE);
  return {
    first,
    until,
    indexes: Array.from({ length: Math.max(0, until - first) }, (_, offset) => first + offset),
    height: count * rowHeight,
    reveal: (row) => reveal(box.current, row * rowHeight, rowHeight),
  };
}

function reveal(element: HTMLElement | null, start: number, height: number): void {
  if (!element) return;
  if (start < element.scrollTop) element.scrollTop = start;
  else if (start + height > element.scrollTop + element.clientHeight) element.scrollTop = start + height - element.clientHeight;
}
