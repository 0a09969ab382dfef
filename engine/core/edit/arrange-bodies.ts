import dagre from "@dagrejs/dagre";
import { edgeKind, type FlowDocument, type FlowNode } from "../flow/flow-document.ts";
import type { NodeGroup, Place } from "../flow/layout.ts";
import type { FlowDraft } from "./flow-draft.ts";
import { isInside } from "./flow-shape.ts";

export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

interface Arranging {
  readonly chosen: ReadonlySet<string>;
  readonly sizes: ReadonlyMap<string, BoxSize>;
  readonly isContainer: (id: string) => boolean;
}

/** What is laid out as one box: a node, or the nodes of a collapsed group. */
interface Unit {
  readonly id: string;
  readonly members: readonly string[];
  readonly size: BoxSize;
  readonly isFixed: boolean;
}

const CARD: BoxSize = { width: 232, height: 58 };
const HEAD = 56;
const PADDING = 28;
const GAP = 44;

/** New places, relative to the container, of the chosen nodes that are free to move. Innermost bodies first, since a container is as large as what is in it. */
export function arrangeBodies(draft: FlowDraft, arranging: Arranging): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const sizes = new Map(arranging.sizes);
  const bodies = Map.groupBy(draft.document.nodes, ({ parent }) => parent);
  const arrange = (container: string | undefined): void => {
    const nodes = bodies.get(container) ?? [];
    for (const { id } of nodes) if (bodies.has(id) && id !== container) arrange(id);
    for (const [id, place] of arrangeBody(draft, nodes, { ...arranging, sizes }, container)) places.set(id, place);
    if (container !== undefined && arranging.isContainer(container))
      sizes.set(container, sizeAround(draft, nodes, places, sizes));
  };
  arrange(undefined);
  return places;
}

function sizeAround(
  { layout }: FlowDraft,
  nodes: readonly FlowNode[],
  places: ReadonlyMap<string, Place>,
  sizes: ReadonlyMap<string, BoxSize>,
): BoxSize {
  const boxes = nodes.map(({ id }) => ({
    ...(places.get(id) ?? placeIn(layout.positions, id) ?? { x: 0, y: 0 }),
    ...(sizes.get(id) ?? CARD),
  }));
  return {
    width: Math.max(CARD.width, ...boxes.map(({ x, width }) => x + width)) + PADDING,
    height: Math.max(HEAD + PADDING + CARD.height, ...boxes.map(({ y, height }) => y + height)) + PADDING,
  };
}

function arrangeBody(
  draft: FlowDraft,
  nodes: readonly FlowNode[],
  arranging: Arranging,
  container: string | undefined,
): ReadonlyMap<string, Place> {
  const { positions } = draft.layout;
  const units = unitsOf(
    draft,
    nodes.filter(({ id }) => arranging.chosen.has(id)),
    arranging,
  );
  if (units.length === 0) return new Map();
  const computed = layOut(draft, units, container);
  const origin = originOf(draft, units, computed, nodes.length === units.flatMap(({ members }) => members).length, container);
  const fixed = units.filter(({ isFixed }) => isFixed).map((unit) => ({ ...cornerOf(unit, positions)!, ...unit.size }));
  const places = new Map<string, Place>();
  for (const unit of units.filter(({ isFixed }) => !isFixed)) {
    const { x, y } = computed.get(unit.id)!;
    const corner = beside({ x: x + origin.x, y: y + origin.y, ...unit.size }, fixed);
    const before = unit.members.length > 1 ? cornerOf(unit, positions) : undefined;
    for (const id of unit.members) {
      const place = before && placeIn(positions, id);
      places.set(id, place ? { x: corner.x + place.x - before.x, y: corner.y + place.y - before.y } : corner);
    }
  }
  return places;
}

