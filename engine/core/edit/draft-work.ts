import type { FlowEdge, FlowNode } from "../flow/flow-document.ts";
import { jsonEqual } from "../flow/json-equal.ts";
import type { JsonValue } from "../json.ts";
import { describeTarget } from "./describe-operation.ts";
import { EditConflict } from "./edit-conflict.ts";
import { edgeIndex, edgeRef, isSameEdge } from "./edge-ref.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Operation, Path, SetOperation, ValueChange } from "./operation.ts";
import { renameId } from "./rename-id.ts";
import { isContainer, isListPlace, memberOf } from "./value-at-path.ts";

/**
 * A draft that operations are applied to one after the other. What an operation touches is copied once and then changed in
 * place, so that an edit that moves a thousand boxes copies the map of positions once; everything else is shared with the
 * draft it started from, which stays as it is.
 */
export class DraftWork {
  #draft: FlowDraft;
  readonly #owned = new WeakSet();

  constructor(draft: FlowDraft) {
    this.#draft = draft;
  }

  /** As it is now. Valid until the next operation. */
  get draft(): FlowDraft {
    return this.#draft;
  }

  /** Throws {@link EditConflict} and changes nothing when the operation does not fit. */
  apply(operation: Operation): void {
    switch (operation.op) {
      case "insertNode":
        return this.#insertNode(operation.node, operation);
      case "removeNode":
        return this.#removeNode(operation.node, operation);
      case "insertEdge":
        return this.#insertEdge(operation.edge, operation);
      case "removeEdge":
        return this.#removeEdge(operation.edge, operation);
      default:
        return this.#set(operation);
    }
  }

  #insertNode(node: FlowNode, operation: Operation & { readonly index: number }): void {
    const existing = this.#draft.document.nodes.find(({ id }) => id === node.id);
    if (existing) throw new EditConflict(`There is a node "${node.id}" already.`, operation, existing);
    const nodes = this.#ownList("nodes");
    nodes.splice(Math.min(operation.index, nodes.length), 0, node);
  }

  #removeNode(node: FlowNode, operation: Operation & { readonly index: number }): void {
    const nodes = this.#draft.document.nodes;
    const index = nodes[operation.index]?.id === node.id ? operation.index : nodes.findIndex(({ id }) => id === node.id);
    if (index === -1) throw new EditConflict(`The node "${node.id}" is not there any more.`, operation);
    const found = nodes[index] as JsonValue;
    if (!jsonEqual(found, node)) throw changed(operation, this.#draft, found);
    this.#ownList("nodes").splice(index, 1);
  }

  #insertEdge(edge: FlowEdge, operation: Operation & { readonly index: number }): void {
    const ids = this.#draft.document.nodes;
    const missing = [edge.from, edge.to].find((end) => !ids.some(({ id }) => id === end));
    if (missing !== undefined) throw new EditConflict(`The node "${missing}" is not there any more.`, operation);
    const edges = this.#ownList("edges");
    edges.splice(Math.min(operation.index, edges.length), 0, edge);
  }

  #removeEdge(edge: FlowEdge, operation: Operation & { readonly index: number }): void {
    const { document } = this.#draft;
    const there = document.edges[operation.index];
    const index = there && isSameEdge(there, edge) ? operation.index : edgeIndex(document.edges, edgeRef(edge));
    if (index === -1) throw new EditConflict(`The edge from "${edge.from}" to "${edge.to}" is not there any more.`, operation);
    const found = document.edges[index] as JsonValue;
    if (!jsonEqual(found, edge)) throw changed(operation, this.#draft, found);
    this.#ownList("edges").splice(index, 1);
  }

  #set(operation: SetOperation): void {
    if (operation.op === "setNode" && operation.path.length === 1 && operation.path[0] === "id") return this.#rename(operation);
    const target = this.#target(operation);
    const parent = findParent(target.value, target.path);
    if (parent === undefined) throw changed(operation, this.#draft, undefined);
    checkBefore(parent, target.path, operation, this.#draft);
    const last = target.path.at(-1)!;
    const root = target.own();
    let container = root;
    for (const part of target.path.slice(0, -1)) container = this.#ownMember(container, part);
    if (Array.isArray(container)) changeList(container, last as number, operation);
    else changeObject(container as Record<string, JsonValue>, String(last), operation);
  }

  #rename(operation: Extract<SetOperation, { op: "setNode" }>): void {
    const { nodeId, before, after } = operation;
    const { nodes } = this.#draft.document;
    if (before !== nodeId || typeof after !== "string" || !nodes.some(({ id }) => id === nodeId))
      throw new EditConflict(`The node "${nodeId}" is not there any more.`, operation);
    const taken = nodes.find(({ id }) => id === after);
    if (taken) throw new EditConflict(`There is a node "${after}" already.`, operation, taken);
    this.#draft = renameId(this.#draft, nodeId, after);
  }

  /** What a set operation changes, and how to get a copy of it that may be changed. */
  #target(operation: SetOperation): { value: unknown; path: Path; own: () => object } {
    switch (operation.op) {
      case "setNode": {
        const index = this.#draft.document.nodes.findIndex(({ id }) => id === operation.nodeId);
        if (index === -1) throw new EditConflict(`The node "${operation.nodeId}" is not there any more.`, operation);
        return this.#listTarget("nodes", index, operation.path);
      }
      case "setEdge": {
        const index = edgeIndex(this.#draft.document.edges, operation.edge);
        const { from, to } = operation.edge;
        if (index === -1) throw new EditConflict(`The edge from "${from}" to "${to}" is not there any more.`, operation);
        return this.#listTarget("edges", index, operation.path);
      }
      case "setFlow":
        return { value: this.#draft.document, path: operation.path, own: () => this.#ownPart("document") };
      case "setLayout":
        return { value: this.#draft.layout, path: operation.path, own: () => this.#ownPart("layout") };
      case "setSample":
        return { value: this.#draft.samples, path: [operation.nodeId], own: () => this.#ownPart("samples") };
    }
  }

  #listTarget(list: "nodes" | "edges", index: number, path: Path): { value: unknown; path: Path; own: () => object } {
    return { value: this.#draft.document[list][index], path, own: () => this.#ownMember(this.#ownList(list), index) };
  }

  #ownList<List extends "nodes" | "edges">(list: List): FlowDraft["document"][List] {
    return this.#ownMember(this.#ownPart("document"), list) as FlowDraft["document"][List];
  }

  #ownPart<Part extends keyof FlowDraft>(part: Part): object {
    return this.#ownMember(
      this.#own(this.#draft, (draft) => (this.#draft = draft)),
      part,
    );
  }

  #ownMember(container: object, part: string | number): object {
    const members = container as Record<string | number, object>;
    return this.#own(members[part]!, (copy) => (members[part] = copy));
  }

  #own<Value extends object>(value: Value, replace: (copy: Value) => void): Value {
    if (this.#owned.has(value)) return value;
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Value;
    this.#owned.add(copy);
    replace(copy);
    return copy;
  }
}

