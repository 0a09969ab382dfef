import { addNode } from "#engine/core/edit/commands/add-node.ts";
import { connect } from "#engine/core/edit/commands/connect.ts";
import { moveNodes } from "#engine/core/edit/commands/move-nodes.ts";
import { edgeRef } from "#engine/core/edit/edge-ref.ts";
import type { JsonObject } from "#engine/core/json.ts";
import type { FlowEdge } from "#engine/core/flow/flow-document.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { Place } from "#components/shared/canvas/arrange.ts";
import type { Output } from "#components/shared/canvas/canvas-editing.ts";
import { UNDO_PORT, type FlowGraph, type GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { containerAt, freePlace, intoBody, placeAfter, planSplice, reach, toGrid } from "../canvas/geometry.ts";
import { inSequence, type Command } from "../session/in-sequence.ts";
import type { DesignerSession } from "../session/designer-session.ts";

/** What to add: a kind, and what an entry of the palette knows beyond it. */
export interface NewNode {
  readonly kind: string;
  readonly config?: JsonObject;
}

/** Adds a node at a place of the flow, inside the container that is there, and selects it. Gives its id. */
export function addAt(session: DesignerSession, { kind, config }: NewNode, place: Place): string | undefined {
  const graph = session.graph();
  const parent = nodeDefinitions.get(kind)?.category === "trigger" ? undefined : containerAt(graph, place);
  const position = intoBody(graph, parent, freePlace(graph, parent, toGrid(place)));
  return addAndSelect(session, (draft) =>
    addNode(draft, nodeDefinitions, {
      kind,
      position,
      ...(parent === undefined ? {} : { parent }),
      ...(config ? { config } : {}),
    }),
  );
}

/** Adds a node after an output, connected to it. */
export function addAfter(session: DesignerSession, { kind, config }: NewNode, output: Output, place?: Place): string | undefined {
  const graph = session.graph();
  const source = graph.nodes.find(({ id }) => id === output.nodeId);
  if (!source) return undefined;
  const wanted = place ? freePlace(graph, source.parent, toGrid(place)) : placeAfter(graph, source, output.kind);
  const position = intoBody(graph, source.parent, wanted);
  const parent = source.parent === undefined ? {} : { parent: source.parent };
  return addAndSelect(session, (draft) =>
    addNode(draft, nodeDefinitions, { kind, position, ...parent, from: output, ...(config ? { config } : {}) }),
  );
}

/** Puts a node into an edge; what follows moves on when there is no room. */
export function addInto(session: DesignerSession, { kind, config }: NewNode, edgeId: string): string | undefined {
  const graph = session.graph();
  const edge = documentEdge(session, edgeId);
  const from = graph.nodes.find(({ id }) => id === edge?.from);
  const to = graph.nodes.find(({ id }) => id === edge?.to);
  if (!edge || !from || !to) return undefined;
  const { place, shift } = planSplice(from, to);
  const position = intoBody(graph, from.parent, place);
  const add: Command = (draft) =>
    addNode(draft, nodeDefinitions, {
      kind,
      position,
      onEdge: edgeRef(edge),
      ...(from.parent === undefined ? {} : { parent: from.parent }),
      ...(config ? { config } : {}),
    });
  const moved = shift === 0 ? [] : [makeRoom(graph, to, shift)];
  return addAndSelect(session, inSequence(undefined, [...moved, add]));
}

/** Everything after the edge, at its level, moves to the right; what is inside moves along by itself. */
function makeRoom(graph: FlowGraph, to: GraphNode, shift: number): Command {
  const after = reach(graph, [to.id], "after");
  const moving = graph.nodes.filter(
    (node) => node.parent === to.parent && node.x >= to.x && (node.id === to.id || after.has(node.id)),
  );
  const places = moving.map((node) => [node.id, intoBody(graph, node.parent, { x: node.x + shift, y: node.y })] as const);
  return (draft) => moveNodes(draft, Object.fromEntries(places));
}

function addAndSelect(session: DesignerSession, command: Command): string | undefined {
  const added = session.perform(command)?.created?.at(-1);
  if (added !== undefined) session.designer.getState().select([added]);
  return added;
}

/** Connects and says so by name: "Connected Price to Size". */
export function connectNodes(session: DesignerSession, output: Output, to: string): boolean {
  const names = session.graph().nodes;
  const nameOf = (id: string): string => names.find((node) => node.id === id)?.label ?? id;
  const said = `Connected ${nameOf(output.nodeId)} to ${nameOf(to)}`;
  const { nodeId: from, port, kind } = output;
  const wish = { from, to, ...omitUndefined({ port, kind }) };
  return session.perform((draft) => connect(draft, nodeDefinitions, wish), { said }) !== undefined;
}

/** The edge of the document that the canvas draws under this id: both lists have the same order. */
export function documentEdge(session: DesignerSession, edgeId: string): FlowEdge | undefined {
  const index = session.graph().edges.findIndex(({ id }) => id === edgeId);
  return session.draft().document.edges[index];
}

/** Outputs that something can follow: the free ones first, then the used ones, then failure and undo. */
export function outputsOf(
  graph: FlowGraph,
  nodeId: string,
): readonly (Output & { readonly label: string; readonly isUsed: boolean })[] {
  const node = graph.nodes.find(({ id }) => id === nodeId);
  if (!node || node.defaultPort === undefined) return [];
  const isLed = (port: string): boolean => graph.edges.some((edge) => edge.from === nodeId && edge.port === port);
  const flow =
    node.ports.length === 0
      ? [{ nodeId, label: "Next", isUsed: isLed(node.defaultPort) }]
      : node.ports.map(({ name, label }) => ({ nodeId, port: name, label, isUsed: isLed(name) }));
  const special = node.hasInput
    ? [
        { nodeId, kind: "error" as const, label: "On error", isUsed: node.hasErrorEdge },
        { nodeId, kind: "compensation" as const, label: "Undo", isUsed: isLed(UNDO_PORT) },
      ]
    : [];
  return [...flow.toSorted((a, b) => Number(a.isUsed) - Number(b.isUsed)), ...special];
}
