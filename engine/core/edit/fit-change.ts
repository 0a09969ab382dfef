import { jsonEqual } from "../flow/json-equal.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";
import { edgeIndex } from "./edge-ref.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Path, SetOperation, ValueChange } from "./operation.ts";
import { isContainer, isListPlace, memberOf, valueAt } from "./value-at-path.ts";

/** One part of a change that was fitted onto a draft: it can be made, or somebody else has changed the same thing. */
export interface FittedChange {
  readonly operation: SetOperation;
  readonly isConflict: boolean;
  readonly found?: JsonValue | undefined;
}

/**
 * The three-way merge of one value: what it was (`before`), what it is to be (`after`), and what it is by now. Objects are
 * merged member by member. Empty when the draft says so already.
 */
export function fitChange(draft: FlowDraft, operation: SetOperation, keepsTheirs: boolean): readonly FittedChange[] {
  const root = rootOf(draft, operation);
  const path = pathOf(operation);
  const parent = valueAt(root, path.slice(0, -1));
  const hasPlace = isContainer(parent) && Array.isArray(parent) === isListPlace(path);
  if (!hasPlace) return operation.after === undefined ? [] : [{ operation, isConflict: true }];
  return isListPlace(path)
    ? fitInList(parent as unknown as readonly JsonValue[], operation)
    : fitMember(memberOf(parent, path.at(-1)!), operation, keepsTheirs);
}

function rootOf({ document, layout, samples }: FlowDraft, operation: SetOperation): unknown {
  switch (operation.op) {
    case "setNode":
      return document.nodes.find(({ id }) => id === operation.nodeId);
    case "setEdge":
      return document.edges[edgeIndex(document.edges, operation.edge)];
    case "setFlow":
      return document;
    case "setLayout":
      return layout;
    case "setSample":
      return samples;
  }
}

const pathOf = (operation: SetOperation): Path => (operation.op === "setSample" ? [operation.nodeId] : operation.path);

function fitMember(found: JsonValue | undefined, operation: SetOperation, keepsTheirs: boolean): readonly FittedChange[] {
  const { before, after } = operation;
  if (jsonEqual(found, before)) return [{ operation, isConflict: false }];
  if (jsonEqual(found, after)) return [];
  if (isLooks(operation) && !keepsTheirs) return [{ operation: replacing(found, operation), isConflict: false }];
  const names = mergedNames(found, operation);
  if (names)
    return jsonEqual(names, found) ? [] : [{ operation: replacing(found, { ...operation, after: names }), isConflict: false }];
  if (!canMerge(operation, found)) return [{ operation, isConflict: true, found }];
  return mergeObjects(found as JsonObject, operation, keepsTheirs);
}

/** The same change, of what is there now. */
function replacing(found: JsonValue | undefined, { before: _before, at: _at, ...rest }: SetOperation): SetOperation {
  return { ...rest, ...present("before", found) };
}

type JsonObject = Readonly<Record<string, JsonValue | undefined>>;

/** Where a box stands and whether a group is open: nobody wants to be asked, so the last one wins. */
const isLooks = (operation: SetOperation): boolean =>
  operation.op === "setLayout" &&
  operation.after !== undefined &&
  (operation.path[0] === "positions" || operation.path.at(-1) === "collapsed");

/** Lists of nodes in the layout are sets: what either side took out is out, what either side put in is in. */
function mergedNames(found: JsonValue | undefined, { op, before, after }: SetOperation): readonly JsonValue[] | undefined {
  const [was, wanted, is] = [before ?? [], after ?? [], found ?? []];
  if (op !== "setLayout" || !isNameList(was) || !isNameList(wanted) || !isNameList(is)) return undefined;
  return [
    ...is.filter((name) => wanted.includes(name) || !was.includes(name)),
    ...wanted.filter((name) => !was.includes(name) && !is.includes(name)),
  ];
}

const isNameList = (value: JsonValue): value is readonly string[] =>
  isJsonArray(value) && value.every((item) => typeof item === "string");

/** Sample data is one piece: half of mine and half of yours would be data that nobody gave. */
const canMerge = ({ op, before, after }: SetOperation, found: JsonValue | undefined): boolean =>
  op !== "setSample" && isJsonObject(after) && isJsonObject(found) && (before === undefined || isJsonObject(before));

function mergeObjects(found: JsonObject, operation: SetOperation, keepsTheirs: boolean): readonly FittedChange[] {
  const before = (operation.before ?? {}) as JsonObject;
  const after = operation.after as JsonObject;
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !jsonEqual(before[key], after[key]),
  );
  return changed.flatMap((key) =>
    fitMember(memberOf(found, key), memberChange(operation, key, { before: before[key], after: after[key] }), keepsTheirs),
  );
}

function memberChange(
  operation: SetOperation,
  key: string,
  { before, after }: { readonly before: JsonValue | undefined; readonly after: JsonValue | undefined },
): SetOperation {
  const { before: _before, after: _after, at: _at, ...target } = operation;
  return {
    ...target,
    path: [...pathOf(operation), key],
    ...present("before", before),
    ...present("after", after),
  } as SetOperation;
}

const present = (key: keyof ValueChange, value: JsonValue | undefined): ValueChange =>
  value === undefined ? {} : { [key]: value };

function fitInList(list: readonly JsonValue[], operation: SetOperation): readonly FittedChange[] {
  const { before, after } = operation;
  const path = pathOf(operation);
  const at = (index: number): SetOperation => ({ ...operation, path: [...path.slice(0, -1), index] }) as SetOperation;
  const index = path.at(-1) as number;
  if (before === undefined) {
    const isThere = typeof after === "string" && operation.op === "setLayout" && list.includes(after);
    return isThere ? [] : [{ operation: at(Math.min(index, list.length)), isConflict: false }];
  }
  const found = list[index];
  if (jsonEqual(found, before)) return [{ operation, isConflict: false }];
  if (after !== undefined) return jsonEqual(found, after) ? [] : fitItem(found, operation);
  const elsewhere = list.findIndex((item) => jsonEqual(item, before));
  if (elsewhere !== -1) return [{ operation: at(elsewhere), isConflict: false }];
  return isContainer(before) ? [{ operation, isConflict: true, found }] : [];
}

const fitItem = (found: JsonValue | undefined, operation: SetOperation): readonly FittedChange[] =>
  canMerge(operation, found) ? mergeObjects(found as JsonObject, operation, false) : [{ operation, isConflict: true, found }];
