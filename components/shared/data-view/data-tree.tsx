"use client";

import { useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { FoldArrow } from "#components/ui/fold-arrow.tsx";
import { useVisibleRows } from "#components/ui/use-visible-rows.ts";
import { dataRows, type DataRow, type Toggled } from "./data-rows.ts";
import classes from "./data-view.module.css";
import { jsonataPath } from "./jsonata-path.ts";

const ROW = 22;
const MOST_HEIGHT = 380;

interface DataTreeProps {
  readonly value: JsonValue;
  readonly what: string;
  readonly path: string;
}

/** A value as a tree that folds. Only the lines in sight are on the page, so a list of a hundred thousand opens at once. */
export function DataTree({ value, what, path }: DataTreeProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [toggled, setToggled] = useState<Toggled>(new Map());
  const [active, setActive] = useState(0);
  const rows = useMemo(() => dataRows(value, toggled), [toggled, value]);
  const at = Math.min(active, rows.length - 1);
  const visible = useVisibleRows(box, rows.length, ROW);
  const toggle = ({ key, isOpen }: DataRow): void => setToggled(new Map(toggled).set(key, !isOpen));
  const go = (row: number): void => {
    setActive(row);
    visible.reveal(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (!row || event.target !== box.current) return;
    const next = nextRow(event.key, { row, at }, rows);
    if (next !== undefined) go(next);
    else if (shouldToggle(event.key, row)) toggle(row);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      role="tree"
      tabIndex={0}
      aria-label={what}
      aria-activedescendant={`${id}${at}`}
      className={classes["scroller"]}
      style={{ height: Math.min(MOST_HEIGHT, rows.length * ROW + 12) }}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={classes["lines"]} style={{ height: visible.height }}>
        {visible.indexes.map((index) => {
          const row = rows[index];
          return row ? (
            <Row
              key={row.key}
              id={`${id}${index}`}
              row={row}
              start={index * ROW}
              isActive={index === at}
              copied={jsonataPath(path, row.path)}
              onPress={() => {
                setActive(index);
                if (row.size) toggle(row);
              }}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly row: DataRow;
  readonly start: number;
  readonly isActive: boolean;
  readonly copied: string;
  readonly onPress: () => void;
}

function Row({ id, row, start, isActive, copied, onPress }: RowProps) {
  const { name, value, size, isOpen, depth } = row;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isActive}
      {...(size ? { "aria-expanded": isOpen } : {})}
      className={classes["line"]}
      data-active={isActive || undefined}
      style={{ insetBlockStart: start, paddingInlineStart: 6 + depth * 14 }}
      onClick={onPress}
    >
      {size ? <FoldArrow isOpen={isOpen} size={12} /> : <i />}
      {name === undefined ? null : <span className={classes["name"]}>{name}:</span>}
      {size === undefined ? (
        <span className={classes["scalar"]} data-type={value === null ? "null" : typeof value}>
          {scalarText(value)}
        </span>
      ) : (
        <span className={classes["mark"]}>
          {Array.isArray(value) ? "[" : "{"}
          {isOpen ? null : sizeText(size, Array.isArray(value))}
          {isOpen ? null : Array.isArray(value) ? "]" : "}"}
        </span>
      )}
      <span className={classes["copy"]} onClick={(event) => event.stopPropagation()}>
        {isActive ? <CopyButton text={copied} what={`path ${copied}`} /> : null}
      </span>
    </div>
  );
}

const LONGEST_SCALAR = 500;

/** A longer text is in the raw view; a line of a tree does not wrap. */
function scalarText(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_SCALAR ? `${text.slice(0, LONGEST_SCALAR)}…` : text;
}

const sizeText = (size: number, isList: boolean): string =>
  size === 0 ? "" : `${size.toLocaleString("en")} ${isList ? "item" : "field"}${size === 1 ? "" : "s"}`;

interface ActiveRow {
  readonly row: DataRow;
  readonly at: number;
}

function nextRow(key: string, { row, at }: ActiveRow, rows: readonly DataRow[]): number | undefined {
  if (key === "ArrowLeft" && !row.isOpen) return rows.findLastIndex(({ depth }, index) => index < at && depth < row.depth);
  if (key === "ArrowRight" && row.isOpen) return Math.min(at + 1, rows.length - 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 15,
    PageUp: -15,
    Home: -at,
    End: rows.length,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(Math.max(at + step, 0), rows.length - 1);
}

const shouldToggle = (key: string, { size, isOpen }: DataRow): boolean =>
  Boolean(size) && (key === "Enter" || key === " " || (key === "ArrowRight" && !isOpen) || (key === "ArrowLeft" && isOpen));
