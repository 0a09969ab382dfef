"use client";

import { Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "#components/ui/link.tsx";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import type { Run } from "../run-page.tsx";
import classes from "./compare.module.css";

interface CompareWithProps {
  readonly run: Run;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const CHOICES = 20;

/** Chooses the run to compare with, among the latest ones of the same flow. */
export function CompareWith({ run, opened, onClose }: CompareWithProps) {
  const api = useApi();
  const runs = useQuery(api.runs.list.queryOptions({ flowId: run.flowId, limit: CHOICES + 1 }, { enabled: opened }));
  const others = (runs.data?.runs ?? []).filter(({ runId }) => runId !== run.runId).slice(0, CHOICES);
  return (
    <Modal opened={opened} onClose={onClose} title="Compare with another run" size={520}>
      <Stack gap="sm">
        {runs.isPending ? <Skeleton height={160} /> : null}
        {runs.error ? <LoadFailure what="The runs" error={runs.error} onRetry={() => void runs.refetch()} /> : null}
        {runs.data && others.length === 0 ? (
          <Text size="sm">{run.flowName} has no other run yet. Start one with another input, then compare the two.</Text>
        ) : null}
        <ul className={classes["choices"]} aria-label="Runs to compare with">
          {others.map((other) => (
            <li key={other.runId}>
              <Link href={`/runs/${run.runId}/compare/${other.runId}`}>
                <RunStatusBadge status={other.status} />
                <span>{other.businessKey ?? `…${other.runId.slice(-8)}`}</span>
                <span className={classes["fact"]}>
                  <RelativeTime at={other.startedAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Stack>
    </Modal>
  );
}
