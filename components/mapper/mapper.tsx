"use client";

import { VisuallyHidden } from "@mantine/core";
import { useMemo, useState, type ReactNode } from "react";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import { FieldMenu, type MenuRequest } from "./field-menu.tsx";
import classes from "./mapper.module.css";
import { MapperColumns } from "./mapper-columns.tsx";
import { MapperDock, type DockTab } from "./mapper-dock.tsx";
import { PickField, pickableFields } from "./pick-field.tsx";
import type { TargetCommand } from "./target-tree.tsx";
import type { TargetRow } from "./target-rows.ts";
import { namesOf, type TreeRow } from "./tree-rows.ts";
import type { Mapper, MapperSubject, Side } from "./use-mapper.ts";
import { useMapper } from "./use-mapper.ts";
import { useMappingValues } from "./values/use-mapping-values.ts";

interface MapperViewProps extends MapperSubject {
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** Opens the choice of a target schema. */
  readonly onChooseTarget: () => void;
  /** The tests of the mapping; `null` where it has none to show. */
  readonly tests: ReactNode;
  /** Handed what the dialogs around the mapper need. */
  readonly children?: (mapper: Mapper) => ReactNode;
}

type MapRow = (path: readonly string[], row: Pick<TargetRow, "path" | "field">) => void;
type Picking = { readonly side: Side; readonly row: TreeRow };

/**
 * The mapper: what there is on the left, what is wanted on the right, a line for everything that is read in between, and
 * the same as text below. All of it is one text; every gesture is an edit of that text.
 */
export function MapperView({ onUndo, onRedo, onChooseTarget, tests, children, ...subject }: MapperViewProps) {
  const mapper = useMapper(subject);
  const values = useMappingValues(subject.text, subject.sample);
  const [picking, setPicking] = useState<Picking>();
  const [menu, setMenu] = useState<MenuRequest>();
  const [tab, setTab] = useState<DockTab>("text");
  const map: MapRow = (path, row) => mapTo(mapper, path, row);
  const command = (name: TargetCommand, row: TargetRow): void => {
    if (name === "edit") setTab("field");
    else if (!subject.canEdit) return;
    else if (name === "map") setPicking({ side: "target", row });
    else if (name === "remove" && row.made[0]) mapper.edit({ type: "remove", field: row.made[0].id }, `Remove ${row.label}`);
    else if (name === "rename") setTab("field");
  };
  return (
    <div className={classes["mapper"]}>
      <MapperColumns
        mapper={mapper}
        subject={subject}
        values={values}
        onChooseTarget={onChooseTarget}
        onPickTarget={(row) => setPicking({ side: "source", row })}
        onMap={map}
        onCommand={command}
        onMenu={(row, anchor) => setMenu({ row, anchor })}
      />
      <MapperDock
        mapper={mapper}
        subject={subject}
        values={values}
        tests={tests}
        tab={tab}
        onTab={setTab}
        onUndo={onUndo}
        onRedo={onRedo}
      />
      {menu ? (
        <FieldMenu
          request={menu}
          mapper={mapper}
          onCommand={command}
          onClose={() => setMenu(undefined)}
          onForm={() => setTab("field")}
        />
      ) : null}
      {picking ? <PickOther picking={picking} mapper={mapper} onMap={map} onClose={() => setPicking(undefined)} /> : null}
      <VisuallyHidden role="status" aria-live="polite">
        {mapper.announcement}
      </VisuallyHidden>
      {children?.(mapper)}
    </div>
  );
}

/** Draws a line; what goes to the output as a whole becomes a field of it, named as its source. */
function mapTo(mapper: Mapper, path: readonly string[], row: Pick<TargetRow, "path" | "field">): void {
  const source = mapper.source.fieldAt(path);
  const isList = source !== undefined && source.arrayDepth > 0;
  const target =
    row.path.length > 0 ? { path: row.path, isList: row.field.arrayDepth > 0 } : { path: [path.at(-1) ?? "value"], isList };
  mapper.edit(
    { type: "map", source: { path, isList }, target },
    `Map ${namesOf(path).join(".")} to ${namesOf(target.path).join(".")}`,
  );
}

interface PickOtherProps {
  readonly picking: Picking;
  readonly mapper: Mapper;
  readonly onMap: MapRow;
  readonly onClose: () => void;
}

/** The other end of a line, by name. */
function PickOther({ picking: { side, row }, mapper, onMap, onClose }: PickOtherProps) {
  const from = namesOf(row.path).join(".");
  const fields = useMemo(() => (side === "target" ? pickableFields(mapper.source) : targetFields(mapper)), [side, mapper]);
  const pick = (field: SchemaField): void => {
    onClose();
    if (side === "target") onMap(field.path, row);
    else onMap(row.path, { path: field.path, field });
  };
  return (
    <PickField
      title={side === "source" ? `Map ${from} to…` : `Fill ${from === "" ? "the output" : from} from…`}
      fields={fields}
      {...(side === "source" ? { noteOf: (field: SchemaField) => noteOfTarget(field, mapper) } : {})}
      onPick={pick}
      onClose={onClose}
    />
  );
}

function targetFields({ target, targetRows }: Mapper): readonly SchemaField[] {
  return target ? pickableFields(target) : targetRows.filter(({ path }) => path.length > 0).map(({ field }) => field);
}

function noteOfTarget(field: SchemaField, { made }: Mapper): string {
  const key = `/${namesOf(field.path).join("/")}`;
  if (made.has(key)) return "mapped already";
  return field.isRequired ? "required" : "";
}
