import { edgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import { jsonEqual } from "../flow/json-equal.ts";
import type { FlowLayout } from "../flow/layout.ts";
import type { JsonValue } from "../json.ts";

/**
 * Which results of tries no longer say what the draft would give now, and why, in words.
 *
 * A result was worked out from a draft as it was then. It is stale when something has changed since in its node, or in
 * anything that leads to it: a node before it, its pin, the wiring between them, the containers around it. Names,
 * descriptions, positions and retries change no result. The reason given is the nearest one, so that it can be mended there.
 */
export interface TriedDraft {
  readonly document: FlowDocument;
  readonly samples: Readonly<Record<string, JsonValue>>;
  /** Nodes that a try passes by are said there. */
  readonly layout?: Pick<FlowLayout, "disabled">;
}

/** A result and what it was worked out from. */
export interface ResultBasis {
  readonly draft: TriedDraft;
  /** Input of the run. */
  readonly input: JsonValue;
  /** The try it is from; rises from try to try. */
  readonly turn: number;
  /** The first try since which the node has given the same. */
  readonly since: number;
}

export interface Staleness {
  /** The node whose change made the result stale: often the one the result is of. */
  readonly because: string;
  /** One sentence without its full stop: `"Price the order" changed after this result`. */
  readonly reason: string;
}

/** By node, for every result that is stale; one that is missing here still holds. */
export function staleResults(
  results: Readonly<Record<string, ResultBasis>>,
  now: TriedDraft,
  input: JsonValue,
): Readonly<Record<string, Staleness>> {
  const view = drawing(now.document);
  const newest = newestBefore(results, view);
  const changes = new Map<TriedDraft, ReadonlyMap<string, Staleness>>();
  const stale: Record<string, Staleness> = {};
  for (const [nodeId, basis] of Object.entries(results)) {
    if (!view.nodes.has(nodeId)) continue;
    const changed = changes.get(basis.draft) ?? changesSince(basis.draft, now, view);
    changes.set(basis.draft, changed);
    const isPinned = now.samples[nodeId] !== undefined;
    const found = changed.get(nodeId) ?? (isPinned ? undefined : newerData(nodeId, basis, newest, input, view));
    if (found) stale[nodeId] = found;
  }
  return stale;
}

interface Drawing {
  readonly nodes: ReadonlyMap<string, FlowNode>;
  /** Flow and error edges by where they lead. */
  readonly incoming: ReadonlyMap<string, readonly FlowEdge[]>;
  /** Nodes in a body, by container. */
  readonly bodies: ReadonlyMap<string | undefined, readonly FlowNode[]>;
  readonly order: readonly string[];
}

function drawing({ nodes, edges }: FlowDocument): Drawing {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const incoming = Map.groupBy(edges, ({ to }) => to);
  const bodies = Map.groupBy(nodes, ({ parent }) => parent);
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const before of leadingTo(id, { nodes: byId, incoming })) visit(before);
    order.push(id);
  };
  for (const { id } of nodes) visit(id);
  return { nodes: byId, incoming, bodies, order };
}

/** What a node's result follows from directly: the nodes before it, and the container around it. */
function leadingTo(id: string, { nodes, incoming }: Pick<Drawing, "nodes" | "incoming">): readonly string[] {
  const parent = nodes.get(id)?.parent;
  const before = (incoming.get(id) ?? []).map(({ from }) => from).filter((from) => nodes.has(from));
  return parent !== undefined && nodes.has(parent) ? [...before, parent] : before;
}

/** For each node of the draft now: what has changed in it, before it or in its body. */
function changesSince(then: TriedDraft, now: TriedDraft, view: Drawing): ReadonlyMap<string, Staleness> {
  const past = drawing(then.document);
  const compared: Compared = { then, now, past, view };
  /** Without what changed in bodies: one node of a body does not make the others stale. */
  const before = new Map<string, Staleness>();
  const found = new Map<string, Staleness>();
  for (const id of view.order) {
    const parent = view.nodes.get(id)?.parent ?? "";
    const inherited = sourcesOf(id, view).flatMap((source) => found.get(source) ?? [])[0] ?? before.get(parent);
    // What is pinned follows from its pin alone.
    const change = ownChange(id, compared) ?? (now.samples[id] === undefined ? inherited : undefined);
    if (change) before.set(id, change);
    const result = change ?? bodyChange(id, compared);
    if (result) found.set(id, result);
  }
  return found;
}

interface Compared {
  readonly then: TriedDraft;
  readonly now: TriedDraft;
  readonly past: Drawing;
  readonly view: Drawing;
}

const sourcesOf = (id: string, { incoming, nodes }: Drawing): readonly string[] =>
  (incoming.get(id) ?? []).map(({ from }) => from).filter((from) => nodes.has(from));

