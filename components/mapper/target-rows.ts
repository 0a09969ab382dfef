import type { MappingModel, TargetField } from "#engine/core/mapping/model/mapping-model.ts";
import { listTargetFields } from "#engine/core/mapping/model/mapping-model.ts";
import type { SchemaField, SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { keyOf, namesOf, type TreeRow } from "./tree-rows.ts";

/**
 * The target tree: what the schema wants and what the text makes, in one. Fields that only the text knows come after those
 * of the schema, so that nothing a mapping makes is ever hidden.
 */
export interface TargetRow extends TreeRow {
  /** What the text makes at this place; several where branches of a condition make it differently. */
  readonly made: readonly TargetField[];
  /** `covered`: a field around it is filled as a whole, so this one comes along. */
  readonly state: "mapped" | "covered" | "open";
  /** The schema asks for it, and nothing fills it. */
  readonly isMissing: boolean;
  /** The schema does not know it. */
  readonly isExtra: boolean;
}

/** Fields of the text by the key of the row they belong to; items of a list belong to the list. */
export type MadeFields = ReadonlyMap<string, readonly TargetField[]>;

export function madeFields(model: MappingModel): MadeFields {
  const made = new Map<string, TargetField[]>();
  for (const field of listTargetFields(model)) {
    const key = keyOf(field.path);
    const known = made.get(key);
    if (known) known.push(field);
    else made.set(key, [field]);
  }
  return made;
}

interface Walk {
  readonly tree: SchemaTree | undefined;
  readonly made: MadeFields;
  /** Names below a key that the text makes, in its order. */
  readonly namesBelow: ReadonlyMap<string, readonly SchemaField[]>;
  readonly open: ReadonlySet<string>;
}

export function targetRows(tree: SchemaTree | undefined, made: MadeFields, open: ReadonlySet<string>): TargetRow[] {
  const walk = { tree, made, namesBelow: namesBelow(made), open };
  const children = below(walk, tree?.root, { key: "", depth: 1, isCovered: isWhole(made.get("")) });
  return [rootRow(tree?.root ?? fieldOfText([], made.get("") ?? []), made.get("") ?? []), ...children];
}

/** The output as a whole: where a mapping ends that is one formula, and where its variables are. */
const rootRow = (field: SchemaField, made: readonly TargetField[]): TargetRow => ({
  key: "",
  path: [],
  depth: 0,
  label: "Output",
  field,
  canOpen: false,
  isOpen: true,
  position: 1,
  size: 1,
  made,
  state: "mapped",
  isMissing: false,
  isExtra: false,
});

interface Parent {
  readonly key: string;
  readonly depth: number;
  readonly isCovered: boolean;
}

function below(walk: Walk, parent: SchemaField | undefined, at: Parent): TargetRow[] {
  const fields = childFields(walk, parent, at.key);
  return fields.flatMap(({ field, isExtra }, index) => {
    const key = keyOf(field.path);
    const made = walk.made.get(key) ?? [];
    const state = made.length > 0 ? "mapped" : at.isCovered ? "covered" : "open";
    const canOpen = field.hasChildren || walk.namesBelow.has(key);
    const isOpen = canOpen && walk.open.has(key);
    const row: TargetRow = {
      key,
      path: field.path,
      depth: at.depth,
      label: field.name,
      field,
      canOpen,
      isOpen,
      position: index + 1,
      size: fields.length,
      made,
      state,
      isMissing: field.isRequired && state === "open",
      isExtra,
    };
    if (!isOpen) return [row];
    const isCovered = state === "covered" || isWhole(made);
    return [row, ...below(walk, isExtra ? undefined : field, { key, depth: at.depth + 1, isCovered })];
  });
}

/** Filled by one value rather than field by field. */
const isWhole = (made: readonly TargetField[] | undefined): boolean =>
  made !== undefined &&
  made.length > 0 &&
  made.every(({ children, form, body }) => children.length === 0 && body === undefined && form.kind !== "object");

/** Some field around this one is filled as a whole, so nothing can be put into it. */
export function isCovered(made: MadeFields, path: readonly string[]): boolean {
  const names = namesOf(path);
  return names.some((_, length) => isWhole(made.get(keyOf(names.slice(0, length)))));
}

function childFields(
  walk: Walk,
  parent: SchemaField | undefined,
  key: string,
): { readonly field: SchemaField; readonly isExtra: boolean }[] {
  const declared = parent && walk.tree ? walk.tree.childrenOf(parent) : [];
  const names = new Set(declared.map(({ name }) => name));
  const extra = (walk.namesBelow.get(key) ?? []).filter(({ name }) => !names.has(name));
  return [
    ...declared.map((field) => ({ field, isExtra: false })),
    ...extra.map((field) => ({ field, isExtra: walk.tree !== undefined })),
  ];
}

function namesBelow(made: MadeFields): ReadonlyMap<string, readonly SchemaField[]> {
  const found = new Map<string, SchemaField[]>();
  for (const fields of made.values()) {
    const field = fields.find(({ path }) => path.length > 0 && path.at(-1) !== "*") ?? fields[0]!;
    const path = withoutLastMarks(field.path);
    if (path.length === 0) continue;
    const key = keyOf(path.slice(0, -1));
    const list = found.get(key) ?? [];
    list.push(fieldOfText(path, fields));
    found.set(key, list);
  }
  return found;
}

function withoutLastMarks(path: readonly string[]): readonly string[] {
  return path.slice(0, path.findLastIndex((name) => name !== "*") + 1);
}

const LIST_KINDS = ["loop", "list", "filter", "sort", "join"] as const;

/** What can be said of a field without a schema: its name, and whether it is a list. */
function fieldOfText(path: readonly string[], fields: readonly TargetField[]): SchemaField {
  const kinds = new Set(fields.map(({ form }) => form.kind));
  const isList = LIST_KINDS.some((kind) => kinds.has(kind));
  return {
    path,
    name: path.at(-1) ?? "",
    types: kinds.has("object") ? ["object"] : kinds.has("template") ? ["string"] : [],
    arrayDepth: isList ? 1 : 0,
    isNullable: false,
    isRequired: false,
    hasChildren: false,
    isRecursive: false,
    isSensitive: false,
  };
}

export interface Coverage {
  readonly required: number;
  readonly missing: readonly string[];
}

/** Required fields of everything the mapping makes, and the keys of those that nothing fills. */
export function requiredCoverage(tree: SchemaTree | undefined, made: MadeFields): Coverage {
  if (!tree) return { required: 0, missing: [] };
  const missing: string[] = [];
  let required = 0;
  const visit = (parent: SchemaField): void => {
    for (const field of tree.childrenOf(parent)) {
      const key = keyOf(field.path);
      const isMade = made.has(key);
      if (field.isRequired) required++;
      if (field.isRequired && !isMade) missing.push(key);
      if (isMade && !isWhole(made.get(key))) visit(field);
    }
  };
  if (!isWhole(made.get(""))) visit(tree.root);
  return { required, missing };
}

/** The rows to open so that everything the text makes can be seen, as long as it fits. */
export function openedByText(made: MadeFields, room = 60): string[] {
  const parents = new Set<string>();
  for (const key of made.keys()) {
    const names = key.split("/").slice(1);
    names.slice(0, -1).forEach((_, length) => parents.add(`/${names.slice(0, length + 1).join("/")}`));
  }
  return made.size > room * 4 ? [...parents].filter((key) => !key.slice(1).includes("/")) : [...parents];
}

/** The innermost field whose text holds an offset: what the cursor in the text is in. */
export function fieldAtOffset(model: MappingModel, offset: number): TargetField {
  let at = model.root;
  for (;;) {
    const inner = at.children.find(({ key, start, end }) => (key?.start ?? start) <= offset && offset <= end);
    if (!inner) return at;
    at = inner;
  }
}
