"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconMessage } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import { resolveComment } from "#engine/core/edit/commands/resolve-comment.ts";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useDesigner, useDesignerStore } from "../designer-context.ts";
import { useSession } from "../session/designer-session.ts";
import { fieldWords } from "./commentable-fields.ts";
import { everyOpenComment, subjectOf, type StoredComment } from "./comment-threads.ts";
import rows from "../drawer-rows.module.css";
import classes from "./comments-panel.module.css";

/** What is still to be talked about or ticked off, wherever on the flow it stands: notes of people, and of an import. */
export function CommentsPanel() {
  const layout = useDraft(({ draft }) => draft.layout);
  const comments = everyOpenComment(layout);
  if (comments.length === 0)
    return (
      <EmptyState icon={IconMessage} title="No open comments">
        What people say about a node, a line or a place stands here until somebody resolves it, and so do the notes of an import.
      </EmptyState>
    );
  return (
    <ul className={rows["list"]} aria-label="Open comments">
      {comments.map((comment) => (
        <Row key={comment.id} comment={comment} />
      ))}
    </ul>
  );
}

function Row({ comment }: { readonly comment: StoredComment }) {
  const session = useSession();
  const canEdit = useDesigner((state) => state.canEdit);
  const nodes = useDraft(({ draft }) => draft.document.nodes);
  const show = useShow(comment);
  const { id, author, at, text } = comment;
  return (
    <li className={rows["row"]}>
      <button type="button" className={rows["words"]} onClick={show}>
        <span className={classes["text"]}>{text}</span>
        <span className={classes["who"]}>
          {subjectOf(comment.on, nodes)}
          {fieldOf(comment, nodes)} · {author}, <RelativeTime at={at} />
        </span>
      </button>
      {canEdit ? (
        <Tooltip label="Resolve">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={`Resolve: ${text.slice(0, 80)}`}
            onClick={() => session.perform((draft) => resolveComment(draft, id, true), { said: "Comment resolved" })}
          >
            <IconCheck size={16} />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </li>
  );
}

/** `, URL`, for a comment on a field of a node. */
function fieldOf({ on }: StoredComment, nodes: readonly FlowNode[]): string {
  if (!("node" in on) || on.field === undefined) return "";
  return `, ${fieldWords(
    nodes.find(({ id }) => id === on.node),
    on.field,
  )}`;
}

/** Goes to what it is about; a place of the canvas has nothing to choose, so its thread is opened. */
function useShow({ on }: StoredComment) {
  const designer = useDesignerStore();
  const { surface } = useSession();
  return (event: MouseEvent): void => {
    const { reveal, select } = designer.getState();
    if ("node" in on) return reveal(on.node, on.field);
    if ("edge" in on) return select([], [on.edge]);
    const { x, y } = event.currentTarget.getBoundingClientRect();
    surface.getState().open({ kind: "comment", on, at: { x, y } });
  };
}
