import type { FlowEdge, FlowNode } from "../flow/flow-document.ts";
import { jsonEqual } from "../flow/json-equal.ts";
import type { JsonValue } from "../json.ts";
import { omitUndefined } from "../omit-undefined.ts";
import { done, type CommandDone } from "./command-result.ts";
import { DraftWork } from "./draft-work.ts";
import { edgeIndex, type EdgeRef } from "./edge-ref.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Operation, Path, ValueChange } from "./operation.ts";
import { isContainer, isListPlace, memberOf, valueAt } from "./value-at-path.ts";

/**
 * Gathers the operations of one edit while making them, so that each says what it really replaces. A change that changes
 * nothing adds no operation.
 */
export class EditBuilder {
  readonly #work: DraftWork;
  readonly #operations: Operation[] = [];

  constructor(draft: FlowDraft) {
    this.#work = new DraftWork(draft);
  }

  /** With everything made so far. */
  get draft(): FlowDraft {
    return this.#work.draft;
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  finish(label: string, created?: readonly string[]): CommandDone {
    return done(label, this.#operations, created);
  }

  insertNode(node: FlowNode, index = this.draft.document.nodes.length): void {
    this.#add({ op: "insertNode", node, index });
  }

  /** Only the node: its edges, body, place and sample are the caller's to remove before. */
  removeNode(id: string): void {
    const index = this.draft.document.nodes.findIndex((node) => node.id === id);
    const node = this.draft.document.nodes[index];
    if (node) this.#add({ op: "removeNode", node, index });
  }

  insertEdge(edge: FlowEdge, index = this.draft.document.edges.length): void {
    this.#add({ op: "insertEdge", edge, index });
  }

  removeEdge(ref: EdgeRef): void {
    const index = edgeIndex(this.draft.document.edges, ref);
    const edge = this.draft.document.edges[index];
    if (edge) this.#add({ op: "removeEdge", edge, index });
  }

  setNode(nodeId: string, path: Path, value: JsonValue | undefined): void {
    const node = this.draft.document.nodes.find(({ id }) => id === nodeId);
    this.#set(node, path, value, (place, change) => ({ op: "setNode", nodeId, path: place, ...change }));
  }

  setEdge(edge: EdgeRef, path: Path, value: JsonValue | undefined): void {
    const found = this.draft.document.edges[edgeIndex(this.draft.document.edges, edge)];
    this.#set(found, path, value, (place, change) => ({ op: "setEdge", edge, path: place, ...change }));
  }

  setFlow(path: Path, value: JsonValue | undefined): void {
    this.#set(this.draft.document, path, value, (place, change) => ({ op: "setFlow", path: place, ...change }));
  }

  setLayout(path: Path, value: JsonValue | undefined): void {
    this.#set(this.draft.layout, path, value, (place, change) => ({ op: "setLayout", path: place, ...change }));
  }

  setSample(nodeId: string, value: JsonValue | undefined): void {
    this.#set(this.draft.samples, [nodeId], value, (_, change) => ({ op: "setSample", nodeId, ...change }));
  }

  /** Puts a value in at a place of a list, before what stands there. */
  insertInLayoutList(path: Path, value: JsonValue): void {
    this.#add({ op: "setLayout", path, after: value });
  }

  #set(root: unknown, path: Path, value: JsonValue | undefined, make: (path: Path, change: ValueChange) => Operation): void {
    const { place, after } = nearestPlace(root, path, value);
    const before = valueAt(root, place);
    if (jsonEqual(before, after)) return;
    const at = after === undefined && !isListPlace(place) ? keyIndex(valueAt(root, place.slice(0, -1)), place) : undefined;
    this.#add(make(place, omitUndefined({ before, after, at })));
  }

  #add(operation: Operation): void {
    this.#work.apply(operation);
    this.#operations.push(operation);
  }
}

/**
 * Where the objects and lists around a value are missing, they come with it: the change is made at the first missing one.
 * A place beyond the end of a list is its end.
 */
function nearestPlace(root: unknown, path: Path, value: JsonValue | undefined): { place: Path; after: JsonValue | undefined } {
  let container = root as JsonValue | undefined;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const member = memberOf(container, path[depth]!);
    if (!isContainer(member) || Array.isArray(member) !== (typeof path[depth + 1] === "number")) {
      const place = path.slice(0, depth + 1);
      return { place, after: value === undefined ? member : wrapped(path.slice(depth + 1), value) };
    }
    container = member;
  }
  if (!Array.isArray(container)) return { place: path, after: value };
  return { place: path.with(-1, Math.min(path.at(-1) as number, container.length)), after: value };
}

const wrapped = (path: Path, value: JsonValue): JsonValue =>
  path.reduceRight<JsonValue>((inner, part) => (typeof part === "number" ? [inner] : { [part]: inner }), value);

function keyIndex(container: JsonValue | undefined, place: Path): number | undefined {
  return isContainer(container) ? Object.keys(container).indexOf(String(place.at(-1))) : undefined;
}
