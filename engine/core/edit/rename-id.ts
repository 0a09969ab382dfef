import type { FlowEdge } from "../flow/flow-document.ts";
import type { CommentAnchor, FlowLayout } from "../flow/layout.ts";
import { edgeKey } from "./edge-ref.ts";
import type { FlowDraft } from "./flow-draft.ts";

/**
 * The draft in which a node is called otherwise wherever its id is a name by itself: its own, the ends of edges, bodies,
 * places, groups, comments, samples. All of it is one step, so that an edge that somebody draws at the same moment follows.
 * Texts that mention it (expressions) are fields like any other and are not touched. Keys keep their order.
 */
export function renameId({ document, layout, samples }: FlowDraft, before: string, after: string): FlowDraft {
  const name = (id: string): string => (id === before ? after : id);
  const nodes = document.nodes.map((node) =>
    node.id !== before && node.parent !== before
      ? node
      : { ...node, id: name(node.id), ...(node.parent === undefined ? {} : { parent: name(node.parent) }) },
  );
  const edges = document.edges.map((edge) => renamedEdge(edge, name));
  const keys = new Map(document.edges.map((edge, index) => [edgeKey(edge), edgeKey(edges[index]!)]));
  return {
    document: { ...document, nodes, edges },
    layout: renamedLayout(layout, name, (key) => keys.get(key) ?? key),
    samples: withKey(samples, before, after),
  };
}

type Rename = (name: string) => string;

const renamedEdge = (edge: FlowEdge, name: Rename): FlowEdge =>
  name(edge.from) === edge.from && name(edge.to) === edge.to ? edge : { ...edge, from: name(edge.from), to: name(edge.to) };

function renamedLayout(layout: FlowLayout, name: Rename, edge: Rename): FlowLayout {
  const { positions, pinned, disabled, groups, comments } = layout;
  return {
    ...layout,
    positions: mapEntries(positions, (id, place) => [name(id), place]),
    ...(pinned ? { pinned: pinned.map(name) } : {}),
    ...(disabled ? { disabled: disabled.map(name) } : {}),
    ...(groups ? { groups: mapEntries(groups, (id, group) => [id, { ...group, nodes: group.nodes.map(name) }]) } : {}),
    ...(comments
      ? { comments: mapEntries(comments, (id, comment) => [id, { ...comment, on: renamedAnchor(comment.on, name, edge) }]) }
      : {}),
  };
}

function renamedAnchor(on: CommentAnchor, name: Rename, edge: Rename): CommentAnchor {
  if ("node" in on) return { ...on, node: name(on.node) };
  return "edge" in on ? { edge: edge(on.edge) } : on;
}

const withKey = <Value>(
  record: Readonly<Record<string, Value>>,
  before: string,
  after: string,
): Readonly<Record<string, Value>> =>
  Object.hasOwn(record, before) ? mapEntries(record, (key, value) => [key === before ? after : key, value]) : record;

const mapEntries = <Value>(
  record: Readonly<Record<string, Value>>,
  change: (key: string, value: Value) => readonly [string, Value],
): Record<string, Value> => Object.fromEntries(Object.entries(record).map(([key, value]) => change(key, value)));
