import type { DiffSide, FlowDiff } from "#engine/core/edit/diff-flows.ts";
import type { FlowDocument, FlowEdge } from "#engine/core/flow/flow-document.ts";
import type { FlowLayout } from "#engine/core/flow/layout.ts";

interface Place {
  readonly x: number;
  readonly y: number;
}

/** About the size of a card and the room around it. */
const ROOM = { width: 240, height: 96 };

/** The newer version with what is gone from the older one put back, so that both can be seen on one canvas. */
export function mergeVersions(
  before: DiffSide,
  after: DiffSide,
  diff: FlowDiff,
): { document: FlowDocument; layout?: FlowLayout } {
  const removed = new Set(diff.nodes.flatMap(({ change, nodeId }) => (change === "removed" ? [nodeId] : [])));
  const nodes = [...after.document.nodes, ...before.document.nodes.filter(({ id }) => removed.has(id))];
  const edges = [...after.document.edges, ...removedEdges(diff)];
  const document = { ...after.document, nodes, edges };
  if (!after.layout) return { document };
  const positions = { ...after.layout.positions };
  for (const nodeId of removed) {
    const place = before.layout?.positions[nodeId];
    if (place) positions[nodeId] = freePlace(place, Object.values(positions));
  }
  return { document, layout: { ...after.layout, positions } };
}

const removedEdges = ({ edges }: FlowDiff): readonly FlowEdge[] =>
  edges.flatMap(({ change, from, to, kind, port }) =>
    change === "removed" ? [{ from, to, ...(kind === "flow" ? {} : { kind }), ...(port === undefined ? {} : { port }) }] : [],
  );

/** Something else may stand there by now; then the next place below. */
function freePlace(place: Place, taken: readonly Place[]): Place {
  const isTaken = (at: Place): boolean =>
    taken.some(({ x, y }) => Math.abs(x - at.x) < ROOM.width && Math.abs(y - at.y) < ROOM.height);
  let free = place;
  while (isTaken(free)) free = { x: free.x, y: free.y + ROOM.height };
  return free;
}
