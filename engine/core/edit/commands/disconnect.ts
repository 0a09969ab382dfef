import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import { edgeIndex, type EdgeRef } from "../edge-ref.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { forgetEdge } from "../layout-cleanup.ts";
import { titleById } from "../node-words.ts";

export function disconnect(draft: FlowDraft, edges: readonly EdgeRef[]): CommandResult {
  const { document } = draft;
  const there = edges.filter((edge) => edgeIndex(document.edges, edge) !== -1);
  const [first] = there;
  if (!first) return refuse("The edge is not there any more; it may have been removed.");
  const builder = new EditBuilder(draft);
  for (const edge of there) forgetEdge(builder, edge);
  const single = `Disconnect ${titleById(document, first.from)} from ${titleById(document, first.to)}`;
  return builder.finish(there.length === 1 ? single : `Delete ${there.length} edges`);
}
