import { edgeKind, type EdgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import { ERROR_PORT, type NodeDefinitions } from "../node-definition.ts";
import { UNDOABLE, UNDOING } from "../validate/rules/compensation-shape.ts";
import { cannotFail } from "../validate/rules/known-port.ts";
import { isReachable } from "./flow-shape.ts";
import { nodePorts } from "./node-ports.ts";
import { noNode, titleOf } from "./node-words.ts";

/** An edge that somebody would like to draw. */
export interface WantedEdge {
  readonly from: string;
  readonly to: string;
  readonly port?: string | undefined;
  readonly kind?: EdgeKind | undefined;
}

interface Ends {
  readonly document: FlowDocument;
  readonly definitions: NodeDefinitions;
  readonly edge: WantedEdge;
  readonly from: FlowNode;
  readonly to: FlowNode;
}

/** Why an edge cannot be drawn, in words; `undefined` when it can. The same answer for every gesture. */
export function whyNotConnect(document: FlowDocument, definitions: NodeDefinitions, edge: WantedEdge): string | undefined {
  const from = document.nodes.find(({ id }) => id === edge.from);
  const to = document.nodes.find(({ id }) => id === edge.to);
  if (!from || !to) return noNode(from ? edge.to : edge.from);
  const ends: Ends = { document, definitions, edge, from, to };
  return checkPlace(ends) ?? checkPort(ends) ?? (edgeKind(edge) === "compensation" ? checkUndo(ends) : checkForward(ends));
}

function checkPlace({ document, edge, from, to }: Ends): string | undefined {
  if (from === to) return `"${titleOf(from)}" cannot lead to itself. Use a loop to repeat nodes.`;
  if (from.parent !== to.parent)
    return `"${titleOf(from)}" and "${titleOf(to)}" are not in the same container. Lead the edge to the container itself.`;
  const isDrawn = document.edges.some(
    (other) =>
      other.from === edge.from &&
      other.to === edge.to &&
      edgeKind(other) === edgeKind(edge) &&
      (edgeKind(edge) !== "flow" || other.port === edge.port),
  );
  return isDrawn ? `"${titleOf(from)}" leads to "${titleOf(to)}" already.` : undefined;
}

function checkPort(ends: Ends): string | undefined {
  const { definitions, edge, from } = ends;
  if (edgeKind(edge) === "flow") return checkFlowPort(ends);
  const definition = definitions.get(from.kind);
  const canFail = edgeKind(edge) !== "error" || !definition || !cannotFail(definition, from.config ?? {});
  return canFail ? undefined : `"${titleOf(from)}" cannot fail, so no error edge can leave it.`;
}

function checkFlowPort({ definitions, edge, from }: Ends): string | undefined {
  const ports = nodePorts(from, definitions);
  if (ports?.length === 0)
    return `Nothing can follow "${titleOf(from)}": ${definitions.get(from.kind)?.title ?? from.kind} ends here.`;
  if (edge.port === ERROR_PORT && !ports?.some(({ name }) => name === ERROR_PORT))
    return `To say what happens when "${titleOf(from)}" fails, draw an error edge.`;
  if (edge.port === undefined || !ports || ports.some(({ name }) => name === edge.port)) return undefined;
  return `"${titleOf(from)}" has no output "${edge.port}"; it has ${ports.map(({ name }) => name).join(", ")}.`;
}

function checkUndo({ document: { edges }, definitions, edge, from, to }: Ends): string | undefined {
  const source = definitions.get(from.kind);
  if (source && !UNDOABLE.has(source.behavior)) return `"${titleOf(from)}" does nothing that could be undone.`;
  const target = definitions.get(to.kind);
  if (target && !UNDOING.has(target.behavior))
    return `"${titleOf(to)}" cannot undo a step: use a node that calls out or maps data.`;
  const isWired = (other: FlowEdge): boolean =>
    edgeKind(other) !== "compensation" && (other.from === edge.to || other.to === edge.to);
  if (edges.some(isWired)) return `"${titleOf(to)}" is part of the flow already. An undo needs a node of its own.`;
  const undoesAnUndo = edges.some(
    (other) => edgeKind(other) === "compensation" && (other.to === edge.from || other.from === edge.to),
  );
  return undoesAnUndo ? "An undo cannot be undone itself." : undefined;
}

function checkForward({ document: { edges }, definitions, edge, from, to }: Ends): string | undefined {
  if (definitions.get(to.kind)?.behavior === "trigger") return `"${titleOf(to)}" starts runs, so nothing can lead to it.`;
  const undo = [from, to].find(({ id }) => edges.some((other) => edgeKind(other) === "compensation" && other.to === id));
  if (undo) return `"${titleOf(undo)}" is an undo: the engine calls it, and no other edge leads to it or from it.`;
  if (isReachable(edges, edge.to, edge.from))
    return `"${titleOf(to)}" already leads to "${titleOf(from)}", so this would be a circle. Use a loop to repeat nodes.`;
  return undefined;
}

/** As it is written down: error and undo edges have no port; a node with several outputs names the one that is meant. */
export function completeEdge(from: FlowNode, definitions: NodeDefinitions, { port, kind, to }: WantedEdge): FlowEdge {
  if (kind !== undefined && kind !== "flow") return { from: from.id, to, kind };
  const ports = nodePorts(from, definitions) ?? [];
  const named = ports.length > 1 ? (port ?? ports[0]!.name) : ports.length === 1 && port === ports[0]!.name ? undefined : port;
  return { from: from.id, ...(named === undefined ? {} : { port: named }), to };
}
