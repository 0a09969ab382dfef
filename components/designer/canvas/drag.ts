import { moveNodes } from "#engine/core/edit/commands/move-nodes.ts";
import { setParent } from "#engine/core/edit/commands/set-parent.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { Place } from "#components/shared/canvas/arrange.ts";
import type { FlowGraph, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { inSequence, type Command } from "../session/in-sequence.ts";
import { bodiesOf, containerAt, intoBody } from "./geometry.ts";

/** Places while dragging, from the corner of the flow: what is inside a dragged container goes with it. */
export function movedWithBodies(graph: FlowGraph, dragged: ReadonlyMap<string, Place>): ReadonlyMap<string, Place> {
  const all = new Map(dragged);
  const shifts = new Map<string, Place>();
  // In reading order a container comes before what is in it.
  for (const { id, parent, x, y } of graph.nodes) {
    const own = dragged.get(id);
    const shift = own ? { x: own.x - x, y: own.y - y } : parent === undefined ? undefined : shifts.get(parent);
    if (!shift) continue;
    shifts.set(id, shift);
    if (!own) all.set(id, { x: x + shift.x, y: y + shift.y });
  }
  return all;
}

/**
 * What a drag comes to: new places, and for boxes dropped into another body than theirs a new parent. `pointer` decides which
 * body; triggers belong in none and stay outside.
 */
export function dropped(graph: FlowGraph, dragged: ReadonlyMap<string, Place>, pointer: Place): Command | undefined {
  const ids = new Set(dragged.keys());
  const inner = bodiesOf(graph.nodes, ids);
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  // What lies in a dragged container keeps its place there.
  const boxes = [...ids].flatMap((id) => byId.get(id) ?? []).filter(({ parent }) => parent === undefined || !inner.has(parent));
  const target = containerAt(graph, pointer, ids);
  const goesIn = ({ parent, hasInput }: GraphNode): boolean => hasInput && parent !== target;
  const leaving = boxes.filter(goesIn);
  const staying = boxes.filter((box) => !goesIn(box) && isMoved(box, dragged.get(box.id)!));
  const placesIn = (parent: (box: GraphNode) => string | undefined, some: readonly GraphNode[]) =>
    Object.fromEntries(some.map((box) => [box.id, intoBody(graph, parent(box), dragged.get(box.id)!)]));
  const steps: Command[] = [];
  if (staying.length > 0)
    steps.push((draft) =>
      moveNodes(
        draft,
        placesIn(({ parent }) => parent, staying),
      ),
    );
  if (leaving.length > 0)
    steps.push((draft) =>
      setParent(
        draft,
        nodeDefinitions,
        leaving.map(({ id }) => id),
        target,
        placesIn(() => target, leaving),
      ),
    );
  return steps.length === 0 ? undefined : inSequence(undefined, steps);
}

const isMoved = (box: Place, to: Place): boolean =>
  Math.round(box.x) !== Math.round(to.x) || Math.round(box.y) !== Math.round(to.y);
