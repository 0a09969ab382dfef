"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, type CSSProperties, type HTMLAttributes, type KeyboardEvent, type ReactNode } from "react";
import { FoldArrow } from "#components/ui/fold-arrow.tsx";
import type { TreeRow } from "./tree-rows.ts";
import classes from "./virtual-tree.module.css";

export const ROW_HEIGHT = 28;

export type RowProps = HTMLAttributes<HTMLElement>;

interface VirtualTreeProps<Row extends TreeRow> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** The row that the keyboard is at. */
  readonly active: string | undefined;
  readonly selected: string | undefined;
  readonly onActive: (row: Row) => void;
  readonly onToggle: (row: Row, open: boolean) => void;
  /** What the tree itself does not know: Enter, M, Delete. */
  readonly onKey?: (event: KeyboardEvent<HTMLElement>, row: Row) => void;
  readonly onScroll?: (scrollTop: number) => void;
  readonly renderRow: (row: Row) => ReactNode;
  /** What a row says beside its name, for people who hear it. */
  readonly describeRow?: (row: Row) => string;
  readonly rowProps?: (row: Row) => RowProps;
  readonly empty?: ReactNode;
}

/**
 * A tree of which only the rows in sight exist. The keyboard stays on the tree itself and points at a row, so that a row
 * may scroll away without taking the focus with it.
 */
export function VirtualTree<Row extends TreeRow>(props: VirtualTreeProps<Row>) {
  const { label, rows, active, onScroll, empty } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const activeIndex = rows.findIndex(({ key }) => key === active);
  useEffect(() => {
    if (activeIndex >= 0) virtualizer.scrollToIndex(activeIndex, { align: "auto" });
  }, [activeIndex, virtualizer]);
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>;
  return (
    <div
      ref={frame}
      className={classes["tree"]}
      role="tree"
      aria-label={label}
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${activeIndex}`}
      tabIndex={0}
      onScroll={({ currentTarget }) => onScroll?.(currentTarget.scrollTop)}
      onFocus={() => {
        if (activeIndex < 0 && rows[0]) props.onActive(rows[0]);
      }}
      onKeyDown={(event) => moveByKey(event, activeIndex, props)}
    >
      <div className={classes["rows"]} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <Line key={rows[index]!.key} id={`${id}-${index}`} row={rows[index]!} top={start} tree={props} />
        ))}
      </div>
    </div>
  );
}

interface LineProps<Row extends TreeRow> {
  readonly id: string;
  readonly row: Row;
  readonly top: number;
  readonly tree: VirtualTreeProps<Row>;
}

function Line<Row extends TreeRow>({ id, row, top, tree }: LineProps<Row>) {
  const { key, depth, canOpen, isOpen, position, size, label } = row;
  const spoken = tree.describeRow?.(row);
  return (
    <div
      {...tree.rowProps?.(row)}
      id={id}
      className={classes["row"]}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={size}
      aria-expanded={canOpen ? isOpen : undefined}
      aria-selected={key === tree.selected}
      aria-label={spoken === undefined ? label : `${label}, ${spoken}`}
      data-key={key}
      data-active={key === tree.active || undefined}
      data-selected={key === tree.selected || undefined}
      style={{ transform: `translateY(${top}px)`, "--depth": depth } as CSSProperties}
      onClick={() => tree.onActive(row)}
      onDoubleClick={() => (canOpen ? tree.onToggle(row, !isOpen) : undefined)}
    >
      {canOpen ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes["toggle"]}
          aria-label={`${isOpen ? "Fold" : "Open"} ${label}`}
          onClick={(event) => {
            event.stopPropagation();
            tree.onToggle(row, !isOpen);
          }}
        >
          <FoldArrow isOpen={isOpen} size={12} />
        </button>
      ) : (
        <span className={classes["gap"]} />
      )}
      {tree.renderRow(row)}
    </div>
  );
}

function moveByKey<Row extends TreeRow>(event: KeyboardEvent<HTMLElement>, index: number, tree: VirtualTreeProps<Row>): void {
  const { rows } = tree;
  const row = rows[index];
  if (!row || event.target !== event.currentTarget) return;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const next = isPlain ? nextRow(event.key, index, tree) : undefined;
  if (next === undefined) {
    tree.onKey?.(event, row);
    return;
  }
  event.preventDefault();
  if (next !== "stay") tree.onActive(next);
}

/** Right opens or goes in, left folds or goes out: the keys of every tree. */
function nextRow<Row extends TreeRow>(
  key: string,
  index: number,
  { rows, onToggle }: VirtualTreeProps<Row>,
): Row | "stay" | undefined {
  const row = rows[index]!;
  const page = 12;
  switch (key) {
    case "ArrowDown":
      return rows[index + 1] ?? "stay";
    case "ArrowUp":
      return rows[index - 1] ?? "stay";
    case "PageDown":
      return rows[Math.min(rows.length - 1, index + page)] ?? "stay";
    case "PageUp":
      return rows[Math.max(0, index - page)] ?? "stay";
    case "Home":
      return rows[0] ?? "stay";
    case "End":
      return rows.at(-1) ?? "stay";
    case "ArrowRight":
      if (row.canOpen && !row.isOpen) onToggle(row, true);
      return row.isOpen ? (rows[index + 1] ?? "stay") : "stay";
    case "ArrowLeft":
      if (row.isOpen) onToggle(row, false);
      return row.isOpen ? "stay" : (rows.slice(0, index).findLast(({ depth }) => depth < row.depth) ?? "stay");
    default:
      return undefined;
  }
}
