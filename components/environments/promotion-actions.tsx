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
  const [isBreaking, setBreaking] = useState(false);
  const [settles, setSettles] = useState(false);
  const [isLive, setLive] = useState(false);
  const { promote, ask, refusal } = usePromotion(way, settles ? () => setLive(true) : onDone);
  const { version, rule, review, problems } = preview;
  const said = note.trim();
  const wanted = { flowId, ...way, contentHash: version.contentHash, ...(said === "" ? {} : { note: said }) };
  const isOff = hasErrors(problems);
  const isFree = !rule.isRequired || review?.isApproved === true;
  const breaksGlass = isBreaking && !isFree;
  const place = { flowId, environment: way.to };
  const promotes = `Promote version ${version.number} to ${way.to}`;
  return (
    <Stack gap="sm">
      {isLive ? <OpenRunsDialog {...place} onClose={onDone} /> : null}
      {isFree ? null : <ReviewNotice preview={preview} way={way} />}
      {isFree || review ? null : <NoteForReviewers note={note} onChange={setNote} />}
      {isFree || isBreaking ? <SettleOpenRuns {...place} version={version.number} isOn={settles} onChange={setSettles} /> : null}
      {refusal === undefined ? null : (
        <Notice tone="bad" title="Nothing was changed">
          {refusal}
        </Notice>
      )}
      {breaksGlass ? (
        <BreakGlass
          action={promotes}
          isOff={isOff}
          isPending={promote.isPending}
          onBack={() => setBreaking(false)}
          onGo={(reason) => promote.mutate({ ...wanted, breakGlass: { reason } })}
        />
      ) : (
        <Group gap="xs">
          {isFree ? (
            <PromoteButton label={promotes} isOff={isOff} isPending={promote.isPending} onGo={() => promote.mutate(wanted)} />
          ) : (
            <AskForReview
              isAgain={review !== undefined}
              isOff={isOff}
              isPending={ask.isPending}
              onGo={() => ask.mutate(wanted)}
            />
          )}
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          {isFree ? null : <GoPastReview isOff={isOff} onGo={() => setBreaking(true)} />}
        </Group>
      )}
    </Stack>
  );
}

function NoteForReviewers({ note, onChange }: { readonly note: string; readonly onChange: (note: string) => void }) {
  return (
    <Textarea
      label="Note"
      description="What is new, for those who review it"
      autosize
      minRows={2}
      maxLength={2_000}
      value={note}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface ActProps {
  /** Something is in the way. */
  readonly isOff: boolean;
  readonly onGo: () => void;
}

interface PendingActProps extends ActProps {
  readonly isPending: boolean;
}

const PromoteButton = ({ label, isOff, isPending, onGo }: PendingActProps & { readonly label: string }) => (
  <Button leftSection={<IconRocket size={16} />} loading={isPending} disabled={isOff} onClick={onGo}>
    {label}
  </Button>
);

const AskForReview = ({ isAgain, isOff, isPending, onGo }: PendingActProps & { readonly isAgain: boolean }) => (
  <Button
    leftSection={<IconChecklist size={16} />}
    variant={isAgain ? "default" : "filled"}
    loading={isPending}
    disabled={isOff}
    onClick={onGo}
  >
    {isAgain ? "Ask for a new review" : "Ask for review"}
  </Button>
);

/** In an emergency, and for administrators alone. */
function GoPastReview({ isOff, onGo }: ActProps) {
  const { role } = useMembership();
  if (role !== "admin") return null;
  return (
    <Button variant="subtle" color="red" disabled={isOff} onClick={onGo}>
      Promote without review…
    </Button>
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
