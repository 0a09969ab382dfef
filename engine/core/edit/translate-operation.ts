import type { FlowEdge, FlowNode } from "../flow/flow-document.ts";
import { isJsonArray, type JsonValue } from "../json.ts";
import { isSameEdge } from "./edge-ref.ts";
import { refAfter } from "./invert-edit.ts";
import type { Operation, Path, SetOperation } from "./operation.ts";
import { isListPlace } from "./value-at-path.ts";

/** What nodes are called by now, by what an edit calls them. */
export type Names = ReadonlyMap<string, string>;

/** An operation that calls nodes by other names. */
export function renamed(operation: Operation, names: Names): Operation {
  if (names.size === 0) return operation;
  const nameOf = (id: string): string => names.get(id) ?? id;
  switch (operation.op) {
    case "insertNode":
      return { ...operation, node: withParent(operation.node, nameOf) };
    case "removeNode":
      return { ...operation, node: { ...withParent(operation.node, nameOf), id: nameOf(operation.node.id) } };
    case "insertEdge":
    case "removeEdge":
      return { ...operation, edge: withEnds(operation.edge, nameOf) };
    case "setEdge":
      return { ...renamedValues(operation, nameOf), edge: withEnds(operation.edge, nameOf) };
    case "setNode":
      return { ...renamedValues(operation, nameOf), nodeId: nameOf(operation.nodeId) };
    case "setSample":
      return { ...operation, nodeId: nameOf(operation.nodeId) };
    case "setLayout":
      return { ...renamedValues(operation, nameOf), path: renamedPlace(operation.path, nameOf) };
    case "setFlow":
      return operation;
  }
}

type NameOf = (id: string) => string;

const withParent = (node: FlowNode, nameOf: NameOf): FlowNode =>
  node.parent === undefined ? node : { ...node, parent: nameOf(node.parent) };

const withEnds = <Ends extends Pick<FlowEdge, "from" | "to">>(edge: Ends, nameOf: NameOf): Ends => ({
  ...edge,
  from: nameOf(edge.from),
  to: nameOf(edge.to),
});

const renamedPlace = (path: Path, nameOf: NameOf): Path =>
  path[0] === "positions" && typeof path[1] === "string" ? ["positions", nameOf(path[1]), ...path.slice(2)] : path;

/** Fields whose value is the id of a node. The id itself is not among them: changing it twice is a conflict. */
const NAMING_FIELDS: Readonly<Record<string, readonly string[]>> = { setNode: ["parent"], setEdge: ["from", "to"] };

function renamedValues<Change extends SetOperation>(operation: Change, nameOf: NameOf): Change {
  const [key, ...rest] = "path" in operation ? operation.path : [];
  const isName = rest.length === 0 && NAMING_FIELDS[operation.op]?.includes(String(key));
  const isListed = operation.op === "setLayout" && (key === "pinned" || key === "disabled" || rest[1] === "nodes");
  if (!isName && !isListed) return operation;
  const rename = (value: JsonValue): JsonValue =>
    typeof value === "string" ? nameOf(value) : isJsonArray(value) ? value.map(rename) : value;
  const { before, after, ...others } = operation;
  return {
    ...others,
    ...(before === undefined ? {} : { before: rename(before) }),
    ...(after === undefined ? {} : { after: rename(after) }),
  } as Change;
}

/**
 * An operation in terms of the draft after `remote`: a renamed node is called by its new name, a place in a list has moved
 * by what was put in or taken out before it. `undefined` when that place was taken out.
 */
export function translated(operation: Operation, remote: Operation): Operation | undefined {
  if (remote.op === "setNode" && isNameChange(remote.path))
    return renamed(operation, new Map([[remote.nodeId, String(remote.after)]]));
  if (remote.op === "setEdge" && operation.op === "setEdge" && isSameEdge(operation.edge, remote.edge))
    return { ...operation, edge: refAfter(operation.edge, remote.path, remote.after) };
  return isListChange(remote) ? moved(operation, remote) : operation;
}

const isNameChange = (path: Path): boolean => path.length === 1 && path[0] === "id";

type ListChange = Extract<SetOperation, { path: Path }>;

const isListChange = (operation: Operation): operation is ListChange =>
  "path" in operation && isListPlace(operation.path) && (operation.before === undefined) !== (operation.after === undefined);

function moved(operation: Operation, remote: ListChange): Operation | undefined {
  if (!("path" in operation) || !isSameTarget(operation, remote)) return operation;
  const depth = remote.path.length - 1;
  const place = operation.path[depth];
  const isInList =
    typeof place === "number" && remote.path.slice(0, depth).every((part, index) => part === operation.path[index]);
  if (!isInList) return operation;
  const index = remote.path[depth] as number;
  const isInsertion = remote.before === undefined;
  if (isInsertion ? index > place : index >= place) {
    const isGone = index === place && !isInsertion && !(operation.path.length === depth + 1 && operation.before === undefined);
    return isGone ? goneFrom(operation, depth) : operation;
  }
  return { ...operation, path: operation.path.with(depth, place + (isInsertion ? 1 : -1)) };
}

/** Taking out what somebody took out already needs nothing more; the fitting finds that out by the value. */
const goneFrom = (operation: ListChange, depth: number): Operation | undefined =>
  operation.path.length === depth + 1 && operation.after === undefined ? operation : undefined;

function isSameTarget(left: ListChange, right: ListChange): boolean {
  if (left.op === "setNode") return right.op === "setNode" && left.nodeId === right.nodeId;
  if (left.op === "setEdge") return right.op === "setEdge" && isSameEdge(left.edge, right.edge);
  return left.op === right.op;
}
