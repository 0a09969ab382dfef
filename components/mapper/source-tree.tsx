"use client";

import type { KeyboardEvent } from "react";
import { describeType, preview, sampleAt } from "#components/shared/expression/scope-fields.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { writeField } from "./dragged-field.ts";
import classes from "./mapper.module.css";
import { namesOf, type TreeRow } from "./tree-rows.ts";
import { TypeGlyph } from "./type-glyph.tsx";
import { VirtualTree } from "./virtual-tree.tsx";

interface SourceTreeProps {
  readonly rows: readonly TreeRow[];
  readonly sample: JsonObject;
  readonly active: string | undefined;
  /** Lines that lead from a row, by key. */
  readonly uses: ReadonlyMap<string, number>;
  readonly titles: ReadonlyMap<string, string>;
  readonly onActive: (row: TreeRow) => void;
  readonly onToggle: (row: TreeRow, open: boolean) => void;
  readonly onMap: (row: TreeRow) => void;
  readonly onScroll: (scrollTop: number) => void;
  readonly isSearching: boolean;
}

export function SourceTree({
  rows,
  sample,
  active,
  uses,
  titles,
  onActive,
  onToggle,
  onMap,
  onScroll,
  isSearching,
}: SourceTreeProps) {
  const onKey = (event: KeyboardEvent, row: TreeRow): void => {
    if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onMap(row);
  };
  return (
    <VirtualTree
      label="Source fields"
      rows={rows}
      active={active}
      selected={active}
      onActive={onActive}
      onToggle={onToggle}
      onKey={onKey}
      onScroll={onScroll}
      describeRow={(row) => describeSource(row, uses)}
      rowProps={(row) => ({
        draggable: true,
        onDragStart: ({ dataTransfer }) => writeField(dataTransfer, row.path),
      })}
      renderRow={(row) => <SourceRow row={row} sample={sample} title={titles.get(row.key)} />}
      empty={
        <p className={classes["hint"]}>
          {isSearching ? "No source field has this name." : "Nothing is in scope here yet. Connect this step to one before it."}
        </p>
      }
    />
  );
}

function describeSource({ key, field }: TreeRow, uses: ReadonlyMap<string, number>): string {
  const count = uses.get(key) ?? 0;
  return `${describeType(field)}${field.isRequired ? "" : ", optional"}${count === 0 ? "" : `, used ${count === 1 ? "once" : `${count} times`}`}`;
}

function SourceRow({
  row: { label, path, field, depth },
  sample,
  title,
}: {
  readonly row: TreeRow;
  readonly sample: JsonObject;
  readonly title: string | undefined;
}) {
  const value = field.isSensitive || field.hasChildren ? undefined : sampleAt(sample, namesOf(path));
  return (
    <span className={classes["sourceRow"]}>
      <TypeGlyph field={field} />
      <span className={`${classes["name"]} ${depth === 0 ? classes["root"] : ""}`}>{title ?? label}</span>
      {title === undefined ? null : <span className={`${classes["note"]} mono`}>{label}</span>}
      {field.isRecursive ? <span className={classes["note"]}>again</span> : null}
      <span className={classes["sample"]}>{field.isSensitive ? "hidden" : value === undefined ? "" : preview(value)}</span>
    </span>
  );
}
