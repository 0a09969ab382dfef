"use client";

import { IconMessage } from "@tabler/icons-react";
import { createContext, useContext, type MouseEvent } from "react";
import type { Path } from "#engine/core/edit/operation.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { useSession } from "../session/designer-session.ts";
import { openComments } from "./comment-threads.ts";
import classes from "./field-comment.module.css";

/** Whose fields these are, and which of them can be spoken about. Without one, none can. */
interface CommentedNode {
  readonly nodeId: string;
  readonly fields: ReadonlySet<string>;
}

const CommentedNodeContext = createContext<CommentedNode | undefined>(undefined);
export const CommentedNodeProvider = CommentedNodeContext.Provider;

interface FieldCommentProps {
  readonly path: Path;
  readonly labelId: string;
}

/** Beside the label of a field: what was said about it, or the way to say something. */
export function FieldComment({ path, labelId }: FieldCommentProps) {
  const node = useContext(CommentedNodeContext);
  const field = path.join("/");
  return node?.fields.has(field) ? <CommentButton nodeId={node.nodeId} field={field} labelId={labelId} /> : null;
}

interface CommentButtonProps {
  readonly nodeId: string;
  readonly field: string;
  readonly labelId: string;
}

function CommentButton({ nodeId, field, labelId }: CommentButtonProps) {
  const { surface } = useSession();
  const count = useDraft(({ draft }) => openComments(draft.layout, { node: nodeId, field }).length);
  const name =
    count === 0 ? "Comment on this field" : count === 1 ? "1 comment on this field" : `${count} comments on this field`;
  const open = (event: MouseEvent<HTMLButtonElement>): void => {
    const { x, bottom } = event.currentTarget.getBoundingClientRect();
    surface.getState().open({ kind: "comment", on: { node: nodeId, field }, at: { x, y: bottom + 6 } });
  };
  return (
    <button
      type="button"
      className={classes["button"]}
      data-count={count || undefined}
      aria-label={name}
      aria-describedby={labelId}
      title={name}
      // A stop at each field would double the way through a form: by keyboard, a comment on the node chooses its field.
      tabIndex={count === 0 ? -1 : 0}
      onClick={open}
    >
      <IconMessage size={14} stroke={1.75} aria-hidden />
      {count === 0 ? null : count}
    </button>
  );
}
