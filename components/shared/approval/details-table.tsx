"use client";

import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { DetailTable } from "./figures.ts";
import classes from "./decision-card.module.css";

const SHOWN_AT_FIRST = 5;

/** A list of the details, such as order lines; long ones open on demand. */
export function DetailsTable({ table: { label, columns, rows } }: { readonly table: DetailTable }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, SHOWN_AT_FIRST);
  return (
    <div className={classes["tableFrame"]} tabIndex={0} role="group" aria-label={label}>
      <table className={classes["table"]}>
        <caption>{label}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" data-number={rows[0]?.[index]?.isNumber || undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {row.map(({ text, isNumber }, column) => (
                <td key={column} data-number={isNumber || undefined}>
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length ? (
        <UnstyledButton className={classes["allRows"] ?? ""} onClick={() => setAll(true)}>
          Show all {rows.length}
        </UnstyledButton>
      ) : null}
    </div>
  );
}
