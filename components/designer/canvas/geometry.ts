import type { Place, Size } from "#components/shared/canvas/arrange.ts";
import { CONTAINER_HEAD, CONTAINER_PADDING } from "#components/shared/canvas/arrange.ts";
import { NODE_WIDTH, type FlowGraph, type GraphNode } from "#components/shared/canvas/flow-graph.ts";

/**
 * Where things are and where new ones go. The canvas draws every box from the corner of the flow; a draft keeps places from
 * the corner of the container around a node. `Place` says which in each function's name or comment.
 */
export const GRID = 10;
/** Between a box and what is added after it. */
export const GAP = 56;
export const CARD: Size = { width: NODE_WIDTH, height: 58 };
const ROW_GAP = 28;

export const toGrid = ({ x, y }: Place): Place => ({ x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID });

const holds = (box: Place & Size, { x, y }: Place): boolean =>
  x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;

/** The innermost container at a place of the flow, leaving out `without` and what is inside them. */
export function containerAt({ nodes }: FlowGraph, place: Place, without: ReadonlySet<string> = new Set()): string | undefined {
  const left = bodiesOf(nodes, without);
  return nodes.findLast((node) => node.isContainer && !left.has(node.id) && holds(node, place))?.id;
}

/** The box at a place of the flow: a card before the frame around it. */
export function nodeAt({ nodes }: FlowGraph, place: Place): GraphNode | undefined {
  const hit = nodes.filter((node) => holds(node, place));
  return hit.find(({ isContainer }) => !isContainer) ?? hit.at(-1);
}

/** Nodes with everything inside them. */
export function bodiesOf(nodes: readonly GraphNode[], ids: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(ids);
  // In reading order a container comes before what is in it.
  for (const { id, parent } of nodes) if (parent !== undefined && all.has(parent)) all.add(id);
  return all;
}

/** From a place of the flow to one of a container's body; the frame grows to the right and down only, so not beyond its corner. */
export function intoBody(graph: FlowGraph, parent: string | undefined, place: Place): Place {
  const frame = parent === undefined ? undefined : graph.nodes.find(({ id }) => id === parent);
  if (!frame) return round(place);
  return round({
    x: Math.max(CONTAINER_PADDING, place.x - frame.x),
    y: Math.max(CONTAINER_HEAD + CONTAINER_PADDING, place.y - frame.y),
  });
}

const round = ({ x, y }: Place): Place => ({ x: Math.round(x), y: Math.round(y) });

/** The nearest place at or below `wanted` where a box overlaps none of its siblings; all from the corner of the flow. */
export function freePlace({ nodes }: FlowGraph, parent: string | undefined, wanted: Place, size: Size = CARD): Place {
  const siblings = nodes.filter((node) => node.parent === parent);
  let place = wanted;
  for (let tries = 0; tries <= siblings.length; tries++) {
    const inTheWay = siblings.find((box) => overlap(box, { ...place, ...size }));
    if (!inTheWay) return place;
    place = { x: place.x, y: inTheWay.y + inTheWay.height + ROW_GAP };
  }
  return place;
}

const NEAR = 12;
const overlap = (one: Place & Size, other: Place & Size): boolean =>
  one.x < other.x + other.width + NEAR &&
  other.x < one.x + one.width + NEAR &&
  one.y < other.y + other.height + NEAR &&
  other.y < one.y + one.height + NEAR;

/** Where what follows a box goes: to its right; what follows its failure or undoes it, below. */
export function placeAfter(graph: FlowGraph, source: GraphNode, kind: "flow" | "error" | "compensation" = "flow"): Place {
  if (kind === "flow") return freePlace(graph, source.parent, { x: source.x + source.width + GAP, y: source.y });
  const shift = kind === "error" ? GAP : 0;
  return freePlace(graph, source.parent, { x: source.x + shift, y: source.y + source.height + 2 * ROW_GAP });
}

export interface SplicePlan {
  /** Of the new node, from the corner of the flow. */
  readonly place: Place;
  /** How far everything after the edge moves to the right to make room. */
  readonly shift: number;
}

/** Where a node put into an edge goes: halfway; where there is no room between the two boxes, what follows moves on. */
export function planSplice(from: GraphNode, to: GraphNode): SplicePlan {
  const isRow = to.x >= from.x + from.width;
  if (!isRow)
    return {
      place: { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + from.height + to.y - CARD.height) / 2) },
      shift: 0,
    };
  const room = to.x - (from.x + from.width);
  const shift = Math.max(0, CARD.width + 2 * GAP - room);
  const x = from.x + from.width + (room + shift - CARD.width) / 2;
  return { place: { x: Math.round(x), y: from.y === to.y ? from.y : Math.round((from.y + to.y) / 2) }, shift };
}

/** All that is reached from a node by any edge, or all it is reached from. */
export function reach({ edges }: FlowGraph, from: Iterable<string>, direction: "before" | "after"): ReadonlySet<string> {
  const [near, far] = direction === "after" ? (["from", "to"] as const) : (["to", "from"] as const);
  const next = Map.groupBy(edges, (edge) => edge[near]);
  const reached = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const edge of next.get(id) ?? [])
      if (!reached.has(edge[far])) {
        reached.add(edge[far]);
        open.push(edge[far]);
      }
  return reached;
}

/** The smallest box around some boxes. */
export function around(boxes: readonly (Place & Size)[]): (Place & Size) | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
