import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useState, type RefObject } from "react";
import { useDesigner } from "../designer-context.ts";
import { keysAround, outlineRows } from "./outline-rows.ts";
import type { OutlineItem } from "./outline-tree.ts";

const ROW_HEIGHT = 36;

/**
 * The lines that are shown, which of them is the active one, and what of the tree is folded. What is selected is unfolded,
 * active and in sight.
 */
export function useOutlineLines(items: readonly OutlineItem[], box: RefObject<HTMLDivElement | null>) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [activeKey, setActiveKey] = useState<string>();
  const rows = useMemo(() => outlineRows(items, closed), [closed, items]);
  const found = rows.findIndex(({ item }) => item.key === activeKey);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  useFollowSelection(items, (key, around) => {
    setActiveKey(key);
    if (around.some((one) => closed.has(one))) setClosed(new Set([...closed].filter((one) => !around.includes(one))));
  });
  useEffect(() => {
    if (found >= 0) virtualizer.scrollToIndex(found);
  }, [found, virtualizer]);
  const fold = (key: string, isClosed: boolean): void => {
    const next = new Set(closed);
    if (isClosed) next.add(key);
    else next.delete(key);
    setClosed(next);
  };
  return { rows, active: Math.max(0, found), virtualizer, setActiveKey, fold, isFolded: (key: string) => closed.has(key) };
}

/** Calls back when something else is selected, wherever that was done. */
function useFollowSelection(items: readonly OutlineItem[], follow: (key: string, around: readonly string[]) => void): void {
  const selection = useDesigner((state) => state.selection);
  const [seen, setSeen] = useState<typeof selection>();
  if (seen === selection) return;
  setSeen(selection);
  const key = [...selection.nodes].at(-1) ?? [...selection.edges][0];
  const around = key === undefined ? undefined : keysAround(items, key);
  if (key !== undefined && around) follow(key, around);
}