function ownChange(id: string, { then, now, past, view }: Compared): Staleness | undefined {
  const before = past.nodes.get(id);
  const node = view.nodes.get(id)!;
  const said = (reason: string): Staleness => ({ because: id, reason: `${label(node)} ${reason}` });
  if (!before) return said("was inserted before this result");
  const wasDisabled = isDisabled(id, then);
  if (wasDisabled !== isDisabled(id, now)) return said(`was ${wasDisabled ? "enabled" : "disabled"} after this result`);
  // What is passed by gives nothing, whatever it is.
  if (wasDisabled) return undefined;
  const pin = pinChange(then.samples[id], now.samples[id]);
  if (pin !== undefined) return said(pin);
  // What is pinned does not depend on the config.
  if (now.samples[id] !== undefined) return undefined;
  if (node.kind !== before.kind) return said("became another kind of node after this result");
  const fields = changedFields(before, node);
  if (fields.length > 0) return said(`changed after this result (${fields.join(", ")})`);
  if (node.parent !== before.parent) return said("was moved into or out of a container after this result");
  return wiringChange(id, node, past, view);
}

const isDisabled = (id: string, { layout }: TriedDraft): boolean => layout?.disabled?.includes(id) ?? false;

function pinChange(before: JsonValue | undefined, now: JsonValue | undefined): string | undefined {
  if (before === undefined) return now === undefined ? undefined : "was pinned after this result";
  if (now === undefined) return "was unpinned after this result";
  return jsonEqual(before, now) ? undefined : "was pinned to another sample after this result";
}

function changedFields({ config: before = {} }: FlowNode, { config: now = {} }: FlowNode): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.filter((key) => !jsonEqual(before[key] ?? null, now[key] ?? null));
}

/** A node that was taken away before this one, or another way that leads to it. */
function wiringChange(id: string, node: FlowNode, past: Drawing, view: Drawing): Staleness | undefined {
  const before = past.incoming.get(id) ?? [];
  const gone = before.map(({ from }) => past.nodes.get(from)).find((from) => from && !view.nodes.has(from.id));
  if (gone) return { because: id, reason: `${label(gone)} was removed from before ${label(node)}` };
  const added = (view.incoming.get(id) ?? [])
    .map(({ from }) => view.nodes.get(from))
    .find((from) => from && !past.nodes.has(from.id));
  if (added) return { because: added.id, reason: `${label(added)} was inserted before ${label(node)}` };
  const ways = (edges: readonly FlowEdge[]): string => edges.map(wayOf).toSorted().join(" ");
  if (ways(before) === ways(view.incoming.get(id) ?? [])) return undefined;
  return { because: id, reason: `What leads to ${label(node)} was connected differently after this result` };
}

const wayOf = (edge: FlowEdge): string => `${edge.from}.${edge.port ?? ""}.${edgeKind(edge)}`;

/** A container's result follows from its whole body. */
function bodyChange(id: string, compared: Compared): Staleness | undefined {
  const { now, past, view } = compared;
  if (now.samples[id] !== undefined) return undefined;
  const body = view.bodies.get(id) ?? [];
  for (const node of body) {
    const change = ownChange(node.id, compared) ?? bodyChange(node.id, compared);
    if (change) return change;
  }
  const gone = (past.bodies.get(id) ?? []).find((node) => !view.nodes.has(node.id));
  return gone && { because: id, reason: `${label(gone)} was removed from ${label(view.nodes.get(id)!)}` };
}

interface Newest {
  readonly since: number;
  readonly nodeId: string;
}

/** For each node: the one before it, however far, that gave something new most recently. */
function newestBefore(results: Readonly<Record<string, ResultBasis>>, view: Drawing): ReadonlyMap<string, Newest> {
  const upTo = new Map<string, Newest>();
  const before = new Map<string, Newest>();
  const later = (one: Newest | undefined, other: Newest | undefined): Newest | undefined =>
    (one?.since ?? 0) >= (other?.since ?? 0) ? one : other;
  for (const nodeId of view.order) {
    const newest = leadingTo(nodeId, view).reduce<Newest | undefined>((found, id) => later(found, upTo.get(id)), undefined);
    if (newest) before.set(nodeId, newest);
    const own = results[nodeId] && { since: results[nodeId].since, nodeId };
    const all = later(newest, own);
    if (all) upTo.set(nodeId, all);
  }
  return before;
}

function newerData(
  nodeId: string,
  basis: ResultBasis,
  newest: ReadonlyMap<string, Newest>,
  input: JsonValue,
  view: Drawing,
): Staleness | undefined {
  if (!jsonEqual(basis.input, input)) return { because: nodeId, reason: "The input is another one now" };
  const newer = newest.get(nodeId);
  if (!newer || newer.since <= basis.turn) return undefined;
  return { because: newer.nodeId, reason: `${label(view.nodes.get(newer.nodeId)!)} gave something else after this result` };
}

const label = ({ id, name }: FlowNode): string => `"${name ?? id}"`;
