"use client";

import { ActionIcon } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useRef, useState, type HTMLAttributes, type KeyboardEvent } from "react";
import { describeType } from "#components/shared/expression/scope-fields.ts";
import type { MappingModel } from "#engine/core/mapping/model/mapping-model.ts";
import { FieldChip } from "./field-chip.tsx";
import { describeField } from "./field-kinds.ts";
import classes from "./mapper.module.css";
import { DRAGGED_FIELD, readField } from "./dragged-field.ts";
import type { TargetRow } from "./target-rows.ts";
import { TypeGlyph } from "./type-glyph.tsx";
import type { FieldValue } from "./values/mapping-values.ts";
import { VirtualTree } from "./virtual-tree.tsx";

interface TargetTreeProps {
  readonly model: MappingModel;
  readonly rows: readonly TargetRow[];
  readonly values: Readonly<Record<string, FieldValue>>;
  /** Sources that are not there, by key of the row that reads them. */
  readonly broken: ReadonlyMap<string, string>;
  readonly active: string | undefined;
  readonly canEdit: boolean;
  readonly onActive: (row: TargetRow) => void;
  readonly onToggle: (row: TargetRow, open: boolean) => void;
  readonly onCommand: (command: TargetCommand, row: TargetRow) => void;
  /** A source field was dropped on a row. */
  readonly onDrop: (path: readonly string[], row: TargetRow) => void;
  readonly onScroll: (scrollTop: number) => void;
  /** The row whose menu is open, and where it is drawn. */
  readonly onMenu: (row: TargetRow, anchor: HTMLElement) => void;
  readonly isSearching: boolean;
}

export type TargetCommand = "map" | "edit" | "remove" | "rename";

export function TargetTree({
  model,
  rows,
  values,
  broken,
  active,
  canEdit,
  onActive,
  onToggle,
  onCommand,
  onDrop,
  onScroll,
  onMenu,
  isSearching,
}: TargetTreeProps) {
  const [over, setOver] = useState<string>();
  // The menu key also raises a `contextmenu` event, at whatever row is first; it has been answered at the row in hand.
  const byKeyRef = useRef(false);
  const onKey = (event: KeyboardEvent<HTMLElement>, row: TargetRow): void => {
    byKeyRef.current = true;
    const isMenuKey = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    const command = event.ctrlKey || event.metaKey ? undefined : commandFor(event.key);
    if (!isMenuKey && command === undefined) return;
    event.preventDefault();
    if (command) onCommand(command, row);
    else onMenu(row, rowElement(event.currentTarget, row));
  };
  return (
    <VirtualTree
      label="Target fields"
      rows={rows}
      active={active}
      selected={active}
      onActive={onActive}
      onToggle={onToggle}
      onKey={onKey}
      onScroll={onScroll}
      describeRow={(row) => describeTarget(model, row, values[row.key], broken.get(row.key))}
      rowProps={(row) => ({
        ...(canEdit ? dropHandlers(row, setOver, onDrop) : {}),
        ...(over === row.key ? { "data-drop": true } : {}),
        onPointerDown: () => {
          byKeyRef.current = false;
        },
        onContextMenu: (event) => {
          event.preventDefault();
          if (byKeyRef.current) return;
          onActive(row);
          onMenu(row, event.currentTarget);
        },
      })}
      renderRow={(row) => (
        <Row model={model} row={row} value={values[row.key]} gone={broken.get(row.key)} canEdit={canEdit} onMenu={onMenu} />
      )}
      empty={
        <p className={classes["hint"]}>{isSearching ? "No target field has this name." : "The output has no fields yet."}</p>
      }
    />
  );
}

function commandFor(key: string): TargetCommand | undefined {
  if (key === "Enter") return "edit";
  if (key === "Delete" || key === "Backspace") return "remove";
  if (key === "F2") return "rename";
  return key.toLowerCase() === "m" ? "map" : undefined;
}

