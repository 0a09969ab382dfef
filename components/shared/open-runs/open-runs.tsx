"use client";

import { Button, Group, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { reasonOf, ReasonInput } from "#components/shared/reason-input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { countRuns, doneText, foundText } from "./open-runs-texts.ts";
import { PlannedMoves } from "./planned-moves.tsx";
import { useOpenRuns } from "./use-open-runs.ts";

interface OpenRunsProps {
  readonly flowId: string;
  readonly environment?: string;
  readonly onClose: () => void;
}

/** The preview of each run, and the two ways to have none of them left on an older version. Closing leaves them as they are. */
export function OpenRuns({ flowId, environment, onClose }: OpenRunsProps) {
  const api = useApi();
  const place = { flowId, ...(environment === undefined ? {} : { environment }) };
  const [reason, setReason] = useState("");
  const [isCanceling, setCanceling] = useState(false);
  const preview = useQuery(api.runs.previewMove.queryOptions(place, { staleTime: Infinity, gcTime: 0 }));
  const { move, cancel, isPending, refusal, done } = useOpenRuns();
  if (preview.isPending) return <Skeleton height={120} radius={8} role="group" aria-busy aria-label="Looking at each run" />;
  if (preview.error) return <LoadFailure what="The open runs" error={preview.error} onRetry={() => void preview.refetch()} />;
  const { runs, isMore, version } = preview.data;
  const movable = runs.filter(({ outcome }) => outcome === "moves").length;
  const order = { ...place, ...reasonOf(reason) };
  if (done)
    return (
      <Stack>
        <Notice tone="info" title={doneText(done)}>
          {done.isMore ? "There are more. Open this again for the rest." : null}
        </Notice>
        <PlannedMoves runs={done.left} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    );
  return (
    <Stack>
      <Notice tone="info" title={foundText(runs.length, movable, version)}>
        Each ends on the version it began with, unless you move or cancel it.
        {isMore ? " There are more; these are the oldest." : null}
      </Notice>
      <PlannedMoves runs={runs} />
      {refusal === undefined ? null : (
        <Notice tone="bad" title="Not done">
          {refusal}
        </Notice>
      )}
      {runs.length === 0 ? null : <ReasonInput value={reason} onChange={setReason} />}
      {isCanceling ? (
        <Notice tone="warn" title={`Cancel ${countRuns(runs.length)}?`}>
          They end, and what they did is undone where the flow says how.
        </Notice>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={isCanceling ? () => setCanceling(false) : onClose}>
          {isCanceling ? "Back" : "Leave them"}
        </Button>
        {runs.length === 0 ? null : (
          <Button
            {...(isCanceling ? { color: "red" } : { variant: "default" })}
            loading={isPending}
            onClick={() => (isCanceling ? cancel(order) : setCanceling(true))}
          >
            {isCanceling ? "Cancel and undo" : `Cancel ${countRuns(runs.length)}…`}
          </Button>
        )}
        {isCanceling ? null : (
          <Button loading={isPending} disabled={movable === 0} onClick={() => move(order)}>
            {movable === 0 ? "Move" : `Move ${countRuns(movable)}`}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
