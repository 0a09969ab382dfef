"use client";

import { Button, Group, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconMessage, IconRocket, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { isOpenReview } from "#engine/core/review/review-status.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Review } from "./review-page.tsx";
import classes from "./reviews.module.css";

/** Approve, ask for changes, comment, cancel, publish: what this person may do, and in words why not what they may not. */
export function TakePart({ review }: { readonly review: Review }) {
  const { reviewId, bundleHash, status, whyNot } = review;
  const [text, setText] = useState("");
  const { act, problem, isPending } = useActs(() => setText(""));
  if (!isOpenReview(status)) return null;
  const words = text.trim();
  const comment = words === "" ? {} : { comment: words };
  const isApproved = status === "approved";
  return (
    <section className={classes["card"]} aria-label="Your part">
      <Textarea
        label="Comment"
        description="Needed to ask for changes"
        autosize
        minRows={2}
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {problem === undefined ? null : (
        <Notice tone="bad" title="Nothing was changed">
          {problem}
        </Notice>
      )}
      {whyNot.approve === undefined || isApproved ? null : <p className={classes["text"]}>{whyNot.approve}</p>}
      {isApproved && whyNot.publish !== undefined ? <p className={classes["text"]}>{whyNot.publish}</p> : null}
      <Group gap="xs" className={classes["acts"] ?? ""}>
        {whyNot.approve === undefined ? (
          <Button
            size="md"
            leftSection={<IconCheck size={18} />}
            loading={isPending}
            onClick={() => act.decide.mutate({ reviewId, bundleHash, decision: "approve", ...comment })}
          >
            Approve
          </Button>
        ) : null}
        {isApproved && whyNot.publish === undefined ? (
          <Button
            size="md"
            leftSection={<IconRocket size={18} />}
            loading={isPending}
            onClick={() => act.publish.mutate({ reviewId })}
          >
            Publish
          </Button>
        ) : null}
        {whyNot.requestChanges === undefined ? (
          <Button
            size="md"
            variant="default"
            leftSection={<IconX size={18} />}
            disabled={words === "" || isPending}
            onClick={() => act.decide.mutate({ reviewId, bundleHash, decision: "requestChanges", ...comment })}
          >
            Request changes
          </Button>
        ) : null}
        <Button
          size="md"
          variant="default"
          leftSection={<IconMessage size={18} />}
          disabled={words === "" || isPending}
          onClick={() => act.comment.mutate({ reviewId, text: words })}
        >
          Comment
        </Button>
        {whyNot.withdraw === undefined ? (
          <Button size="md" variant="subtle" color="red" disabled={isPending} onClick={() => act.withdraw.mutate({ reviewId })}>
            Withdraw
          </Button>
        ) : whyNot.cancel === undefined ? (
          <Button size="md" variant="subtle" color="red" disabled={isPending} onClick={() => act.cancel.mutate({ reviewId })}>
            Cancel review
          </Button>
        ) : null}
      </Group>
    </section>
  );
}

function useActs(onDone: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<string>();
  const done = (title: string) => (): void => {
    setRefusal(undefined);
    onDone();
    notifications.show({ title, message: "", color: "green" });
    void queries.invalidateQueries();
  };
  const onError = (error: unknown): void => {
    setRefusal(apiErrorMessage(error));
    void queries.invalidateQueries({ queryKey: api.reviews.get.queryKey() });
  };
  const decide = useMutation(
    api.reviews.decide.mutationOptions({
      onSuccess: (_answer, { decision }) => done(decision === "approve" ? "Approved" : "Changes requested")(),
      onError,
    }),
  );
  const comment = useMutation(api.reviews.comment.mutationOptions({ onSuccess: done("Comment added"), onError }));
  const withdraw = useMutation(api.reviews.withdraw.mutationOptions({ onSuccess: done("Review withdrawn"), onError }));
  const cancel = useMutation(api.reviews.cancel.mutationOptions({ onSuccess: done("Review canceled"), onError }));
  const publish = useMutation(
    api.reviews.publish.mutationOptions({
      onSuccess: (answer) => {
        if (answer.ok) done(`Version ${answer.version} is live`)();
        else if (answer.reason === "problems")
          setRefusal(answer.problems.map(({ message, fix }) => `${message} ${fix}`).join(" "));
        else setRefusal("message" in answer ? answer.message : "There is nothing left to publish.");
      },
      onError,
    }),
  );
  const act = { decide, comment, withdraw, cancel, publish };
  return { act, problem: refusal, isPending: Object.values(act).some((mutation) => mutation.isPending) };
}
