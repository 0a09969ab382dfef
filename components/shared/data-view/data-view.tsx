"use client";

import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { diffFields } from "#engine/core/edit/diff-fields.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DataRaw } from "./data-raw.tsx";
import { DataTable } from "./data-table.tsx";
import { tableShape } from "./data-table-shape.ts";
import { DataTree } from "./data-tree.tsx";
import classes from "./data-view.module.css";
import { FieldChanges } from "./field-changes.tsx";

type View = "tree" | "table" | "raw" | "changes";

interface DataViewProps {
  readonly value: JsonValue;
  /** Names the data: "output". */
  readonly what: string;
  /** How expressions reach the value: `steps.price`. Paths that are copied begin with it. */
  readonly path?: string;
  /** What it can be compared with: the input of a step beside its output. */
  readonly compare?: { readonly value: JsonValue; readonly what: string } | undefined;
}

/** Data as a tree, as a table where it is a list of objects, as text, and as what differs from other data. */
export function DataView({ value, what, path = "", compare }: DataViewProps) {
  const [chosen, choose] = useState<View>("tree");
  const shape = useMemo(() => tableShape(value), [value]);
  const views = [
    { value: "tree", label: "Tree" },
    ...(shape ? [{ value: "table", label: "Table" }] : []),
    { value: "raw", label: "Raw" },
    ...(compare ? [{ value: "changes", label: "Changes" }] : []),
  ];
  const view = views.some((one) => one.value === chosen) ? chosen : "tree";
  return (
    <div className={classes["well"]}>
      <div className={classes["bar"]}>
        <SegmentedControl
          size="xs"
          aria-label={`Show ${what} as`}
          value={view}
          data={views}
          onChange={(next) => choose(next as View)}
        />
        <CopyButton text={JSON.stringify(value, null, 2)} what={what} />
      </div>
      {view === "tree" ? <DataTree value={value} what={what} path={path} /> : null}
      {view === "table" && shape ? <DataTable shape={shape} what={what} path={path} /> : null}
      {view === "raw" ? <DataRaw value={value} what={what} /> : null}
      {view === "changes" && compare ? <Changes value={value} what={what} compare={compare} /> : null}
    </div>
  );
}

function Changes({
  value,
  what,
  compare,
}: Required<Pick<DataViewProps, "value" | "what">> & { readonly compare: NonNullable<DataViewProps["compare"]> }) {
  const changes = useMemo(() => diffFields(compare.value, value), [compare.value, value]);
  return (
    <div className={classes["changes"]}>
      {changes.length === 0 ? (
        <p className={classes["same"]}>It is the same as the {compare.what}.</p>
      ) : (
        <FieldChanges changes={changes} names={[`the ${compare.what}`, `the ${what}`]} />
      )}
    </div>
  );
}
