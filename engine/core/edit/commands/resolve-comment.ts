import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";

export function resolveComment(draft: FlowDraft, commentId: string, resolved = true): CommandResult {
  if (!draft.layout.comments?.[commentId]) return refuse("The comment is not there any more; it may have been removed.");
  const builder = new EditBuilder(draft);
  builder.setLayout(["comments", commentId, "resolved"], resolved ? true : undefined);
  return builder.finish(resolved ? "Resolve a comment" : "Open a comment again");
}
