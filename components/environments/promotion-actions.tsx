"use client";

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconChecklist, IconRocket } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { hasErrors } from "#engine/core/problem.ts";
import { ruleText } from "#engine/core/review/review-rule.ts";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { BreakGlass } from "#components/shared/publish/break-glass.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { PromotionWay } from "./promotion-way.ts";
import type { Preview } from "./promotion-view.tsx";

interface PromotionActionsProps {
  readonly flowId: string;
  readonly way: PromotionWay;
  readonly preview: Preview;
  readonly onDone: () => void;
}

/** Takes exactly what is shown further, asks for the review that is required for it, or goes past that in an emergency. */
export function PromotionActions({ flowId, way, preview, onDone }: PromotionActionsProps) {
  const api = useApi();
  const queries = useQueryClient();
  const router = useRouter();
  const [note, setNote] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const { role } = useMembership();
  const [isBreaking, setBreaking] = useState(false);
  const { version, rule, review, problems } = preview;
  const onError = (error: unknown): void => setRefusal(apiErrorMessage(error));
  const promote = useMutation(
    api.environments.promote.mutationOptions({
      onSuccess: (answer) => {
        void queries.invalidateQueries();
        if (!answer.ok) return setRefusal(refusalText(answer));
        notifications.show({
          title: `Version ${answer.version} is live in ${way.to}`,
          message: `New runs in ${way.to} start on it.`,
          color: "green",
        });
        onDone();
      },
      onError,
    }),
  );
  const ask = useMutation(
    api.environments.requestReview.mutationOptions({
      onSuccess: (answer) => {
        void queries.invalidateQueries();
        if (!answer.ok) return setRefusal(refusalText(answer));
        router.push(`/reviews/${answer.reviewId}`);
      },
      onError,
    }),
  );
  const said = note.trim();
  const wanted = { flowId, ...way, contentHash: version.contentHash, ...(said === "" ? {} : { note: said }) };
  const isFree = !rule.isRequired || review?.isApproved === true;
  return (
    <Stack gap="sm">
      {isFree ? null : <ReviewNotice preview={preview} way={way} />}
      {isFree || review ? null : (
        <Textarea
          label="Note"
          description="What is new, for those who review it"
          autosize
          minRows={2}
          maxLength={2_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      {refusal === undefined ? null : (
        <Notice tone="bad" title="Nothing was changed">
          {refusal}
        </Notice>
      )}
      {isBreaking && !isFree ? (
        <BreakGlass
          action={`Promote version ${version.number} to ${way.to}`}
          isOff={hasErrors(problems)}
          isPending={promote.isPending}
          onBack={() => setBreaking(false)}
          onGo={(reason) => promote.mutate({ ...wanted, breakGlass: { reason } })}
        />
      ) : (
        <Group gap="xs">
          {isFree ? (
            <Button
              leftSection={<IconRocket size={16} />}
              loading={promote.isPending}
              disabled={hasErrors(problems)}
              onClick={() => promote.mutate(wanted)}
            >
              Promote version {version.number} to {way.to}
            </Button>
          ) : (
            <Button
              leftSection={<IconChecklist size={16} />}
              variant={review ? "default" : "filled"}
              loading={ask.isPending}
              disabled={hasErrors(problems)}
              onClick={() => ask.mutate(wanted)}
            >
              {review ? "Ask for a new review" : "Ask for review"}
            </Button>
          )}
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          {isFree || role !== "admin" ? null : (
            <Button variant="subtle" color="red" disabled={hasErrors(problems)} onClick={() => setBreaking(true)}>
              Promote without review…
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

function ReviewNotice({ preview: { rule, review }, way }: { readonly preview: Preview; readonly way: PromotionWay }) {
  return (
    <Notice tone="info" title={`A review is required in ${way.to}`}>
      It takes {ruleText(rule)}, none of them an author.
      {review ? (
        <>
          {" "}
          <Link href={`/reviews/${review.reviewId}`}>The review of this version</Link> is open.
        </>
      ) : null}
    </Notice>
  );
}

type Refused = Extract<ApiOutputs["environments"]["promote" | "requestReview"], { readonly ok: false }>;

function refusalText(refused: Refused): string {
  if ("problems" in refused) return refused.problems.map(({ message, fix }) => `${message} ${fix}`).join(" ");
  if ("message" in refused) return refused.message;
  return refused.reason === "nothing"
    ? "This version is live there already."
    : "The flow has changed meanwhile. Look at it again.";
}
