import dagre from "@dagrejs/dagre";
import { childrenOf, memberOf, type Tree } from "./node-tree.ts";

/**
 * Where boxes stand. Like in `layout.json`, a place is relative to the container around it, so that moving a container
 * moves what is in it. Each body is laid out by itself, from left to right, the innermost first: a container is as large
 * as its body needs.
 */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Arrangement {
  /** From the upper left corner of the whole flow. */
  readonly places: ReadonlyMap<string, Place>;
  readonly sizes: ReadonlyMap<string, Size>;
}

/** Height of a container's head, and the room between its frame and its body. */
export const CONTAINER_HEAD = 56;
export const CONTAINER_PADDING = 28;
const EMPTY_BODY: Size = { width: 176, height: 44 };

interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

interface Arranging extends Tree {
  readonly links: readonly Link[];
  readonly saved: Readonly<Record<string, Place>>;
  readonly isContainer: (id: string) => boolean;
  readonly places: Map<string, Place>;
  readonly sizes: Map<string, Size>;
}

/** `cards` gives the sizes of plain boxes; those of containers follow from what is inside. */
export function arrange(
  tree: Tree,
  cards: ReadonlyMap<string, Size>,
  isContainer: (id: string) => boolean,
  links: readonly Link[],
  saved: Readonly<Record<string, Place>>,
): Arrangement {
  const work: Arranging = { ...tree, links, saved, isContainer, places: new Map(), sizes: new Map(cards) };
  arrangeBody(work, undefined);
  const places = new Map<string, Place>();
  makeAbsolute(work, undefined, { x: 0, y: 0 }, places);
  return { places, sizes: work.sizes };
}

function arrangeBody(work: Arranging, container: string | undefined): void {
  const ids = childrenOf(work, container);
  for (const id of ids) {
    if (!work.isContainer(id)) continue;
    arrangeBody(work, id);
    work.sizes.set(id, sizeAround(work, id));
  }
  const computed = ids.every((id) => work.saved[id]) ? undefined : layOut(work, container, ids);
  for (const id of ids) work.places.set(id, work.saved[id] ?? computed?.get(id) ?? { x: 0, y: 0 });
}

function sizeAround({ places, sizes, ...work }: Arranging, container: string): Size {
  const inside = childrenOf(work, container).map((id) => ({ ...places.get(id)!, ...sizes.get(id)! }));
  const right = Math.max(CONTAINER_PADDING + EMPTY_BODY.width, ...inside.map(({ x, width }) => x + width));
  const bottom = Math.max(CONTAINER_HEAD + CONTAINER_PADDING + EMPTY_BODY.height, ...inside.map(({ y, height }) => y + height));
  return { width: right + CONTAINER_PADDING, height: bottom + CONTAINER_PADDING };
}

function layOut(work: Arranging, container: string | undefined, ids: readonly string[]): ReadonlyMap<string, Place> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 44, ranksep: container === undefined ? 88 : 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) graph.setNode(id, { ...work.sizes.get(id)! });
  for (const { id, from, to, kind } of work.links) {
    const [source, target] = [memberOf(work, container, from), memberOf(work, container, to)];
    if (source === undefined || target === undefined || source === target) continue;
    graph.setEdge(source, target, { weight: kind === "flow" ? 3 : 1 }, id);
  }
  dagre.layout(graph);
  const origin = container === undefined ? { x: 0, y: 0 } : { x: CONTAINER_PADDING, y: CONTAINER_HEAD + CONTAINER_PADDING };
  return new Map(ids.map((id) => [id, placeOf(graph.node(id) as Partial<Place>, work.sizes.get(id)!, origin)]));
}

const placeOf = ({ x = 0, y = 0 }: Partial<Place>, { width, height }: Size, origin: Place): Place => ({
  x: Math.round(origin.x + x - width / 2),
  y: Math.round(origin.y + y - height / 2),
});

function makeAbsolute(work: Arranging, container: string | undefined, origin: Place, places: Map<string, Place>): void {
  for (const id of childrenOf(work, container)) {
    const { x, y } = work.places.get(id)!;
    const place = { x: origin.x + x, y: origin.y + y };
    places.set(id, place);
    makeAbsolute(work, id, place, places);
  }
}
