import { commentSchema, type CommentAnchor } from "../../flow/layout.ts";
import { sha256 } from "../../flow/sha256.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";

export interface NewComment {
  readonly on: CommentAnchor;
  readonly text: string;
  readonly author: string;
  /** ISO 8601; the core has no clock. */
  readonly at: string;
}

export function addComment(draft: FlowDraft, comment: NewComment): CommandResult {
  const parsed = commentSchema.safeParse({ ...comment, text: comment.text.trim() });
  if (!parsed.success)
    return refuse(`The comment cannot be kept: ${parsed.error.issues[0]!.path.join(".")} ${parsed.error.issues[0]!.message}.`);
  const id = `c${sha256(JSON.stringify(parsed.data)).slice(0, 12)}`;
  const builder = new EditBuilder(draft);
  builder.setLayout(["comments", id], parsed.data);
  return builder.finish("Add a comment", [id]);
}
