"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { FlowDiff } from "#components/shared/flow-diff/flow-diff.tsx";
import type { Comparison, ComparisonChange } from "./comparison.ts";
import classes from "./versions.module.css";

interface VersionDiffProps {
  readonly flowId: string;
  readonly comparison: Comparison;
  readonly onChange: (change: ComparisonChange) => void;
}

/** Two versions on one canvas, with what differs marked, and beside it each change with its old and new values. */
export function VersionDiff({ flowId, comparison, onChange }: VersionDiffProps) {
  usePreloadedCanvas();
  const api = useApi();
  const side = (version: number) => api.flows.get.queryOptions({ flowId, version }, { staleTime: Infinity });
  const before = useQuery(side(comparison.from));
  const after = useQuery(side(comparison.to));
  const failed = [before, after].find(({ error }) => error !== null);
  if (failed)
    return (
      <div className={classes["notice"]}>
        <LoadFailure what="These versions" error={failed.error} onRetry={() => void failed.refetch()} />
      </div>
    );
  if (!before.data || !after.data)
    return (
      <div className={classes["stage"]} role="group" aria-busy aria-label="Loading versions">
        <Skeleton height="100%" radius={0} />
      </div>
    );
  return (
    <FlowDiff
      before={before.data}
      after={after.data}
      names={[`version ${comparison.from}`, `version ${comparison.to}`]}
      view={comparison}
      onView={onChange}
    />
  );
}