function unitsOf({ document, layout }: FlowDraft, nodes: readonly FlowNode[], { sizes }: Arranging): readonly Unit[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const folded = Object.entries(layout.groups ?? {}).flatMap(([id, group]) => {
    const members = foldedHere(document, group, ids);
    return members.length === 0 ? [] : [{ id, members }];
  });
  const pinned = new Set(layout.pinned);
  const taken = new Set<string>();
  const units: Unit[] = [];
  // The largest first: a group inside a collapsed one is not seen.
  for (const { id, members } of folded.toSorted((left, right) => right.members.length - left.members.length)) {
    if (members.some((member) => taken.has(member))) continue;
    for (const member of members) taken.add(member);
    units.push({
      id: `group ${id}`,
      members,
      size: sizes.get(id) ?? CARD,
      isFixed: members.some((member) => pinned.has(member)),
    });
  }
  const single = (id: string): Unit => ({
    // Dagre keeps its nodes in plain objects, which have a "constructor" already.
    id: `node ${id}`,
    members: [id],
    size: sizes.get(id) ?? CARD,
    isFixed: pinned.has(id) && Object.hasOwn(layout.positions, id),
  });
  return [...units, ...nodes.filter(({ id }) => !taken.has(id)).map(({ id }) => single(id))];
}

/**
 * The nodes of a collapsed group that stand in this body. What lies inside one of them goes with it; a group that also has
 * nodes elsewhere is not one box.
 */
function foldedHere(
  { nodes }: FlowDocument,
  { collapsed, nodes: members }: NodeGroup,
  ids: ReadonlySet<string>,
): readonly string[] {
  if (collapsed !== true) return [];
  const outermost = members.filter((id) => !members.some((other) => other !== id && isInside(nodes, id, other)));
  return outermost.every((id) => ids.has(id)) ? outermost : [];
}

function layOut({ document }: FlowDraft, units: readonly Unit[], container: string | undefined): ReadonlyMap<string, Place> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: GAP, ranksep: container === undefined ? 88 : 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  const unitOf = new Map(units.flatMap(({ id, members }) => members.map((member) => [member, id] as const)));
  for (const { id, size } of units) graph.setNode(id, { ...size });
  document.edges.forEach((edge, index) => {
    const [from, to] = [unitOf.get(edge.from), unitOf.get(edge.to)];
    if (from !== undefined && to !== undefined && from !== to)
      graph.setEdge(from, to, { weight: edgeKind(edge) === "flow" ? 3 : 1 }, String(index));
  });
  dagre.layout(graph);
  return new Map(
    units.map(({ id, size }) => {
      const { x = 0, y = 0 } = graph.node(id) as Partial<Place>;
      return [id, { x: x - size.width / 2, y: y - size.height / 2 }];
    }),
  );
}

const placeIn = (positions: Readonly<Record<string, Place>>, id: string): Place | undefined =>
  Object.hasOwn(positions, id) ? positions[id] : undefined;

const cornerOf = ({ members }: Unit, positions: Readonly<Record<string, Place>>): Place | undefined => {
  const there = members.flatMap((id) => placeIn(positions, id) ?? []);
  return there.length === 0 ? undefined : { x: Math.min(...there.map(({ x }) => x)), y: Math.min(...there.map(({ y }) => y)) };
};

/** Where the computed picture goes: around the first pinned box, else where the chosen boxes stood, else at the corner of the body. */
function originOf(
  { layout: { positions } }: FlowDraft,
  units: readonly Unit[],
  computed: ReadonlyMap<string, Place>,
  isWhole: boolean,
  container: string | undefined,
): Place {
  const anchor = units.find(({ isFixed }) => isFixed);
  const [before, after] = anchor ? [cornerOf(anchor, positions), computed.get(anchor.id)] : [undefined, undefined];
  if (before && after) return { x: before.x - after.x, y: before.y - after.y };
  const stood = isWhole ? undefined : cornerOf({ ...units[0]!, members: units.flatMap(({ members }) => members) }, positions);
  return stood ?? (container === undefined ? { x: 0, y: 0 } : { x: PADDING, y: HEAD + PADDING });
}

/** Moved down until it covers no box that stays. */
function beside(box: Place & BoxSize, fixed: readonly (Place & BoxSize)[]): Place {
  const { x, width, height } = box;
  let { y } = box;
  const covered = (): (Place & BoxSize) | undefined =>
    fixed.find((other) => x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height);
  for (let other = covered(); other !== undefined; other = covered()) y = other.y + other.height + GAP;
  return { x, y };
}
