import type { FlowLayout, GroupColor, NodeGroup, Place } from "#engine/core/flow/layout.ts";
import type { Size } from "#components/shared/canvas/arrange.ts";
import { sidesOf } from "#components/shared/canvas/edge-sides.ts";
import type { FlowGraph, GraphEdge, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { around, bodiesOf, CARD } from "../canvas/geometry.ts";

/**
 * Groups are drawn around nodes and say nothing to the engine. One lies inside another when all its nodes are among the
 * other's. A collapsed group stands on the canvas as one card, with the lines of its nodes leading to it.
 */
export interface GroupBox extends Place, Size {
  readonly id: string;
  readonly group: NodeGroup;
  /** How many groups lie around it. */
  readonly depth: number;
}

type Groups = Readonly<Record<string, NodeGroup>>;

const PADDING = 18;
const TITLE = 30;

/** Id of the card that stands for a collapsed group: no node has such an id. */
export const groupCardId = (groupId: string): string => `group:${groupId}`;
export const groupIdOf = (nodeId: string): string | undefined => (nodeId.startsWith("group:") ? nodeId.slice(6) : undefined);

const isInside = (inner: NodeGroup, outer: NodeGroup): boolean =>
  inner !== outer && inner.nodes.length < outer.nodes.length && inner.nodes.every((id) => outer.nodes.includes(id));

/** The smallest group that holds all of these nodes. */
export function groupOf({ groups = {} }: Pick<FlowLayout, "groups">, nodeIds: readonly string[]): string | undefined {
  if (nodeIds.length === 0) return undefined;
  const holding = Object.entries(groups).filter(([, { nodes }]) => nodeIds.every((id) => nodes.includes(id)));
  return holding.toSorted(([, a], [, b]) => a.nodes.length - b.nodes.length)[0]?.[0];
}

/** Frames of the expanded groups, the outer ones first. Those without a node in sight have none. */
export function groupBoxes({ nodes }: FlowGraph, groups: Groups = {}): readonly GroupBox[] {
  const boxes = new Map(nodes.map((node) => [node.id, node]));
  const made = new Map<string, GroupBox>();
  const shown = Object.entries(groups).filter(([, group]) => !group.collapsed);
  for (const [id, group] of shown.toSorted(([, a], [, b]) => a.nodes.length - b.nodes.length)) {
    const inner = [...made.values()].filter((other) => isInside(other.group, group));
    const box = around([...group.nodes.flatMap((nodeId) => boxes.get(nodeId) ?? []), ...inner]);
    if (!box) continue;
    const depth = shown.filter(([, other]) => isInside(group, other)).length;
    made.set(id, {
      id,
      group,
      depth,
      x: box.x - PADDING,
      y: box.y - TITLE - PADDING / 2,
      width: box.width + 2 * PADDING,
      height: box.height + TITLE + 1.5 * PADDING,
    });
  }
  return [...made.values()].toSorted((a, b) => a.depth - b.depth);
}

/** The graph with one card in place of each collapsed group. */
export function collapseGroups(graph: FlowGraph, groups: Groups = {}): FlowGraph {
  const collapsed = Object.entries(groups).filter(([, group]) => group.collapsed);
  const outermost = collapsed.filter(([, group]) => !collapsed.some(([, other]) => isInside(group, other)));
  const standsFor = new Map<string, string>();
  const cards: GraphNode[] = [];
  for (const [groupId, group] of outermost) {
    const members = bodiesOf(graph.nodes, new Set(group.nodes.filter((id) => !standsFor.has(id))));
    const boxes = graph.nodes.filter(({ id }) => members.has(id));
    const box = around(boxes);
    if (!box) continue;
    for (const { id } of boxes) standsFor.set(id, groupCardId(groupId));
    cards.push(cardOf(groupId, group, box, boxes));
  }
  if (cards.length === 0) return graph;
  const nodes = [...graph.nodes.filter(({ id }) => !standsFor.has(id)), ...cards];
  return { nodes: markEnds(nodes, graph.edges, standsFor), edges: rewire(graph.edges, nodes, standsFor) };
}

function cardOf(groupId: string, group: NodeGroup, { x, y }: Place, members: readonly GraphNode[]): GraphNode {
  const [first] = members;
  return {
    id: groupCardId(groupId),
    kind: "group",
    kindTitle: "Collapsed group",
    category: categoryOf[group.color ?? "gray"],
    icon: "box-multiple",
    label: group.name,
    summary: group.description ?? (members.length === 1 ? "1 node" : `${members.length} nodes`),
    ports: [],
    defaultPort: undefined,
    hasErrorEdge: false,
    hasInput: true,
    hasLineIn: false,
    hasLineOut: false,
    usedPorts: [],
    parent: first?.parent,
    inside: first?.inside ?? [],
    isContainer: false,
    neighbors: `Stands for ${new Intl.ListFormat("en").format(members.map(({ label }) => label))}.`,
    x,
    y,
    ...CARD,
  };
}

/** A card has the tint of a category; groups borrow the nearest one. */
const categoryOf: Readonly<Record<GroupColor, GraphNode["category"]>> = {
  gray: "control",
  blue: "data",
  green: "outside",
  amber: "control",
  red: "people",
  violet: "trigger",
};

function rewire(
  edges: readonly GraphEdge[],
  nodes: readonly GraphNode[],
  standsFor: ReadonlyMap<string, string>,
): readonly GraphEdge[] {
  const seen = new Set<string>();
  return edges.flatMap((edge) => {
    const [from, to] = [standsFor.get(edge.from) ?? edge.from, standsFor.get(edge.to) ?? edge.to];
    if (from === edge.from && to === edge.to) return [edge];
    const port = from === edge.from ? edge.port : edge.kind === "flow" ? "out" : edge.port;
    const id = `${from}.${port}>${to}`;
    if (from === to || seen.has(id)) return [];
    seen.add(id);
    const { label: _label, ...rest } = edge;
    const isOwnPort = from === edge.from || edge.kind !== "flow";
    const moved = { ...rest, ...(isOwnPort && edge.label !== undefined ? { label: edge.label } : {}), id, from, to, port };
    return [{ ...moved, sides: sidesOf(moved, nodes, [moved]) }];
  });
}

function markEnds(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  standsFor: ReadonlyMap<string, string>,
): readonly GraphNode[] {
  const outside = edges.filter(({ from, to }) => standsFor.get(from) !== standsFor.get(to) || !standsFor.has(from));
  const entered = new Set(outside.map(({ to }) => standsFor.get(to)));
  const left = new Set(outside.flatMap(({ from, kind }) => (kind === "flow" ? [standsFor.get(from)] : [])));
  return nodes.map((node) =>
    groupIdOf(node.id) === undefined ? node : { ...node, hasLineIn: entered.has(node.id), hasLineOut: left.has(node.id) },
  );
}
