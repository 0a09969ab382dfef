"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { isLost } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { readFlowShape } from "#components/shared/run-view/flow-shape.ts";
import { foldRun } from "#components/shared/run-view/fold-run.ts";
import { projectRun, type RunProjection } from "#components/shared/run-view/project-run.ts";
import { emptyRunView } from "#components/shared/run-view/run-view.ts";
import type { Flow, Run } from "../run-page.tsx";
import { useRunFeed } from "../use-run-feed.ts";
import type { ComparedRun } from "./compare-runs.ts";

/** One of the two: the run, the version it runs, and what it did so far. It is followed while it goes on. */
export interface RunSide extends ComparedRun {
  readonly run: Run;
  readonly projection: RunProjection;
}

interface LoadedRun {
  readonly run: Run | undefined;
  readonly side: RunSide | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

export function useComparedRun(runId: string): LoadedRun {
  const api = useApi();
  const run = useQuery(api.runs.get.queryOptions({ runId }));
  const version = run.data ? { flowId: run.data.flowId, version: run.data.version } : { flowId: "unknown" };
  const flow = useQuery(api.flows.get.queryOptions(version, { enabled: run.data !== undefined, staleTime: Infinity }));
  const failed = [run, flow].find(isLost);
  const side = useSide(runId, run.data, flow.data);
  return { run: run.data, side, error: failed?.error, retry: () => void failed?.refetch() };
}

function useSide(runId: string, run: Run | undefined, flow: Flow | undefined): RunSide | undefined {
  const feed = useRunFeed(runId, 0);
  const shape = useMemo(() => flow && readFlowShape(flow.document, nodeDefinitions), [flow]);
  const graph = useMemo(() => flow && buildFlowGraph(flow.document, flow.layout, nodeDefinitions), [flow]);
  const [folded, setFolded] = useState(emptyRunView);
  const view = shape ? foldRun(folded, feed.events.slice(folded.seq), shape) : folded;
  if (view !== folded) setFolded(view);
  return useMemo(() => {
    if (!run || !flow || !graph || view.seq === 0) return undefined;
    const projection = projectRun(view, graph, flow.document);
    return { run, view, graph, projection, nodes: projection.nodes };
  }, [run, flow, graph, view]);
}
