"use client";

import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { reasonOf, ReasonInput } from "#components/shared/reason-input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { countRuns } from "#engine/core/count.ts";
import { doneText, foundText, progressText, type DoneWithRuns } from "./open-runs-texts.ts";
import { PlannedMoves } from "./planned-moves.tsx";
import { useOpenRuns } from "./use-open-runs.ts";

const MOST_SHOWN = 200;

interface OpenRunsProps {
  readonly flowId: string;
  readonly environment?: string;
  readonly onClose: () => void;
}

/** The preview of each run, and the two ways to have none of them left on another version. Closing leaves them as they are. */
export function OpenRuns({ flowId, environment, onClose }: OpenRunsProps) {
  const api = useApi();
  const place = { flowId, ...(environment === undefined ? {} : { environment }) };
  const [reason, setReason] = useState("");
  const [isCanceling, setCanceling] = useState(false);
  const preview = useQuery(api.runs.previewMove.queryOptions(place, { staleTime: Infinity, gcTime: 0 }));
  const { move, cancel, isPending, seen, refusal, done } = useOpenRuns();
  if (preview.isPending) return <Skeleton height={120} radius={8} role="group" aria-busy aria-label="Looking at each run" />;
  if (preview.error) return <LoadFailure what="The open runs" error={preview.error} onRetry={() => void preview.refetch()} />;
  const { runs, open, version } = preview.data;
  const movable = runs.filter(({ outcome }) => outcome === "moves").length;
  const order = { ...place, ...reasonOf(reason) };
  if (done) return <Outcome done={done} onClose={onClose} />;
  return (
    <Stack>
      <Notice tone="info" title={foundText({ open, looked: runs.length, movable, version })}>
        Each ends on the version it began with, unless you move or cancel it.
        {runs.length < open ? " Each of the others is looked at when its turn comes." : null}
      </Notice>
      <PlannedMoves runs={runs} />
      {refusal === undefined ? null : (
        <Notice tone="bad" title="Not done">
          {refusal}
        </Notice>
      )}
      {runs.length === 0 ? null : <ReasonInput value={reason} onChange={setReason} />}
      {isCanceling ? (
        <Notice tone="warn" title={`Cancel ${countRuns(open)}?`}>
          They end, and what they did is undone where the flow says how.
        </Notice>
      ) : null}
      <div role="status">{isPending && seen > 0 ? <Text size="sm">{progressText(seen, open)}</Text> : null}</div>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" disabled={isPending} onClick={isCanceling ? () => setCanceling(false) : onClose}>
          {isCanceling ? "Back" : "Leave them"}
        </Button>
        {runs.length === 0 ? null : (
          <Button
            {...(isCanceling ? { color: "red" } : { variant: "default" })}
            loading={isPending}
            onClick={() => (isCanceling ? cancel(order) : setCanceling(true))}
          >
            {isCanceling ? "Cancel and undo" : `Cancel ${countRuns(open)}…`}
          </Button>
        )}
        {isCanceling ? null : (
          <Button loading={isPending} disabled={movable === 0 && runs.length === open} onClick={() => move(order)}>
            {movable === 0 ? "Move" : runs.length < open ? "Move those that fit" : `Move ${countRuns(movable)}`}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** What became of them, and which were left. */
const Outcome = ({ done, onClose }: { readonly done: DoneWithRuns; readonly onClose: () => void }) => (
  <Stack>
    <Notice tone="info" title={doneText(done)}>
      {done.left.length > MOST_SHOWN ? `These are the oldest ${MOST_SHOWN} of those that were left.` : null}
    </Notice>
    <PlannedMoves runs={done.left.slice(0, MOST_SHOWN)} />
    <Group justify="flex-end">
      <Button onClick={onClose}>Close</Button>
    </Group>
  </Stack>
);
