import { notifications } from "@mantine/notifications";
import { useMemo, useState } from "react";
import type { MappingBundle } from "#engine/core/expression/mappings/mapping-bundle.ts";
import { editMapping, editMappingAll, type MappingEdit } from "#engine/core/mapping/edit/edit-mapping.ts";
import type { MappingModel } from "#engine/core/mapping/model/mapping-model.ts";
import { readMapping } from "#engine/core/mapping/model/read-mapping.ts";
import { openSchemaTree, type SchemaField, type SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { JsonObject } from "#engine/core/json.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import { sampledTree } from "./sampled-tree.ts";
import { mappingWires } from "./mapping-wires.ts";
import {
  madeFields,
  openedByText,
  requiredCoverage,
  targetRows,
  type Coverage,
  type MadeFields,
  type TargetRow,
} from "./target-rows.ts";
import { findRows, initiallyOpen, keyOf, rowsBelow, sourceRoots, type TreeRow } from "./tree-rows.ts";
import type { Wire } from "./wire-paths.ts";

/** What the mapper works on. The text is the truth; everything on the screen is read from it. */
export interface MapperSubject {
  readonly text: string;
  /** JSON Schema of everything in scope, and values for it. */
  readonly scope: JsonObject;
  readonly schemas: Schemas;
  readonly sample: JsonObject;
  /** The reusable mappings that the flow uses, as far as they are known. */
  readonly mappings: MappingBundle | undefined;
  /** What the result should look like; without one, the target tree is what the text makes. */
  readonly target: JsonObject | undefined;
  /** Steps whose output is the input of the run. */
  readonly triggers: ReadonlySet<string>;
  readonly canEdit: boolean;
  /** `merge`: changes with the same key in quick succession are one step of undo. */
  readonly onText: (text: string, label: string, merge?: string) => void;
}

export interface Mapper {
  readonly model: MappingModel;
  /** The text cannot be read at the moment; the model is that of the last text that could. */
  readonly isStale: boolean;
  readonly source: SchemaTree;
  /** What stands at the top of the source tree. */
  readonly roots: readonly SchemaField[];
  readonly target: SchemaTree | undefined;
  readonly made: MadeFields;
  readonly coverage: Coverage;
  readonly wires: readonly Wire[];
  readonly sourceRows: readonly TreeRow[];
  readonly targetRows: readonly TargetRow[];
  readonly selection: Selection | undefined;
  readonly announcement: string;
  readonly select: (side: Side, key: string | undefined) => void;
  readonly toggle: (side: Side, key: string, open: boolean) => void;
  readonly search: (side: Side, query: string) => void;
  readonly queries: Readonly<Record<Side, string>>;
  /** Changes the text; the label is what undo calls it. Says whether it could be done. */
  readonly edit: (edit: MappingEdit, label: string) => boolean;
  readonly editAll: (edits: readonly MappingEdit[], label: string) => void;
  readonly announce: (message: string) => void;
}

export type Side = "source" | "target";

export interface Selection {
  readonly side: Side;
  readonly key: string;
}

export function useMapper(subject: MapperSubject): Mapper {
  const { text, scope, schemas, sample, target: targetSchema, triggers, onText } = subject;
  const { model, isStale } = useReadable(text);
  const source = useMemo(() => sampledTree(openSchemaTree(scope, schemas), sample), [scope, schemas, sample]);
  const roots = useMemo(() => sourceRoots(source, triggers), [source, triggers]);
  const target = useMemo(() => (targetSchema ? openSchemaTree(targetSchema, schemas) : undefined), [targetSchema, schemas]);
  const made = useMemo(() => madeFields(model), [model]);
  const [open, setOpen] = useOpenRows({ source, roots: roots.filter((root) => !isAside(root, triggers)), target, made });
  const [queries, setQueries] = useState({ source: "", target: "" });
  const [selection, setSelection] = useState<Selection>();
  const [announcement, announce] = useState("");
  const trees = useRows({ source, roots, target, made, open, queries });

  const show = (side: Side, key: string): void => {
    const names = key.split("/");
    const around = names.map((_, length) => names.slice(0, length).join("/")).filter((each) => each !== "");
    setOpen((before) => ({ ...before, [side]: new Set([...before[side], ...around]) }));
    setSelection({ side, key });
  };
  const edit = (change: MappingEdit, label: string): boolean => {
    const result = editMapping(text, change);
    if (!result.ok) {
      announce(result.reason);
      notifications.show({ color: "red", title: "Not changed", message: result.reason });
      return false;
    }
    onText(result.text, label);
    announce(result.notice === undefined ? `${label}.` : `${label}. ${result.notice}`);
    if (result.notice !== undefined) notifications.show({ color: "yellow", title: label, message: result.notice });
    if (result.field) show("target", keyOf(result.field.path));
    return true;
  };
  return {
    model,
    isStale,
    source,
    roots,
    target,
    made,
    coverage: useMemo(() => requiredCoverage(target, made), [target, made]),
    wires: useMemo(() => mappingWires(model, source), [model, source]),
    ...trees,
    selection,
    announcement,
    select: (side, key) => (key === undefined ? setSelection(undefined) : show(side, key)),
    toggle: (side, key, isOpen) => setOpen((before) => ({ ...before, [side]: toggled(before[side], key, isOpen) })),
    search: (side, query) => setQueries((before) => ({ ...before, [side]: query })),
    queries,
    edit,
    editAll: (edits, label) => {
      const { text: edited, refused } = editMappingAll(text, edits);
      if (edited !== text) onText(edited, label);
      const [first] = refused;
      announce(first ? `${label}. ${refused.length} could not be made: ${first.reason}` : `${label}.`);
      if (first)
        notifications.show({
          color: "yellow",
          title: `${refused.length} of ${edits.length} lines not made`,
          message: first.reason,
        });
    },
    announce,
  };
}

interface Shown {
  readonly source: SchemaTree;
  readonly roots: readonly SchemaField[];
  readonly target: SchemaTree | undefined;
  readonly made: MadeFields;
}

type OpenRows = Readonly<Record<Side, ReadonlySet<string>>>;

/** A tree that is new, because somebody gave a sample or a schema, is opened as far as it fits; what was open stays. */
function useOpenRows(shown: Shown): readonly [OpenRows, (change: (before: OpenRows) => OpenRows) => void] {
  const { source, target } = shown;
  const [seen, setSeen] = useState({ source, target });
  const [open, setOpen] = useState<OpenRows>(() => openedAtFirst(shown));
  if (seen.source !== source || seen.target !== target) {
    const fresh = openedAtFirst(shown);
    setSeen({ source, target });
    setOpen({
      source: seen.source === source ? open.source : new Set([...open.source, ...fresh.source]),
      target: seen.target === target ? open.target : new Set([...open.target, ...fresh.target]),
    });
  }
  return [open, setOpen];
}

const openedAtFirst = ({ source, roots, target, made }: Shown): OpenRows => ({
  source: initiallyOpen(source, roots),
  target: new Set([...openedByText(made), ...(target ? initiallyOpen(target, target.childrenOf(target.root)) : [])]),
});

/** Triggers say the input again, and the facts of the run are seldom mapped. */
const isAside = ({ name, path }: SchemaField, triggers: ReadonlySet<string>): boolean =>
  name === "run" || (path[0] === "steps" && triggers.has(name));

function toggled(before: ReadonlySet<string>, key: string, isOpen: boolean): Set<string> {
  const next = new Set(before);
  if (isOpen) next.add(key);
  else next.delete(key);
  return next;
}

/** While somebody types, the text is no expression for moments: the trees keep showing what it said before. */
function useReadable(text: string): { readonly model: MappingModel; readonly isStale: boolean } {
  const model = useMemo(() => readMapping(text), [text]);
  const [readable, setReadable] = useState(model);
  const isReadable = model.problem === undefined || text.trim() === "";
  if (isReadable && readable !== model) setReadable(model);
  return { model: isReadable ? model : readable, isStale: !isReadable };
}

interface TreeState {
  readonly source: SchemaTree;
  readonly roots: readonly SchemaField[];
  readonly target: SchemaTree | undefined;
  readonly made: MadeFields;
  readonly open: Readonly<Record<Side, ReadonlySet<string>>>;
  readonly queries: Readonly<Record<Side, string>>;
}

function useRows({ source, roots, target, made, open, queries }: TreeState): Pick<Mapper, "sourceRows" | "targetRows"> {
  const sourceRows = useMemo(
    () => (queries.source.trim() === "" ? rowsBelow(source, roots, open.source) : findRows(source, queries.source)),
    [source, roots, open.source, queries.source],
  );
  const allRows = useMemo(() => targetRows(target, made, open.target), [target, made, open.target]);
  const shownTarget = useMemo(() => searchTarget(allRows, target, made, queries.target), [allRows, target, made, queries.target]);
  return { sourceRows, targetRows: shownTarget };
}

/** Found fields of the schema and of the text, flat, with what the text makes of them. */
function searchTarget(
  rows: readonly TargetRow[],
  target: SchemaTree | undefined,
  made: MadeFields,
  query: string,
): readonly TargetRow[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return rows;
  if (!target) return rows.filter(({ key }) => key.toLowerCase().includes(wanted));
  return findRows(target, query).map((row) => {
    const fields = made.get(row.key) ?? [];
    return {
      ...row,
      made: fields,
      state: fields.length > 0 ? "mapped" : "open",
      isMissing: row.field.isRequired && fields.length === 0,
      isExtra: false,
    };
  });
}
