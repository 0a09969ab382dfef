"use client";

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconChecklist, IconRocket } from "@tabler/icons-react";
import { useState } from "react";
import { hasErrors } from "#engine/core/problem.ts";
import { ruleText } from "#engine/core/review/review-rule.ts";
import { useMembership } from "#components/shared/membership.tsx";
import { OpenRunsDialog } from "#components/shared/open-runs/open-runs-dialog.tsx";
import { SettleOpenRuns } from "#components/shared/open-runs/settle-open-runs.tsx";
import { BreakGlass } from "#components/shared/publish/break-glass.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { PromotionWay } from "./promotion-way.ts";
import type { Preview } from "./promotion-view.tsx";
import { usePromotion } from "./use-promotion.ts";

interface PromotionActionsProps {
  readonly flowId: string;
  readonly way: PromotionWay;
  readonly preview: Preview;
  readonly onDone: () => void;
}

/** Takes exactly what is shown further, asks for the review that is required for it, or goes past that in an emergency. */
export function PromotionActions({ flowId, way, preview, onDone }: PromotionActionsProps) {
  const [note, setNote] = useState("");
  const { role } = useMembership();
  const [isBreaking, setBreaking] = useState(false);
  const [settles, setSettles] = useState(false);
  const [isLive, setLive] = useState(false);
  const { promote, ask, refusal } = usePromotion(way, settles ? () => setLive(true) : onDone);
  const { version, rule, review, problems } = preview;
  const said = note.trim();
  const wanted = { flowId, ...way, contentHash: version.contentHash, ...(said === "" ? {} : { note: said }) };
  const isOff = hasErrors(problems);
  const isFree = !rule.isRequired || review?.isApproved === true;
  const place = { flowId, environment: way.to };
  return (
    <Stack gap="sm">
      {isLive ? <OpenRunsDialog {...place} onClose={onDone} /> : null}
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
      {isFree || isBreaking ? <SettleOpenRuns {...place} version={version.number} isOn={settles} onChange={setSettles} /> : null}
      {refusal === undefined ? null : (
        <Notice tone="bad" title="Nothing was changed">
          {refusal}
        </Notice>
      )}
      {isBreaking && !isFree ? (
        <BreakGlass
          action={`Promote version ${version.number} to ${way.to}`}
          isOff={isOff}
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
              disabled={isOff}
              onClick={() => promote.mutate(wanted)}
            >
              Promote version {version.number} to {way.to}
            </Button>
          ) : (
            <Button
              leftSection={<IconChecklist size={16} />}
              variant={review ? "default" : "filled"}
              loading={ask.isPending}
              disabled={isOff}
              onClick={() => ask.mutate(wanted)}
            >
              {review ? "Ask for a new review" : "Ask for review"}
            </Button>
          )}
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          {isFree || role !== "admin" ? null : (
            <Button variant="subtle" color="red" disabled={isOff} onClick={() => setBreaking(true)}>
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
