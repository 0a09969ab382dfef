import type { EdgeKind } from "../../flow/flow-document.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { completeEdge, whyNotConnect } from "../connection-rules.ts";
import { EditBuilder } from "../edit-builder.ts";
import { edgeIndex, type EdgeRef } from "../edge-ref.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { noNode, titleById } from "../node-words.ts";
import { redrawEdge } from "../redraw-edge.ts";

export interface EdgeChange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `null` stands for the default output. */
  readonly port?: string | null | undefined;
  readonly kind?: EdgeKind | undefined;
}

/** Leads an edge from or to another node, from another output, or makes it one of another kind; the rest of it stays. */
export function reconnect(draft: FlowDraft, definitions: NodeDefinitions, edge: EdgeRef, change: EdgeChange): CommandResult {
  const { document } = draft;
  const index = edgeIndex(document.edges, edge);
  const current = document.edges[index];
  if (!current) return refuse("The edge is not there any more; it may have been removed.");
  const from = document.nodes.find(({ id }) => id === (change.from ?? edge.from));
  if (!from) return refuse(noNode(change.from ?? edge.from));
  const port = change.port === undefined ? (change.from === undefined ? current.port : undefined) : (change.port ?? undefined);
  const next = completeEdge(from, definitions, {
    from: from.id,
    to: change.to ?? edge.to,
    port,
    kind: change.kind ?? current.kind,
  });
  const without = { ...document, edges: document.edges.filter((other) => other !== current) };
  const why = whyNotConnect(without, definitions, next);
  if (why !== undefined) return refuse(why);
  const builder = new EditBuilder(draft);
  const ref = redrawEdge(builder, current, { ...next, kind: next.kind ?? (current.kind === "flow" ? "flow" : undefined) });
  if (next.kind !== "compensation") builder.setEdge(ref, ["onFailure"], undefined);
  return builder.finish(`Lead the edge from ${titleById(document, next.from)} to ${titleById(document, next.to)}`);
}
