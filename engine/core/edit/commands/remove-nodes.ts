import { edgeKind, type FlowEdge } from "../../flow/flow-document.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { whyNotConnect } from "../connection-rules.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { withBodies } from "../flow-shape.ts";
import { forgetEdge, forgetNode } from "../layout-cleanup.ts";
import { noNode, nodesInWords } from "../node-words.ts";
import { onlyEdge, redrawEdge } from "../redraw-edge.ts";

/** Deletes nodes, what is inside them, and the edges at them. Where one node of a simple chain goes, the chain closes. */
export function removeNodes(draft: FlowDraft, definitions: NodeDefinitions, nodeIds: readonly string[]): CommandResult {
  const chosen = draft.document.nodes.filter(({ id }) => nodeIds.includes(id));
  if (chosen.length === 0) return refuse(nodeIds.length === 0 ? "Nothing is selected." : noNode(nodeIds[0]!));
  const builder = new EditBuilder(draft);
  deleteNodes(builder, nodeIds, (id) => healAround(builder, definitions, id));
  return builder.finish(`Delete ${nodesInWords(chosen)}`);
}

/** `heal` may redraw the edges at the node when it is a single one. */
export function deleteNodes(builder: EditBuilder, nodeIds: readonly string[], heal?: (id: string) => void): void {
  if (nodeIds.length === 1) heal?.(nodeIds[0]!);
  const gone = withBodies(builder.draft.document.nodes, nodeIds);
  const ids = new Set(gone.map(({ id }) => id));
  for (const edge of [...builder.draft.document.edges]) if (ids.has(edge.from) || ids.has(edge.to)) forgetEdge(builder, edge);
  for (const { id } of gone) {
    forgetNode(builder, id);
    builder.removeNode(id);
  }
}

/** `a → x → b` becomes `a → b`, with the data of the first edge. */
export function healAround(builder: EditBuilder, definitions: NodeDefinitions, id: string): void {
  const { document } = builder.draft;
  const touching = document.edges.filter(({ from, to }) => from === id || to === id);
  const into = onlyEdge(touching.filter(({ to }) => to === id));
  const outOf = onlyEdge(touching.filter((edge) => edge.from === id && edgeKind(edge) !== "compensation"));
  if (!into || !outOf || edgeKind(into) === "compensation" || edgeKind(outOf) !== "flow") return;
  const next: FlowEdge = { ...into, to: outOf.to };
  const without = { ...document, edges: document.edges.filter((edge) => edge !== into && edge !== outOf) };
  if (whyNotConnect(without, definitions, next) === undefined) redrawEdge(builder, into, next);
}
