import type { FlowEdge, FlowNode } from "../flow/flow-document.ts";
import { edgeKind } from "../flow/flow-document.ts";
import { jsonEqual } from "../flow/json-equal.ts";
import type { JsonValue } from "../json.ts";
import { describeTarget } from "./describe-operation.ts";
import { DraftWork } from "./draft-work.ts";
import { EditConflict } from "./edit-conflict.ts";
import { edgeIndex } from "./edge-ref.ts";
import { fitChange } from "./fit-change.ts";
import type { FlowDraft } from "./flow-draft.ts";
import { isInside, isReachable } from "./flow-shape.ts";
import { freshId } from "./fresh-id.ts";
import type { Edit, Operation, SetOperation } from "./operation.ts";
import { renamed, translated, type Names } from "./translate-operation.ts";

/**
 * Two people change one flow at the same time: the edit of one is fitted onto what the other has done meanwhile, field by
 * field. Different fields, nodes and edges never disturb each other. The same change made twice is made once. A new node
 * whose id was taken meanwhile gets another. What cannot be fitted comes back as conflicts and is not part of `edit`: the
 * draft keeps the other's value, and a person chooses.
 */
export interface Rebased {
  readonly edit: Edit;
  readonly conflicts: readonly EditConflict[];
  /** Nodes that had to take other ids: what the same person did next must call them so. */
  readonly names: Names;
}

export interface RebaseOptions {
  /** Ids that earlier edits of the same person had to change. */
  readonly names?: Names;
  /** Of an undo: what somebody has changed since is left alone, also where a box stands. */
  readonly keepsTheirs?: boolean;
}

/** `over` is what others did since `edit` was made; `draft` is the state after it. */
export function rebaseEdit(edit: Edit, over: readonly Edit[], draft: FlowDraft, options: RebaseOptions = {}): Rebased {
  const fitting = new Fitting(draft, over, options);
  for (const operation of edit.operations) {
    fitting.add(operation);
    if (fitting.holdsBack)
      return { edit: { ...edit, operations: [] }, conflicts: fitting.conflicts.slice(-1), names: options.names ?? new Map() };
  }
  return { edit: { ...edit, operations: fitting.operations }, conflicts: fitting.conflicts, names: fitting.names };
}

class Fitting {
  readonly #work: DraftWork;
  readonly #over: readonly Operation[];
  readonly #keepsTheirs: boolean;
  readonly operations: Operation[] = [];
  readonly conflicts: EditConflict[] = [];
  names: Names;
  /** Half a deletion or half a renaming would leave a mess: such an edit is held back as a whole. */
  holdsBack = false;

  constructor(draft: FlowDraft, over: readonly Edit[], { names = new Map(), keepsTheirs = false }: RebaseOptions) {
    this.#work = new DraftWork(draft);
    this.#over = over.flatMap(({ operations }) => operations);
    this.#keepsTheirs = keepsTheirs;
    this.names = names;
  }

  add(original: Operation): void {
    const named = renamed(original, this.names);
    const operation = this.#over.reduce<Operation | undefined>(
      (current, remote) => current && (this.#isOwn(current) ? current : translated(current, remote)),
      named,
    );
    if (operation === undefined) return this.#refuse(named, "was removed meanwhile");
    switch (operation.op) {
      case "insertNode":
        return this.#insertNode(operation.node, operation.index);
      case "removeNode":
        return this.#removeNode(operation);
      case "insertEdge":
        return this.#insertEdge(operation);
      case "removeEdge":
        return this.#removeEdge(operation);
      default:
        return this.#set(operation);
    }
  }

