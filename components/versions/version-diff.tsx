"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { diffFlows } from "#engine/core/edit/diff-flows.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { LazyFlowCanvas, usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { ResizablePane } from "#components/ui/resizable-pane.tsx";
import { listChanges, type ListedChange } from "./change-list.ts";
import { marksOf } from "./change-looks.ts";
import { ChangePanel } from "./change-panel.tsx";
import type { Comparison, ComparisonChange } from "./comparison.ts";
import { mergeVersions } from "./merge-versions.ts";
import classes from "./versions.module.css";

type Flow = ApiOutputs["flows"]["get"];

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
      <div className={classes["stage"]} aria-busy aria-label="Loading versions">
        <Skeleton height="100%" radius={0} />
      </div>
    );
  return <Difference before={before.data} after={after.data} comparison={comparison} onChange={onChange} />;
}

interface DifferenceProps extends Omit<VersionDiffProps, "flowId"> {
  readonly before: Flow;
  readonly after: Flow;
}

function Difference({ before, after, comparison, onChange }: DifferenceProps) {
  const { withMoves, change } = comparison;
  const diff = useMemo(() => diffFlows(before, after), [after, before]);
  const merged = useMemo(() => mergeVersions(before, after, diff), [after, before, diff]);
  const graph = useMemo(() => buildFlowGraph(merged.document, merged.layout, nodeDefinitions), [merged]);
  const changes = useMemo(() => listChanges(diff, merged.document, graph, withMoves), [diff, graph, merged, withMoves]);
  const marks = useMemo(() => marksOf(changes), [changes]);
  const at = changes.findIndex(({ id }) => id === change);
  const current = changes[at];
  const select = (nodeId: string | undefined): void => onChange({ change: changeAt(changes, nodeId)?.id });
  return (
    <>
      <div className={classes["stage"]}>
        <LazyFlowCanvas
          graph={graph}
          selected={current?.nodeId}
          onSelect={select}
          anchor={current?.nodeId ?? changes.find(({ nodeId }) => nodeId !== undefined)?.nodeId}
          marks={marks}
        />
      </div>
      <ResizablePane edge="right" label="Changes">
        <ChangePanel changes={changes} at={at} comparison={comparison} moves={diff.moved.length} onChange={onChange} />
      </ResizablePane>
    </>
  );
}

/** The change of the node itself, before those of its edges. */
const changeAt = (changes: readonly ListedChange[], nodeId: string | undefined): ListedChange | undefined =>
  nodeId === undefined
    ? undefined
    : (changes.find((one) => one.id === `node ${nodeId}`) ?? changes.find((one) => one.nodeId === nodeId));