const changed = (operation: Operation, draft: FlowDraft, found: JsonValue | undefined): EditConflict =>
  new EditConflict(`${describeTarget(operation, draft)} is not what it was when this was changed.`, operation, found);

function findParent(root: unknown, path: Path): object | undefined {
  let value = root as JsonValue | undefined;
  for (const part of path.slice(0, -1)) value = memberOf(value, part);
  const last = path.at(-1);
  if (!isContainer(value) || last === undefined || last === "__proto__") return undefined;
  return Array.isArray(value) === (typeof last === "number") ? value : undefined;
}

function checkBefore(parent: object, path: Path, operation: SetOperation, draft: FlowDraft): void {
  const last = path.at(-1)!;
  const isInsertion = isListPlace(path) && operation.before === undefined;
  const found = memberOf(parent as JsonValue, last);
  const fits = isInsertion
    ? operation.after !== undefined && (last as number) <= (parent as readonly unknown[]).length
    : jsonEqual(found, operation.before);
  if (!fits) throw changed(operation, draft, found);
}

function changeList(list: unknown[], index: number, { before, after }: ValueChange): void {
  if (before === undefined) list.splice(index, 0, after);
  else if (after === undefined) list.splice(index, 1);
  else list[index] = after;
}

function changeObject(object: Record<string, JsonValue>, key: string, { before, after, at }: ValueChange): void {
  if (after === undefined) {
    Reflect.deleteProperty(object, key);
    return;
  }
  const behind = before === undefined && at !== undefined ? Object.entries(object).slice(at) : [];
  for (const [name] of behind) Reflect.deleteProperty(object, name);
  object[key] = after;
  for (const [name, value] of behind) object[name] = value;
}