  /** Others know nothing of a node that is new here: what they did to one of the same name is not meant. */
  #isOwn(operation: Operation): boolean {
    return (operation.op === "setNode" || operation.op === "setSample") && [...this.names.values()].includes(operation.nodeId);
  }

  #insertNode(node: FlowNode, index: number): void {
    const { nodes } = this.#work.draft.document;
    const existing = nodes.find(({ id }) => id === node.id);
    const others = this.#over.filter((remote) => remote.op === "insertNode");
    const isSomebodyElses = others.some((remote) => remote.node.id === node.id);
    if (existing && !isSomebodyElses && jsonEqual(existing, node)) return;
    const id = existing ? freshId(node.id, new Set(nodes.map((other) => other.id))) : node.id;
    this.names = new Map([...this.names, [node.id, id]]);
    const { parent, ...rest } = node;
    const isHoused = parent === undefined || nodes.some((other) => other.id === parent);
    // A node whose container was deleted meanwhile moves out of it.
    const behind = index + others.filter((remote) => remote.index <= index).length;
    this.#apply({ op: "insertNode", node: isHoused ? { ...node, id } : { ...rest, id }, index: behind });
  }

  #removeNode(operation: Extract<Operation, { op: "removeNode" }>): void {
    const { nodes, edges } = this.#work.draft.document;
    const { id } = operation.node;
    const index = nodes.findIndex((node) => node.id === id);
    if (index === -1) return;
    const found = nodes[index] as JsonValue;
    const isChanged = !jsonEqual(found, operation.node);
    const isUsed = edges.some(({ from, to }) => from === id || to === id) || nodes.some(({ parent }) => parent === id);
    if (!isChanged && !isUsed) return this.#apply({ ...operation, index });
    this.#refuse(operation, isChanged ? "was changed meanwhile" : "was connected or filled meanwhile", found);
    this.holdsBack = true;
  }

  #insertEdge(operation: Extract<Operation, { op: "insertEdge" }>): void {
    if (edgeIndex(this.#work.draft.document.edges, operation.edge) !== -1) return;
    const why = whyNotEdge(operation.edge, this.#work.draft);
    const before = this.#over.filter((remote) => remote.op === "insertEdge" && remote.index <= operation.index);
    if (why === undefined) this.#apply({ ...operation, index: operation.index + before.length });
    else this.#refuse(operation, why);
  }

  #removeEdge({ edge }: Extract<Operation, { op: "removeEdge" }>): void {
    const { edges } = this.#work.draft.document;
    const index = edgeIndex(edges, edge);
    if (index !== -1) this.#apply({ op: "removeEdge", edge: edges[index]!, index });
  }

  #set(operation: SetOperation): void {
    if (isPlaceOfNothing(operation, this.#work.draft)) return;
    for (const { operation: change, isConflict, found } of fitChange(this.#work.draft, operation, this.#keepsTheirs)) {
      const why = isConflict ? "was changed meanwhile" : whyNotSet(change, this.#work.draft);
      if (why === undefined) this.#apply(change);
      else this.#refuse(change, why, found);
      this.holdsBack ||= why !== undefined && change.op === "setNode" && change.path[0] === "id";
    }
  }

  #apply(operation: Operation): void {
    this.#work.apply(operation);
    this.operations.push(operation);
  }

  #refuse(operation: Operation, why: string, found?: JsonValue): void {
    this.conflicts.push(new EditConflict(`${describeTarget(operation, this.#work.draft)} ${why}.`, operation, found));
  }
}

/** A box that was moved while somebody deleted it. */
const isPlaceOfNothing = (operation: SetOperation, { document: { nodes } }: FlowDraft): boolean =>
  operation.op === "setLayout" &&
  operation.path[0] === "positions" &&
  operation.after !== undefined &&
  !nodes.some(({ id }) => id === operation.path[1]);

/** What wiring must keep, whoever drew it: edges have two ends in one body, and never lead in a circle. */
export function whyNotEdge(edge: FlowEdge, { document: { nodes, edges } }: FlowDraft): string | undefined {
  const from = nodes.find(({ id }) => id === edge.from);
  const to = nodes.find(({ id }) => id === edge.to);
  if (!from || !to) return `cannot be drawn: "${from ? edge.to : edge.from}" was removed`;
  if (from.parent !== to.parent) return "would cross the border of a container";
  if (edgeKind(edge) !== "compensation" && isReachable(edges, edge.to, edge.from)) return "would lead in a circle";
  return undefined;
}

function whyNotSet(operation: SetOperation, draft: FlowDraft): string | undefined {
  if (operation.op === "setNode" && operation.path.length === 1) return whyNotNodeField(operation, draft);
  if (
    operation.op !== "setEdge" ||
    operation.path.length !== 1 ||
    !["from", "to", "port", "kind"].includes(String(operation.path[0]))
  )
    return undefined;
  const { edges } = draft.document;
  const index = edgeIndex(edges, operation.edge);
  const next = { ...edges[index]!, [operation.path[0]!]: operation.after };
  const others = edges.filter((_, place) => place !== index);
  if (edgeIndex(others, next) !== -1) return "is drawn already";
  return whyNotEdge(next, { ...draft, document: { ...draft.document, edges: others } });
}

function whyNotNodeField(
  { path, nodeId, after }: Extract<SetOperation, { op: "setNode" }>,
  { document: { nodes } }: FlowDraft,
): string | undefined {
  if (path[0] === "id")
    return nodes.some(({ id }) => id === after) ? `cannot be "${String(after)}": that id is taken` : undefined;
  if (path[0] !== "parent" || typeof after !== "string") return undefined;
  if (!nodes.some(({ id }) => id === after)) return `cannot be moved into "${after}", which was removed`;
  return isInside(nodes, after, nodeId) ? "would be inside of itself" : undefined;
}
