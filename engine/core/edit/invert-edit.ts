import type { JsonValue } from "../json.ts";
import { omitUndefined } from "../omit-undefined.ts";
import type { EdgeRef } from "./edge-ref.ts";
import type { Edit, Operation, Path, SetOperation } from "./operation.ts";

/** The edit that undoes `edit`: applied after it, it gives back the same bytes, the order of keys included. */
export function invertEdit({ label, operations }: Edit): Edit {
  return { label, operations: operations.map(invert).reverse() };
}

function invert(operation: Operation): Operation {
  switch (operation.op) {
    case "insertNode":
      return { ...operation, op: "removeNode" };
    case "removeNode":
      return { ...operation, op: "insertNode" };
    case "insertEdge":
      return { ...operation, op: "removeEdge" };
    case "removeEdge":
      return { ...operation, op: "insertEdge" };
    case "setNode":
      return { ...swapped(operation), nodeId: isPath(operation.path, "id") ? String(operation.after) : operation.nodeId };
    case "setEdge":
      return { ...swapped(operation), edge: refAfter(operation.edge, operation.path, operation.after) };
    default:
      return swapped(operation);
  }
}

function swapped<Change extends SetOperation>({ before, after, ...rest }: Change): Change {
  return {
    ...rest,
    ...omitUndefined({ before: after, after: before }),
  } as Change;
}

const isPath = (path: Path, key: string): boolean => path.length === 1 && path[0] === key;

/** What names an edge after one of its ends, its port or its kind has changed. */
export function refAfter(edge: EdgeRef, path: Path, after: JsonValue | undefined): EdgeRef {
  const [key] = path;
  if (path.length !== 1 || (key !== "from" && key !== "to" && key !== "port" && key !== "kind")) return edge;
  const { [key]: _before, ...rest } = edge;
  return { ...rest, ...(after === undefined ? {} : { [key]: after }) } as EdgeRef;
}
