"use client";

import { Button, TextInput } from "@mantine/core";
import { IconCheck, IconCircleDashed, IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import { fromPointer } from "#engine/core/pointer.ts";
import classes from "./mapper.module.css";
import { SourceTree } from "./source-tree.tsx";
import { TargetTree, type TargetCommand } from "./target-tree.tsx";
import type { TargetRow } from "./target-rows.ts";
import type { TreeRow } from "./tree-rows.ts";
import type { Mapper, MapperSubject, Side } from "./use-mapper.ts";
import type { MappingValues } from "./values/mapping-values.ts";
import { WireLayer } from "./wire-layer.tsx";
import type { Wire } from "./wire-paths.ts";

interface MapperColumnsProps {
  readonly mapper: Mapper;
  readonly subject: MapperSubject;
  readonly values: MappingValues | undefined;
  readonly onChooseTarget: () => void;
  /** Asks which target field a source field goes to. */
  readonly onPickTarget: (source: TreeRow) => void;
  readonly onMap: (path: readonly string[], row: Pick<TargetRow, "path" | "field">) => void;
  readonly onCommand: (command: TargetCommand, row: TargetRow) => void;
  readonly onMenu: (row: TargetRow, anchor: HTMLElement) => void;
}

/** Both trees, and the lines between them. */
export function MapperColumns(props: MapperColumnsProps) {
  const { mapper, subject, values, onChooseTarget, onPickTarget, onMap, onCommand, onMenu } = props;
  const { canEdit } = subject;
  const [scroll, setScroll] = useState({ source: 0, target: 0 });
  const { selection } = mapper;
  const activeOf = (side: Side): string | undefined => (selection?.side === side ? selection.key : undefined);
  const uses = useMemo(() => countUses(mapper.wires), [mapper.wires]);
  const titles = useMemo(() => titlesOf(mapper.roots), [mapper.roots]);
  const broken = useMemo(() => brokenSources(mapper.wires), [mapper.wires]);
  return (
    <div className={classes["columns"]}>
      <Heads mapper={mapper} canEdit={canEdit} onChooseTarget={onChooseTarget} />
      <div className={`${classes["column"]} ${classes["source"]}`}>
        <SourceTree
          rows={mapper.sourceRows}
          sample={subject.sample}
          active={activeOf("source")}
          uses={uses}
          titles={titles}
          onActive={({ key }) => mapper.select("source", key)}
          onToggle={({ key }, open) => mapper.toggle("source", key, open)}
          onMap={(row) => (canEdit ? onPickTarget(row) : undefined)}
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
          canEdit={canEdit}
          onActive={({ key }) => mapper.select("target", key)}
          onToggle={({ key }, open) => mapper.toggle("target", key, open)}
          onCommand={onCommand}
          onDrop={onMap}
          onScroll={(top) => setScroll((before) => ({ ...before, target: top }))}
          onMenu={onMenu}
          isSearching={mapper.queries.target !== ""}
        />
      </div>
    </div>
  );
}

const NO_VALUES = {};

interface HeadsProps {
  readonly mapper: Mapper;
  readonly canEdit: boolean;
  readonly onChooseTarget: () => void;
}

function Heads({ mapper, canEdit, onChooseTarget }: HeadsProps) {
  return (
    <>
      <div className={classes["head"]}>
        <h2>Source</h2>
        <Search side="source" mapper={mapper} />
      </div>
      <div className={`${classes["head"]} ${classes["headMiddle"]}`}>{countLines(mapper.wires.length)}</div>
      <div className={classes["head"]}>
        <h2>Target</h2>
        <CoverageMark mapper={mapper} />
        {mapper.target === undefined && canEdit ? (
          <Button size="compact-xs" variant="subtle" onClick={onChooseTarget}>
            Choose schema…
          </Button>
        ) : null}
        <Search side="target" mapper={mapper} />
      </div>
    </>
  );
}

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
