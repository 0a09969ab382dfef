"use client";

import { ActionIcon, Button, Textarea, Tooltip } from "@mantine/core";
import { IconCheck, IconRotate, IconTrash } from "@tabler/icons-react";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import { addComment } from "#engine/core/edit/commands/add-comment.ts";
import { removeComment } from "#engine/core/edit/commands/remove-comment.ts";
import { resolveComment } from "#engine/core/edit/commands/resolve-comment.ts";
import type { CommentAnchor, Place } from "#engine/core/flow/layout.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useDesigner } from "../designer-context.ts";
import { Floating } from "../overlays/floating.tsx";
import classes from "../overlays/overlays.module.css";
import { useSession } from "../session/designer-session.ts";
import { threadOf, type StoredComment } from "./comment-threads.ts";

/** What people said about a node, an edge or a place, and a line to add to it. */
export function CommentDialog({ on, at }: { readonly on: CommentAnchor; readonly at: Place }) {
  const session = useSession();
  const canEdit = useDesigner((state) => state.canEdit);
  const layout = useDraft(({ draft }) => draft.layout);
  const [text, setText] = useState("");
  const thread = threadOf(layout, on);
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    const comment = { on, text: text.trim(), author: session.me.name, at: new Date().toISOString() };
    if (session.perform((draft) => addComment(draft, comment), { said: "Comment added" })) setText("");
  };
  return (
    <Floating at={at} label="Comments" width={300}>
      <form className={classes["form"]} onSubmit={submit}>
        {thread.length > 0 ? (
          <ul className={classes["thread"]}>
            {thread.map((comment) => (
              <li key={comment.id}>
                <Comment comment={comment} canEdit={canEdit} />
              </li>
            ))}
          </ul>
        ) : null}
        {canEdit ? (
          <>
            <Textarea
              data-autofocus
              autosize
              minRows={2}
              maxRows={8}
              size="xs"
              aria-label="Comment"
              placeholder={thread.length === 0 ? "Say something about this" : "Answer"}
              maxLength={4_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
              }}
            />
            <div className={classes["actions"]}>
              <Button size="xs" type="submit" disabled={text.trim() === ""}>
                Comment
              </Button>
            </div>
          </>
        ) : null}
      </form>
    </Floating>
  );
}

function Comment({ comment, canEdit }: { readonly comment: StoredComment; readonly canEdit: boolean }) {
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
      <p>{text}</p>
    </article>
  );
}
