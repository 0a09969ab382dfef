"use client";

import { ActionIcon, Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconMessagePlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { describeChanges, type DescribedChange } from "#engine/core/review/describe-changes.ts";
import { isOpenReview } from "#engine/core/review/review-status.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Review } from "./review-page.tsx";
import classes from "./reviews.module.css";

export function useDescribedChanges({ before, document }: Review): readonly DescribedChange[] {
  return useMemo(() => describeChanges(before, { document }), [before, document]);
}

/** What changes, one line each, with what people wrote about it. */
export function ChangeLines({ review }: { readonly review: Review }) {
  const changes = useDescribedChanges(review);
  const comments = Map.groupBy(review.entries, ({ path }) => path);
  if (changes.length === 0) return <p className={classes["text"]}>Nothing in its logic.</p>;
  return (
    <ul className={classes["changes"]}>
      {changes.map((change) => (
        <ChangeLine key={change.key} review={review} change={change} comments={comments.get(change.key) ?? []} />
      ))}
    </ul>
  );
}

interface ChangeLineProps {
  readonly review: Review;
  readonly change: DescribedChange;
  readonly comments: Review["entries"];
}

function ChangeLine({ review: { reviewId, status }, change: { key, text }, comments }: ChangeLineProps) {
  const [isWriting, setIsWriting] = useState(false);
  return (
    <li>
      <div className={classes["changeText"]}>
        <span>{text}</span>
        {isOpenReview(status) && !isWriting ? (
          <ActionIcon variant="subtle" color="gray" aria-label={`Write about: ${text}`} onClick={() => setIsWriting(true)}>
            <IconMessagePlus size={16} />
          </ActionIcon>
        ) : null}
      </div>
      {comments.map(({ author, text: words, at }, index) => (
        <div key={index} className={classes["note"]}>
          <strong>{author}</strong>, <RelativeTime at={at} />
          <br />
          {words}
        </div>
      ))}
      {isWriting ? <CommentForm reviewId={reviewId} path={key} about={text} onDone={() => setIsWriting(false)} /> : null}
    </li>
  );
}

interface CommentFormProps {
  readonly reviewId: string;
  readonly path: string;
  readonly about: string;
  readonly onDone: () => void;
}

function CommentForm({ reviewId, path, about, onDone }: CommentFormProps) {
  const api = useApi();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const comment = useMutation(
    api.reviews.comment.mutationOptions({
      onSuccess: () => {
        onDone();
        return queries.invalidateQueries({ queryKey: api.reviews.pathKey() });
      },
    }),
  );
  return (
    <form
      className={classes["write"]}
      onSubmit={(event) => {
        event.preventDefault();
        comment.mutate({ reviewId, path, text: text.trim() });
      }}
    >
      <Textarea
        aria-label={`Comment about: ${about}`}
        placeholder="What about this change?"
        autoFocus
        autosize
        minRows={1}
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {comment.error ? (
        <Notice tone="bad" title="Your comment was not kept">
          {apiErrorMessage(comment.error)}
        </Notice>
      ) : null}
      <Group gap="xs">
        <Button type="submit" size="compact-sm" disabled={text.trim() === ""} loading={comment.isPending}>
          Post
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Discard
        </Button>
      </Group>
    </form>
  );
}