const rowElement = (tree: HTMLElement, { key }: TargetRow): HTMLElement =>
  tree.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? tree;

function dropHandlers(
  row: TargetRow,
  setOver: (key: string | undefined) => void,
  onDrop: TargetTreeProps["onDrop"],
): HTMLAttributes<HTMLElement> {
  return {
    onDragOver: (event) => {
      if (!event.dataTransfer.types.includes(DRAGGED_FIELD)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "link";
      setOver(row.key);
    },
    onDragLeave: () => setOver(undefined),
    onDrop: (event) => {
      event.preventDefault();
      setOver(undefined);
      const path = readField(event.dataTransfer);
      if (path) onDrop(path, row);
    },
  };
}

function describeTarget(model: MappingModel, row: TargetRow, value: FieldValue | undefined, gone: string | undefined): string {
  const { field, state, made, isMissing } = row;
  const [first] = made;
  const how = first
    ? describeField(model, first)
    : state === "covered"
      ? "comes with the field around it"
      : isMissing
        ? "required, not mapped"
        : "not mapped";
  const shown = value?.failure ? `error: ${value.failure.message}` : value?.preview === undefined ? "" : `value ${value.preview}`;
  if (gone !== undefined) return `reads ${gone}, which is not in the source`;
  return [describeType(field), field.isRequired && !isMissing ? "required" : "", how, shown]
    .filter((part) => part !== "")
    .join(", ");
}

interface RowProps {
  readonly model: MappingModel;
  readonly row: TargetRow;
  readonly value: FieldValue | undefined;
  readonly gone: string | undefined;
  readonly canEdit: boolean;
  readonly onMenu: TargetTreeProps["onMenu"];
}

function Row({ model, row, value, gone, canEdit, onMenu }: RowProps) {
  const { label, field, state, made, isMissing, isExtra, depth } = row;
  const tone = [classes["targetRow"], state === "covered" ? classes["covered"] : "", isMissing ? classes["missing"] : ""].join(
    " ",
  );
  return (
    <span className={tone}>
      <TypeGlyph field={field} />
      <span className={`${classes["name"]} ${depth === 0 ? classes["root"] : ""}`}>{label}</span>
      {field.isRequired && depth > 0 ? (
        <span className={classes["required"]} title="Required">
          *
        </span>
      ) : null}
      {isExtra ? <span className={classes["note"]}>not in the schema</span> : null}
      {made.slice(0, 2).map((each) => (
        <FieldChip key={each.id} model={model} field={each} />
      ))}
      <Value row={row} value={value} gone={gone} />
      {canEdit ? (
        <ActionIcon
          className={classes["menu"] ?? ""}
          variant="subtle"
          color="gray"
          size={22}
          tabIndex={-1}
          aria-label={`Actions for ${label}`}
          onClick={({ currentTarget }) => onMenu(row, currentTarget)}
        >
          <IconDots size={15} aria-hidden />
        </ActionIcon>
      ) : null}
    </span>
  );
}

interface ValueProps {
  readonly row: TargetRow;
  readonly value: FieldValue | undefined;
  readonly gone: string | undefined;
}

function Value({ row, value, gone }: ValueProps) {
  if (gone !== undefined)
    return (
      <span className={classes["value"]} data-tone="bad" title={`The source has no ${gone}`}>
        no {gone} in the source
      </span>
    );
  if (row.isMissing)
    return (
      <span className={classes["value"]} data-tone="missing">
        required
      </span>
    );
  if (value?.failure)
    return (
      <span className={classes["value"]} data-tone="bad" title={value.failure.message}>
        {value.failure.message}
      </span>
    );
  const isContainer = row.depth === 0 || row.canOpen;
  return (
    <>
      <span className={classes["value"]} title={value?.preview}>
        {isContainer && row.isOpen ? "" : value?.preview}
      </span>
      {value?.count === undefined ? null : <span className={classes["count"]}>×{value.count}</span>}
    </>
  );
}
