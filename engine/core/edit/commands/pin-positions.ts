import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { nodesInWords } from "../node-words.ts";

/** Keeps automatic layout from moving these boxes, or lets it again. */
export function pinPositions(draft: FlowDraft, nodeIds: readonly string[], pinned: boolean): CommandResult {
  const nodes = draft.document.nodes.filter(({ id }) => nodeIds.includes(id));
  if (nodes.length === 0) return refuse("Nothing is selected.");
  const builder = new EditBuilder(draft);
  const ids = nodes.map(({ id }) => id);
  const kept = (draft.layout.pinned ?? []).filter((id) => !ids.includes(id));
  const next = pinned ? [...kept, ...ids] : kept;
  const isSame = pinned && ids.every((id) => draft.layout.pinned?.includes(id));
  if (!isSame) builder.setLayout(["pinned"], next.length === 0 ? undefined : next);
  return builder.finish(`${pinned ? "Pin" : "Release"} the place of ${nodesInWords(nodes)}`);
}
