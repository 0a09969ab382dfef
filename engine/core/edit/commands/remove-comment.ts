import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { setOrPrune } from "../set-field.ts";

export function removeComment(draft: FlowDraft, commentId: string): CommandResult {
  if (!draft.layout.comments?.[commentId]) return refuse("The comment is not there any more; it may have been removed.");
  const builder = new EditBuilder(draft);
  setOrPrune(draft.layout, ["comments", commentId], undefined, (path, value) => builder.setLayout(path, value));
  return builder.finish("Delete a comment");
}
