"use client";

import { useMemo, useRef } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { useVisibleRows } from "#components/ui/use-visible-rows.ts";
import classes from "./data-view.module.css";

const ROW = 20;
const MOST_HEIGHT = 380;

/** A value as the JSON text it is, line by line; only the lines in sight are on the page. */
export function DataRaw({ value, what }: { readonly value: JsonValue; readonly what: string }) {
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => JSON.stringify(value, null, 2).split("\n"), [value]);
  const visible = useVisibleRows(box, lines.length, ROW);
  return (
    <div
      ref={box}
      className={classes["scroller"]}
      style={{ height: Math.min(MOST_HEIGHT, lines.length * ROW + 12) }}
      tabIndex={0}
      role="group"
      aria-label={`${what} as text`}
    >
      <div className={classes["lines"]} style={{ height: visible.height }}>
        {visible.indexes.map((index) => (
          <div key={index} className={classes["text"]} style={{ insetBlockStart: index * ROW }}>
            <span className={classes["number"]} aria-hidden>
              {index + 1}
            </span>
            {lines[index]}
          </div>
        ))}
      </div>
    </div>
  );
}
