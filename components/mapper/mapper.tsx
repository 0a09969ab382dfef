"use client";

import { Button, TextInput, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCircleDashed, IconSearch } from "@tabler/icons-react";
import { useMemo, useState, type ReactNode } from "react";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import { fromPointer } from "#engine/core/pointer.ts";
import { FieldMenu, type MenuRequest } from "./field-menu.tsx";
import classes from "./mapper.module.css";
import { MapperDock, type DockTab } from "./mapper-dock.tsx";
import { PickField, pickableFields } from "./pick-field.tsx";
import { SourceTree } from "./source-tree.tsx";
import { TargetTree, type TargetCommand } from "./target-tree.tsx";
import type { TargetRow } from "./target-rows.ts";
import { namesOf, type TreeRow } from "./tree-rows.ts";
import type { Mapper, MapperSubject, Side } from "./use-mapper.ts";
import { useMapper } from "./use-mapper.ts";
import { useMappingValues } from "./values/use-mapping-values.ts";
import { WireLayer } from "./wire-layer.tsx";
import type { Wire } from "./wire-paths.ts";

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

type Picking = { readonly side: Side; readonly row: TreeRow };

/**
 * The mapper: what there is on the left, what is wanted on the right, a line for everything that is read in between, and
 * the same as text below. All of it is one text; every gesture is an edit of that text.
 */
