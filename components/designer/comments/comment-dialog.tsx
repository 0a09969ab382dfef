"use client";

import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import { addComment } from "#engine/core/edit/commands/add-comment.ts";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import type { CommentAnchor, Place } from "#engine/core/flow/layout.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { useDesigner } from "../designer-context.ts";
import { Floating } from "../overlays/floating.tsx";
import classes from "../overlays/overlays.module.css";
import { useSession } from "../session/designer-session.ts";
import { CommentEntry } from "./comment-entry.tsx";
import { threadOf, type StoredComment } from "./comment-threads.ts";
import { commentableFields, fieldWords } from "./commentable-fields.ts";

/** What people said about a node or one of its fields, an edge or a place, and a line to add to it. */
export function CommentDialog({ on, at }: { readonly on: CommentAnchor; readonly at: Place }) {
  const session = useSession();
  const canEdit = useDesigner((state) => state.canEdit);
  const layout = useDraft(({ draft }) => draft.layout);
  const node = useDraft(({ draft }) => ("node" in on ? draft.document.nodes.find(({ id }) => id === on.node) : undefined));
  const [subject, setSubject] = useState(on);
  const [text, setText] = useState("");
  const thread = threadOf(layout, subject);
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    const comment = { on: subject, text: text.trim(), author: session.me.name, at: new Date().toISOString() };
    if (session.perform((draft) => addComment(draft, comment), { said: "Comment added" })) setText("");
  };
  return (
    <Floating at={at} label="Comments" width={300}>
      <form className={classes["form"]} onSubmit={submit}>
        {node ? <Subject node={node} subject={subject} onSubject={setSubject} /> : null}
        {thread.length > 0 ? (
          <ul className={classes["thread"]}>
            {thread.map((comment) => (
              <li key={comment.id}>
                <CommentEntry comment={comment} about={partOf(comment, subject, node)} canEdit={canEdit} />
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

/** Of a thread about a whole node, which field one of its comments is about. */
const partOf = ({ on }: StoredComment, subject: CommentAnchor, node: FlowNode | undefined): string | undefined =>
  "node" in on && on.field !== undefined && "node" in subject && subject.field === undefined
    ? fieldWords(node, on.field)
    : undefined;

interface SubjectProps {
  readonly node: FlowNode;
  readonly subject: CommentAnchor;
  readonly onSubject: (subject: CommentAnchor) => void;
}

/** The node as a whole, or one of its fields. A field that is there no more stays to be chosen while it is looked at. */
function Subject({ node, subject, onSubject }: SubjectProps) {
  const field = "node" in subject ? subject.field : undefined;
  const fields = commentableFields(node);
  const gone = field === undefined || fields.some((known) => known.field === field) ? [] : [{ field, label: field }];
  return (
    <NativeSelect
      size="xs"
      label="About"
      value={field ?? ""}
      onChange={({ currentTarget: { value } }) => onSubject({ node: node.id, ...(value === "" ? {} : { field: value }) })}
      data={[
        { value: "", label: node.name ?? node.id },
        ...[...gone, ...fields].map((one) => ({ value: one.field, label: one.label })),
      ]}
    />
  );
}
