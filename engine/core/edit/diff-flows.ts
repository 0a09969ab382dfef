import { canonicalJson } from "../flow/canonical-hash.ts";
import { edgeKind, type EdgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import type { FlowLayout } from "../flow/layout.ts";
import type { JsonValue } from "../json.ts";
import { diffFields, type FieldChange } from "./diff-fields.ts";

/**
 * What makes one version of a flow different from another, as people think of it: nodes, edges and settings, each with
 * its old and new values. Where boxes stand is no part of the logic, so moves are listed apart.
 */
export interface FlowDiff {
  /** Name, contract, schemas, limits: everything that is neither node nor edge. */
  readonly settings: readonly FieldChange[];
  /** In the order of the newer document, what is gone behind it. */
  readonly nodes: readonly NodeChange[];
  readonly edges: readonly EdgeChange[];
  /** Nodes whose compensations run in another order. */
  readonly reordered: readonly string[];
  readonly moved: readonly NodeMove[];
}

export type Change = "added" | "removed" | "changed";

export interface NodeChange {
  readonly change: Change;
  /** Id in the newer version; of a removed node in the older one. */
  readonly nodeId: string;
  readonly kind: string;
  readonly label: string;
  /** What differs inside of a changed node; for a renamed one `id` is among them. Empty for the others. */
  readonly fields: readonly FieldChange[];
}

export interface EdgeChange {
  readonly change: Change;
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly port?: string;
  readonly fields: readonly FieldChange[];
}

export interface NodeMove {
  readonly nodeId: string;
  readonly label: string;
  readonly from: Place;
  readonly to: Place;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A version as it is compared; without a layout on both sides nothing has moved. */
export interface DiffSide {
  readonly document: FlowDocument;
  readonly layout?: FlowLayout | undefined;
}

export function diffFlows(before: DiffSide, after: DiffSide): FlowDiff {
  const names = matchNodes(before.document.nodes, after.document.nodes);
  const pairs = pairEdges(before.document.edges, after.document.edges, names);
  return {
    settings: diffFields(settingsOf(before.document), settingsOf(after.document)),
    nodes: diffNodes(before.document.nodes, after.document.nodes, names),
    edges: pairs.flatMap(edgeChange),
    reordered: reorderedUndo(before.document.edges, after.document.edges, names),
    moved: movedNodes(before, after, names),
  };
}

export const isSameLogic = ({ settings, nodes, edges, reordered }: FlowDiff): boolean =>
  settings.length + nodes.length + edges.length + reordered.length === 0;

/** What each node of the older version is called in the newer one, for those that are still there. */
type Names = ReadonlyMap<string, string>;

const plain = (value: object): JsonValue => value as unknown as JsonValue;
const labelOf = ({ id, name }: FlowNode): string => name ?? id;
const settingsOf = ({ nodes: _nodes, edges: _edges, ...settings }: FlowDocument): JsonValue => plain(settings);

/** By id; a node that is there under another id and equal otherwise was renamed, if only one can be meant. */
function matchNodes(before: readonly FlowNode[], after: readonly FlowNode[]): Names {
  const [old, fresh] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  const gone = Map.groupBy(
    before.filter(({ id }) => !fresh.has(id)),
    contentOf,
  );
  const come = Map.groupBy(
    after.filter(({ id }) => !old.has(id)),
    contentOf,
  );
  const names = new Map(before.flatMap(({ id }) => (fresh.has(id) ? [[id, id] as const] : [])));
  for (const [content, [from, ...more]] of gone) {
    const [to, ...others] = come.get(content) ?? [];
    if (from && to && more.length === 0 && others.length === 0) names.set(from.id, to.id);
  }
  return names;
}

const contentOf = ({ id: _id, ...node }: FlowNode): string => canonicalJson(plain(node));

function diffNodes(before: readonly FlowNode[], after: readonly FlowNode[], names: Names): readonly NodeChange[] {
  const earlier = new Map(before.flatMap((node) => (names.has(node.id) ? [[names.get(node.id)!, node] as const] : [])));
  const kept = after.flatMap((node): readonly NodeChange[] => {
    const old = earlier.get(node.id);
    if (!old) return [nodeChange("added", node)];
    const fields = diffFields(plain(inNewNames(old, names)), plain(node));
    return old.id === node.id && fields.length === 0 ? [] : [nodeChange("changed", node, [...rename(old, node), ...fields])];
  });
  return [...kept, ...before.filter(({ id }) => !names.has(id)).map((node) => nodeChange("removed", node))];
}

const nodeChange = (change: Change, node: FlowNode, fields: readonly FieldChange[] = []): NodeChange => ({
  change,
  nodeId: node.id,
  kind: node.kind,
  label: labelOf(node),
  fields,
});

/** A container that was renamed is no other container. */
function inNewNames(node: FlowNode, names: Names): FlowNode {
  const parent = node.parent && (names.get(node.parent) ?? node.parent);
  return { ...node, id: names.get(node.id) ?? node.id, ...(parent === undefined ? {} : { parent }) };
}

const rename = (old: FlowNode, node: FlowNode): readonly FieldChange[] =>
  old.id === node.id ? [] : [{ path: ["id"], before: old.id, after: node.id }];

interface EdgePair {
  readonly before?: FlowEdge;
  readonly after?: FlowEdge;
}

/** Edges with the same ends and port belong together; of the others, those between the same nodes, in their order. */
function pairEdges(before: readonly FlowEdge[], after: readonly FlowEdge[], names: Names): readonly EdgePair[] {
  const old = before.map((edge) => ({ ...edge, from: names.get(edge.from) ?? edge.from, to: names.get(edge.to) ?? edge.to }));
  const taken = new Set<FlowEdge>();
  const take = (keyOf: (edge: FlowEdge) => string, wanted: FlowEdge): FlowEdge | undefined => {
    const found = old.find((edge) => !taken.has(edge) && keyOf(edge) === keyOf(wanted));
    if (found) taken.add(found);
    return found;
  };
  const partners = new Map(after.map((edge) => [edge, take(edgeKey, edge)] as const));
  const pairs = after.map((edge): EdgePair => {
    const partner = partners.get(edge) ?? take(endsKey, edge);
    return { after: edge, ...(partner ? { before: partner } : {}) };
  });
  return [...pairs, ...old.filter((edge) => !taken.has(edge)).map((edge): EdgePair => ({ before: edge }))];
}

const endsKey = ({ from, to }: FlowEdge): string => `${from}>${to}`;
const edgeKey = (edge: FlowEdge): string => `${edge.from}.${edge.port ?? ""}>${edge.to} ${edgeKind(edge)}`;

function edgeChange({ before, after }: EdgePair): readonly EdgeChange[] {
  const edge = after ?? before;
  if (!edge) return [];
  const fields = before && after ? diffFields(plain(before), plain(after)) : [];
  if (before && after && fields.length === 0) return [];
  const change = before && after ? "changed" : after ? "added" : "removed";
  const port = edge.port === undefined ? {} : { port: edge.port };
  return [{ change, from: edge.from, to: edge.to, kind: edgeKind(edge), ...port, fields }];
}

/** The order of edges means something where several compensations undo one node. */
function reorderedUndo(before: readonly FlowEdge[], after: readonly FlowEdge[], names: Names): readonly string[] {
  const old = undoTargets(before, names);
  return [...undoTargets(after, new Map())].flatMap(([from, targets]) => {
    const kept = targets.filter((to) => old.get(from)?.includes(to));
    const earlier = (old.get(from) ?? []).filter((to) => targets.includes(to));
    return kept.join() === earlier.join() ? [] : [from];
  });
}

function undoTargets(edges: readonly FlowEdge[], names: Names): ReadonlyMap<string, readonly string[]> {
  const undo = Map.groupBy(
    edges.filter((edge) => edgeKind(edge) === "compensation"),
    ({ from }) => names.get(from) ?? from,
  );
  return new Map([...undo].map(([from, group]) => [from, group.map(({ to }) => names.get(to) ?? to)]));
}

function movedNodes(before: DiffSide, after: DiffSide, names: Names): readonly NodeMove[] {
  const labels = new Map(after.document.nodes.map((node) => [node.id, labelOf(node)]));
  return [...names].flatMap(([oldId, nodeId]) => {
    const from = before.layout?.positions[oldId];
    const to = after.layout?.positions[nodeId];
    if (!from || !to || (from.x === to.x && from.y === to.y)) return [];
    return [{ nodeId, label: labels.get(nodeId) ?? nodeId, from, to }];
  });
}
