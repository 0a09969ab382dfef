"use client";

import { Button, Group, Textarea } from "@mantine/core";
import { IconCheck, IconMessage, IconRocket, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { isOpenReview } from "#engine/core/review/review-status.ts";
import { OpenRunsDialog } from "#components/shared/open-runs/open-runs-dialog.tsx";
import { SettleOpenRuns } from "#components/shared/open-runs/settle-open-runs.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Review } from "./review-page.tsx";
import classes from "./reviews.module.css";
import { useReviewActs } from "./use-review-acts.ts";

/** Approve, ask for changes, comment, cancel, publish: what this person may do, and in words why not what they may not. */
export function TakePart({ review }: { readonly review: Review }) {
  const { status, whyNot, flowId, environment = PRODUCTION } = review;
  const [text, setText] = useState("");
  const [settles, setSettles] = useState(false);
  const [isLive, setLive] = useState(false);
  const { act, problem, isPending } = useReviewActs(
    () => setText(""),
    () => setLive(settles),
  );
  const place = { flowId, environment };
  if (isLive) return <OpenRunsDialog {...place} onClose={() => setLive(false)} />;
  if (!isOpenReview(status)) return null;
  const words = text.trim();
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
      {isApproved && whyNot.publish === undefined ? <SettleOpenRuns {...place} isOn={settles} onChange={setSettles} /> : null}
      <ReviewButtons review={review} words={words} act={act} isPending={isPending} />
    </section>
  );
}

interface ReviewButtonsProps {
  readonly review: Review;
  /** The comment, trimmed. */
  readonly words: string;
  readonly act: ReturnType<typeof useReviewActs>["act"];
  readonly isPending: boolean;
}

function ReviewButtons({ review, words, act, isPending }: ReviewButtonsProps) {
  const { reviewId, bundleHash, status, whyNot } = review;
  const comment = words === "" ? {} : { comment: words };
  const decide = (decision: "approve" | "requestChanges") => (): void =>
    act.decide.mutate({ reviewId, bundleHash, decision, ...comment });
  return (
    <Group gap="xs" className={classes["acts"] ?? ""}>
      {whyNot.approve === undefined ? (
        <Button size="md" leftSection={<IconCheck size={18} />} loading={isPending} onClick={decide("approve")}>
          Approve
        </Button>
      ) : null}
      {status === "approved" && whyNot.publish === undefined ? (
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
          onClick={decide("requestChanges")}
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
  );
}
