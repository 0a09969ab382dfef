"use client";

import { Button, Modal, Select, Skeleton } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MappingTest } from "#engine/core/mapping/test-cases/mapping-test.ts";
import { LoadFailure } from "../api/load-failure.tsx";
import { apiErrorMessage, useApi } from "../api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { runStatusLooks } from "#components/ui/run-status.tsx";
import { formatRelative } from "#components/ui/time.ts";
import { useNow } from "#components/ui/use-now.ts";
import classes from "./mapping-tests.module.css";

const RECENT_RUNS = 50;

interface AddFromRunProps {
  readonly flowId: string;
  readonly nodeId: string;
  readonly onTest: (test: MappingTest) => void;
  readonly onClose: () => void;
}

/** Makes a test of what the step saw in a run; the server replaces sensitive values. */
export function AddFromRun({ flowId, nodeId, onTest, onClose }: AddFromRunProps) {
  const api = useApi();
  const now = useNow(60_000);
  const [chosen, setChosen] = useState<string | null>(null);
  const runs = useQuery(api.runs.list.queryOptions({ flowId, limit: RECENT_RUNS }));
  const make = useMutation(
    api.mappings.testOfStep.mutationOptions({
      onSuccess: (test) => {
        onTest(test);
        onClose();
      },
    }),
  );
  const runId = chosen ?? runs.data?.runs[0]?.runId;
  const hasNone = runs.data?.runs.length === 0;
  return (
    <Modal opened onClose={onClose} title="Add a test from a run" size="lg">
      <div className={classes["dialog"]}>
        {runs.isError ? (
          <LoadFailure what="The runs of this flow" error={runs.error} onRetry={() => void runs.refetch()} />
        ) : null}
        {runs.isPending ? <Skeleton height={58} /> : null}
        {hasNone ? (
          <p className={classes["quiet"]}>This flow has not run yet. Start a run, or add a test from the sample data.</p>
        ) : null}
        {runs.data && !hasNone ? (
          <Select
            label="Run"
            description="The test keeps what the mapping read in it. Values that are sensitive are replaced by made-up ones."
            searchable
            allowDeselect={false}
            data-autofocus
            value={runId ?? null}
            onChange={(next) => {
              setChosen(next);
              make.reset();
            }}
            data={runs.data.runs.map(({ runId: value, status, startedAt, businessKey }) => ({
              value,
              label: [runStatusLooks[status].word, formatRelative(startedAt, now), businessKey, value.slice(0, 8)]
                .filter(Boolean)
                .join(" · "),
            }))}
          />
        ) : null}
        {make.isError ? (
          <Notice tone="bad" title="No test was made of this run">
            {apiErrorMessage(make.error)}
          </Notice>
        ) : null}
        <div className={classes["actions"]}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={runId === undefined}
            loading={make.isPending}
            onClick={() => (runId === undefined ? undefined : make.mutate({ runId, nodeId }))}
          >
            Add test
          </Button>
        </div>
      </div>
    </Modal>
  );
}
