import type { FlowEdge, FlowNode } from "../flow/flow-document.ts";
import type { JsonValue } from "../json.ts";
import type { EdgeRef } from "./edge-ref.ts";

/** Keys of objects and indexes of lists, from the outside in. */
export type Path = readonly (string | number)[];

/**
 * One field changes from `before` to `after`; absent means "not there". In a list, a value that appears is put in at the
 * index and one that goes is taken out. `at` is the place of a key among its siblings where it goes or comes back, so that
 * undoing a removal restores the order of keys too; without it a new key comes last.
 */
export interface ValueChange {
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  readonly at?: number;
}

/** The smallest steps an edit is made of. Plain JSON; each says what it replaces, so each can be undone and checked. */
export type Operation =
  | { readonly op: "insertNode"; readonly node: FlowNode; readonly index: number }
  | { readonly op: "removeNode"; readonly node: FlowNode; readonly index: number }
  | ({ readonly op: "setNode"; readonly nodeId: string; readonly path: Path } & ValueChange)
  | { readonly op: "insertEdge"; readonly edge: FlowEdge; readonly index: number }
  | { readonly op: "removeEdge"; readonly edge: FlowEdge; readonly index: number }
  | ({ readonly op: "setEdge"; readonly edge: EdgeRef; readonly path: Path } & ValueChange)
  /** Name, description, contracts, limits: everything of the document but its id, nodes and edges. */
  | ({ readonly op: "setFlow"; readonly path: Path } & ValueChange)
  | ({ readonly op: "setLayout"; readonly path: Path } & ValueChange)
  | ({ readonly op: "setSample"; readonly nodeId: string } & ValueChange);

export type SetOperation = Extract<Operation, { readonly op: `set${string}` }>;

/** What a person did in one go, e.g. "Add HTTP request": one entry of undo, redo and history. */
export interface Edit {
  readonly label: string;
  readonly operations: readonly Operation[];
}
