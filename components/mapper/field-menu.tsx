"use client";

import { Menu } from "@mantine/core";
import { IconArrowRight, IconCursorText, IconForms, IconRepeat, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import { kindIcons } from "./field-chip.tsx";
import { choosableKinds, kindNames, type FieldKind } from "./field-kinds.ts";
import classes from "./field-menu.module.css";
import { PickField, pickableFields } from "./pick-field.tsx";
import { startValue } from "./start-value.ts";
import type { TargetCommand } from "./target-tree.tsx";
import type { TargetRow } from "./target-rows.ts";
import { namesOf } from "./tree-rows.ts";
import type { Mapper } from "./use-mapper.ts";
import { useReturnFocus } from "./use-return-focus.ts";

export interface MenuRequest {
  readonly row: TargetRow;
  readonly anchor: HTMLElement;
}

interface FieldMenuProps {
  readonly request: MenuRequest;
  readonly mapper: Mapper;
  readonly onCommand: (command: TargetCommand, row: TargetRow) => void;
  readonly onForm: () => void;
  readonly onClose: () => void;
}

/** Everything that can be done with a target field. */
export function FieldMenu({ request: { row, anchor }, mapper, onCommand, onForm, onClose }: FieldMenuProps) {
  useReturnFocus();
  const [isLooping, setLooping] = useState(false);
  const [place] = useState(() => anchor.getBoundingClientRect());
  const [field] = row.made;
  const run = (command: TargetCommand) => () => {
    onClose();
    onCommand(command, row);
  };
  const choose = (kind: FieldKind): void => {
    onClose();
    if (chooseKind(mapper, row, kind)) onForm();
  };
  if (isLooping && field) return <PickList mapper={mapper} row={row} onClose={onClose} />;
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-end"
      width={340}
      shadow="md"
      returnFocus
      withinPortal
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <span
          aria-hidden
          className={classes["anchor"]}
          style={{ left: Math.min(place.right, place.left + 320), top: place.bottom }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${row.label}`}>
        <FieldActions row={row} onRun={run} onLoop={() => setLooping(true)} />
        <Menu.Divider />
        <KindItems current={field?.form.kind} onChoose={choose} />
      </Menu.Dropdown>
    </Menu>
  );
}

interface FieldActionsProps {
  readonly row: TargetRow;
  readonly onRun: (command: TargetCommand) => () => void;
  readonly onLoop: () => void;
}

function FieldActions({ row, onRun, onLoop }: FieldActionsProps) {
  const [field] = row.made;
  return (
    <>
      <Menu.Item
        data-autofocus
        leftSection={<IconArrowRight size={15} />}
        rightSection={<kbd className={classes["key"]}>M</kbd>}
        onClick={onRun("map")}
      >
        Fill from a source field…
      </Menu.Item>
      <Menu.Item
        leftSection={<IconForms size={15} />}
        rightSection={<kbd className={classes["key"]}>Enter</kbd>}
        onClick={onRun("edit")}
      >
        Edit value
      </Menu.Item>
      {row.path.length > 0 && field?.key ? (
        <Menu.Item
          leftSection={<IconCursorText size={15} />}
          rightSection={<kbd className={classes["key"]}>F2</kbd>}
          onClick={onRun("rename")}
        >
          Rename
        </Menu.Item>
      ) : null}
      {field ? (
        <Menu.Item leftSection={<IconRepeat size={15} />} closeMenuOnClick={false} onClick={onLoop}>
          Repeat for each item of…
        </Menu.Item>
      ) : null}
      {field ? (
        <Menu.Item
          className={classes["danger"] ?? ""}
          leftSection={<IconTrash size={15} />}
          rightSection={<kbd className={classes["key"]}>Del</kbd>}
          onClick={onRun("remove")}
        >
          Remove value
        </Menu.Item>
      ) : null}
    </>
  );
}

interface KindItemsProps {
  readonly current: FieldKind | undefined;
  readonly onChoose: (kind: FieldKind) => void;
}

function KindItems({ current, onChoose }: KindItemsProps) {
  return (
    <>
      <Menu.Label>Make it</Menu.Label>
      <div role="group" aria-label="Make it" className={classes["kinds"]}>
        {choosableKinds.map((kind) => {
          const Glyph = kindIcons[kind];
          return (
            <Menu.Item
              key={kind}
              leftSection={<Glyph size={15} stroke={1.7} />}
              onClick={() => onChoose(kind)}
              data-current={current === kind || undefined}
            >
              {kindNames[kind].label}
            </Menu.Item>
          );
        })}
      </div>
    </>
  );
}

/** The value turns into one of another kind; what it was stays in it. */
export function chooseKind(mapper: Mapper, row: TargetRow, kind: FieldKind): boolean {
  const [field] = row.made;
  const name = row.path.length === 0 ? "the output" : row.label;
  const label = `Make ${name} ${article(kind)} ${kindNames[kind].label.toLowerCase()}`;
  const value = startValue(kind, field ? mapper.model.text.slice(field.start, field.end) : "", row.field);
  return field
    ? mapper.edit({ type: "replace", range: field, value }, label)
    : mapper.edit({ type: "set", target: { path: row.path, isList: row.field.arrayDepth > 0 }, value }, label);
}

const article = (kind: FieldKind): string => (/^[aeiou]/i.test(kindNames[kind].label) ? "an" : "a");

function PickList({ mapper, row, onClose }: { readonly mapper: Mapper; readonly row: TargetRow; readonly onClose: () => void }) {
  const lists = pickableFields(mapper.source).filter(({ arrayDepth }) => arrayDepth > 0);
  const pick = ({ path, arrayDepth }: SchemaField): void => {
    onClose();
    const list = namesOf(path).join(".");
    mapper.edit(
      { type: "loop", field: row.made[0]!.id, source: { path, isList: arrayDepth > 0 } },
      `Repeat ${row.label} for each of ${list}`,
    );
  };
  return <PickField title={`Repeat ${row.label} for each item of…`} fields={lists} onPick={pick} onClose={onClose} />;
}
