"use client";

import { useRef } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { useVisibleRows } from "#components/ui/use-visible-rows.ts";
import classes from "./data-view.module.css";
import type { TableShape } from "./data-table-shape.ts";
import { jsonataPath } from "./jsonata-path.ts";

const ROW = 28;
const MOST_HEIGHT = 380;

interface DataTableProps {
  readonly shape: TableShape;
  readonly what: string;
  readonly path: string;
}

/** A list of objects as a table; only the lines in sight are on the page. */
export function DataTable({ shape: { rows, columns, path: place }, what, path }: DataTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const { first, until, indexes } = useVisibleRows(box, rows.length, ROW);
  const before = first * ROW;
  const after = (rows.length - until) * ROW;
  return (
    <div
      ref={box}
      className={classes["scroller"]}
      style={{ maxHeight: MOST_HEIGHT }}
      tabIndex={0}
      role="group"
      aria-label={`${what} as a table`}
    >
      <table className={classes["table"]} aria-rowcount={rows.length + 1}>
        <caption className={classes["caption"]}>
          {rows.length.toLocaleString("en")} lines of <code>{jsonataPath(path, place)}</code>
        </caption>
        <thead>
          <tr>
            <th scope="col">#</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Gap height={before} columns={columns.length + 1} /> : null}
          {indexes.map((index) => (
            <tr key={index} aria-rowindex={index + 2} style={{ height: ROW }}>
              <th scope="row">{index}</th>
              {columns.map((column) => (
                <td key={column}>{cellText(rows[index]?.[column])}</td>
              ))}
            </tr>
          ))}
          {after > 0 ? <Gap height={after} columns={columns.length + 1} /> : null}
        </tbody>
      </table>
    </div>
  );
}

const Gap = ({ height, columns }: { readonly height: number; readonly columns: number }) => (
  <tr aria-hidden style={{ height }}>
    <td colSpan={columns} />
  </tr>
);

const LONGEST_CELL = 120;

function cellText(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
