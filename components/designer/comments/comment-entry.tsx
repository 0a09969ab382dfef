"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconRotate, IconTrash } from "@tabler/icons-react";
import { removeComment } from "#engine/core/edit/commands/remove-comment.ts";
import { resolveComment } from "#engine/core/edit/commands/resolve-comment.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "../overlays/overlays.module.css";
import { useSession } from "../session/designer-session.ts";
import type { StoredComment } from "./comment-threads.ts";

interface CommentEntryProps {
  readonly comment: StoredComment;
  /** What part of the subject it is about, where the thread is about all of it. */
  readonly about?: string | undefined;
  readonly canEdit: boolean;
}

/** One comment of a thread, with what can be done to it. */
export function CommentEntry({ comment, about, canEdit }: CommentEntryProps) {
  const session = useSession();
  const { id, author, at, text, resolved = false } = comment;
  const resolveLabel = resolved ? "Open again" : "Resolve";
  return (
    <article className={classes["comment"]} data-resolved={resolved || undefined}>
      <header>
        <strong>{author}</strong> <RelativeTime at={at} />
        <span className={classes["spring"]} />
        {canEdit ? (
          <>
            <Tooltip label={resolveLabel}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label={resolveLabel}
                onClick={() => session.perform((draft) => resolveComment(draft, id, !resolved))}
              >
                {resolved ? <IconRotate size={14} /> : <IconCheck size={14} />}
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Delete comment">
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                aria-label="Delete comment"
                onClick={() => session.perform((draft) => removeComment(draft, id))}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </Tooltip>
          </>
        ) : null}
      </header>
      {about === undefined ? null : <span className={classes["about"]}>About {about}</span>}
      <p>{text}</p>
    </article>
  );
}
