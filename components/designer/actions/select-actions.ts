import { moveNodes } from "#engine/core/edit/commands/move-nodes.ts";
import type { Place } from "#engine/core/flow/layout.ts";
import { neighborOf, type Direction } from "#components/shared/canvas/neighbor.ts";
import { GRID, intoBody, reach } from "../canvas/geometry.ts";
import type { DesignerSession } from "../session/designer-session.ts";

export const selectedNodes = (session: DesignerSession): readonly string[] => [...session.designer.getState().selection.nodes];
export const selectedEdges = (session: DesignerSession): readonly string[] => [...session.designer.getState().selection.edges];

export function nameOf(session: DesignerSession, nodeId: string): string {
  return session.graph().nodes.find(({ id }) => id === nodeId)?.label ?? nodeId;
}

/** The node an action is about: the only selected one, else the one with the focus. */
export function nodeAtHand(session: DesignerSession): string | undefined {
  const [only, ...others] = selectedNodes(session);
  return only !== undefined && others.length === 0 ? only : session.view?.focused();
}

export function selectAll(session: DesignerSession): void {
  const { nodes } = session.graph();
  session.designer.getState().select(nodes.map(({ id }) => id));
  session.say(`${countOf(nodes.length)} selected`);
}

export function selectReach(session: DesignerSession, direction: "before" | "after"): void {
  const selected = selectedNodes(session);
  const focused = session.view?.focused();
  const start = selected.length > 0 ? selected : focused === undefined ? [] : [focused];
  if (start.length === 0) return;
  const all = new Set([...start, ...reach(session.graph(), start, direction)]);
  session.designer.getState().select(all);
  session.say(`${countOf(all.size)} selected`);
}

/** Each press selects the next edge of the node, round and round. */
export function selectNextEdge(session: DesignerSession): void {
  const { selection, select } = session.designer.getState();
  const graph = session.graph();
  const [current] = selection.edges;
  const nodeId = nodeAtHand(session) ?? graph.edges.find(({ id }) => id === current)?.from;
  const edges = graph.edges.filter(({ from, to }) => from === nodeId || to === nodeId);
  if (edges.length === 0) {
    if (nodeId !== undefined) session.say(`${nameOf(session, nodeId)} has no edges`);
    return;
  }
  const index = (edges.findIndex(({ id }) => id === current) + 1) % edges.length;
  const edge = edges[index]!;
  select([], [edge.id]);
  const port = edge.label === undefined ? "" : `, ${edge.label}`;
  session.say(`Edge ${index + 1} of ${edges.length}: ${nameOf(session, edge.from)} to ${nameOf(session, edge.to)}${port}`);
}

const STEPS: Readonly<Record<Direction, Place>> = {
  left: { x: -GRID, y: 0 },
  right: { x: GRID, y: 0 },
  up: { x: 0, y: -GRID },
  down: { x: 0, y: GRID },
};

/** Arrow keys move what is selected; with nothing selected under the focus, the focus goes to the neighbor. */
export function moveOrGo(session: DesignerSession, direction: Direction): void {
  const selected = selectedNodes(session);
  const focused = session.view?.focused();
  const isMoving = selected.length > 0 && (focused === undefined || selected.includes(focused));
  if (isMoving && session.designer.getState().canEdit) moveBy(session, selected, STEPS[direction], direction);
  else goTo(session, focused, direction, false);
}

/** Presses in a row are one step of undo. */
function moveBy(session: DesignerSession, ids: readonly string[], step: Place, direction: Direction): void {
  const graph = session.graph();
  const chosen = new Set(ids);
  // What is inside a selected container moves with it.
  const moving = graph.nodes.filter(({ id, parent }) => chosen.has(id) && (parent === undefined || !chosen.has(parent)));
  const places = moving.map((box) => [box.id, intoBody(graph, box.parent, { x: box.x + step.x, y: box.y + step.y })] as const);
  const what = moving.length === 1 ? moving[0]!.label : countOf(moving.length);
  session.perform((draft) => moveNodes(draft, Object.fromEntries(places)), {
    merge: `move:${moving.map(({ id }) => id).join(",")}`,
    said: `Moved ${what} ${direction}`,
  });
}

export function goTo(session: DesignerSession, from: string | undefined, direction: Direction, isSelecting: boolean): void {
  const graph = session.graph();
  const next = from === undefined ? graph.nodes[0]?.id : neighborOf(graph.nodes, from, direction);
  if (next === undefined) return;
  if (isSelecting) session.designer.getState().select([next]);
  session.view?.show(next);
  session.view?.focus(next);
}

const countOf = (nodes: number): string => (nodes === 1 ? "1 node" : `${nodes} nodes`);