export function MapperView({ onUndo, onRedo, onChooseTarget, tests, children, ...subject }: MapperViewProps) {
  const mapper = useMapper(subject);
  const values = useMappingValues(subject.text, subject.sample);
  const [scroll, setScroll] = useState({ source: 0, target: 0 });
  const [picking, setPicking] = useState<Picking>();
  const [menu, setMenu] = useState<MenuRequest>();
  const [tab, setTab] = useState<DockTab>("text");
  const { selection } = mapper;
  const activeOf = (side: Side): string | undefined => (selection?.side === side ? selection.key : undefined);
  const uses = useMemo(() => countUses(mapper.wires), [mapper.wires]);
  const titles = useMemo(() => titlesOf(mapper.roots), [mapper.roots]);
  const broken = useMemo(() => brokenSources(mapper.wires), [mapper.wires]);
  const map = (path: readonly string[], row: Pick<TargetRow, "path" | "field">): void => {
    const target = { path: row.path, isList: row.field.arrayDepth > 0 };
    const source = mapper.source.fieldAt(path);
    const goal = row.path.length > 0 ? target : { path: [path.at(-1) ?? "value"], isList: (source?.arrayDepth ?? 0) > 0 };
    const isList = source !== undefined && source.arrayDepth > 0;
    mapper.edit(
      { type: "map", source: { path, isList }, target: goal },
      `Map ${namesOf(path).join(".")} to ${namesOf(goal.path).join(".")}`,
    );
  };
  const command = (name: TargetCommand, row: TargetRow): void => {
    if (name === "edit") setTab("field");
    else if (!subject.canEdit) return;
    else if (name === "map") setPicking({ side: "target", row });
    else if (name === "remove" && row.made[0]) mapper.edit({ type: "remove", field: row.made[0].id }, `Remove ${row.label}`);
    else if (name === "rename") setTab("field");
  };
  return (
    <div className={classes["mapper"]}>
      <div className={classes["columns"]}>
        <div className={classes["head"]}>
          <h2>Source</h2>
          <Search side="source" mapper={mapper} />
        </div>
        <div className={`${classes["head"]} ${classes["headMiddle"]}`}>{countLines(mapper.wires.length)}</div>
        <div className={classes["head"]}>
          <h2>Target</h2>
          <CoverageMark mapper={mapper} />
          {mapper.target === undefined && subject.canEdit ? (
            <Button size="compact-xs" variant="subtle" onClick={onChooseTarget}>
              Choose schema…
            </Button>
          ) : null}
          <Search side="target" mapper={mapper} />
        </div>
        <div className={`${classes["column"]} ${classes["source"]}`}>
          <SourceTree
            rows={mapper.sourceRows}
            sample={subject.sample}
            active={activeOf("source")}
            uses={uses}
            titles={titles}
            onActive={({ key }) => mapper.select("source", key)}
            onToggle={({ key }, open) => mapper.toggle("source", key, open)}
            onMap={(row) => (subject.canEdit ? setPicking({ side: "source", row }) : undefined)}
            onScroll={(top) => setScroll((before) => ({ ...before, source: top }))}
            isSearching={mapper.queries.source !== ""}
          />
        </div>
        <Wires mapper={mapper} scroll={scroll} />
        <div className={`${classes["column"]} ${classes["target"]}`}>
          <TargetTree
            model={mapper.model}
            rows={mapper.targetRows}
            values={values?.values ?? NO_VALUES}
            broken={broken}
            active={activeOf("target")}
            canEdit={subject.canEdit}
            onActive={({ key }) => mapper.select("target", key)}
            onToggle={({ key }, open) => mapper.toggle("target", key, open)}
            onCommand={command}
            onDrop={map}
            onScroll={(top) => setScroll((before) => ({ ...before, target: top }))}
            onMenu={(row, anchor) => setMenu({ row, anchor })}
            isSearching={mapper.queries.target !== ""}
          />
        </div>
      </div>
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

const NO_VALUES = {};

function Search({ side, mapper }: { readonly side: Side; readonly mapper: Mapper }) {
  const label = `Find a ${side} field`;
  return (
    <TextInput
      className={classes["search"] ?? ""}
      size="xs"
      variant="filled"
      value={mapper.queries[side]}
      onChange={({ currentTarget }) => mapper.search(side, currentTarget.value)}
      leftSection={<IconSearch size={14} aria-hidden />}
      placeholder="Find"
      aria-label={label}
      type="search"
    />
  );
}

const countLines = (count: number): string => (count === 0 ? "No lines yet" : count === 1 ? "1 line" : `${count} lines`);

/** How much of what is required is filled; leads to the next field that is not. */
function CoverageMark({ mapper: { coverage, target, select, selection } }: { readonly mapper: Mapper }) {
  const { required, missing } = coverage;
  if (!target || required === 0) return null;
  if (missing.length === 0)
    return (
      <span className={classes["coverage"]}>
        <IconCheck size={13} aria-hidden /> All required mapped
      </span>
    );
  const next = missing[(missing.indexOf(selection?.key ?? "") + 1) % missing.length]!;
  return (
    <button
      type="button"
      className={classes["coverage"]}
      data-open
      onClick={() => select("target", next)}
      title="Go to the next one"
    >
      <IconCircleDashed size={13} aria-hidden /> {missing.length} of {required} required unmapped
    </button>
  );
}

function Wires({ mapper, scroll }: { readonly mapper: Mapper; readonly scroll: Readonly<Record<Side, number>> }) {
  const { selection, wires, sourceRows, targetRows } = mapper;
  const left = useMemo(() => numberRows(sourceRows), [sourceRows]);
  const right = useMemo(() => numberRows(targetRows), [targetRows]);
  const isBright = (wire: Wire): boolean => selection !== undefined && isWithin(wire[selection.side], selection.key);
  return (
    <div className={classes["wires"]}>
      <WireLayer
        wires={wires}
        left={{ rowOf: left, scrollTop: scroll.source }}
        right={{ rowOf: right, scrollTop: scroll.target }}
        isBright={isBright}
        hasSelection={wires.some(isBright)}
        onPick={({ target }) => mapper.select("target", target)}
      />
    </div>
  );
}

const numberRows = (rows: readonly TreeRow[]): ReadonlyMap<string, number> => new Map(rows.map(({ key }, index) => [key, index]));

/** A line belongs to a row that is folded around its end, too. */
const isWithin = (key: string, around: string): boolean => key === around || (around !== "" && key.startsWith(`${around}/`));

function brokenSources(wires: readonly Wire[]): ReadonlyMap<string, string> {
  return new Map(wires.filter(({ isBroken }) => isBroken).map(({ source, target }) => [target, fromPointer(source).join(".")]));
}

function countUses(wires: readonly Wire[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { source } of wires) uses.set(source, (uses.get(source) ?? 0) + 1);
  return uses;
}

const ROOT_TITLES: Readonly<Record<string, string>> = {
  input: "Trigger input",
  vars: "Variables",
  item: "Item",
  run: "This run",
  error: "Failure",
  step: "Step to undo",
  index: "Number of the turn",
  outer: "Outer loop",
};

/** Steps go by the name people gave them. */
function titlesOf(roots: readonly SchemaField[]): ReadonlyMap<string, string> {
  return new Map(
    roots.map(({ path, name, title }) => [
      `/${path.join("/")}`,
      path[0] === "steps" ? (title ?? name) : (ROOT_TITLES[name] ?? name),
    ]),
  );
}

interface PickOtherProps {
  readonly picking: Picking;
  readonly mapper: Mapper;
  readonly onMap: (path: readonly string[], row: Pick<TargetRow, "path" | "field">) => void;
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
