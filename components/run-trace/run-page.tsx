"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { isLost, LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { ResizablePane } from "#components/ui/resizable-pane.tsx";
import { RunInspector } from "./run-inspector.tsx";
import classes from "./run-page.module.css";

export type Run = ApiOutputs["runs"]["get"];
export type Flow = ApiOutputs["flows"]["get"];

const TRAIL = [{ label: "Runs", href: "/runs" }];
/** Most of a run comes as events; this is for what is not one, such as a run held until a person decides. */
const REFRESH_MS = 10_000;
/** A run that has ended may be sent on by somebody else. */
const REFRESH_ENDED_MS = 30_000;

/** A run on its canvas: loads the run and the version of the flow it runs, then follows its events. */
export function RunPage({ runId }: { readonly runId: string }) {
  usePreloadedCanvas();
  const api = useApi();
  const run = useQuery(
    api.runs.get.queryOptions(
      { runId },
      { refetchInterval: ({ state }) => (state.data?.endedAt === undefined ? REFRESH_MS : REFRESH_ENDED_MS) },
    ),
  );
  const version = run.data ? { flowId: run.data.flowId, version: run.data.version } : { flowId: "unknown" };
  const flow = useQuery(api.flows.get.queryOptions(version, { enabled: run.data !== undefined, staleTime: Infinity }));
  const graph = useMemo(() => flow.data && buildFlowGraph(flow.data.document, flow.data.layout, nodeDefinitions), [flow.data]);
  const failed = [run, flow].find(isLost);
  if (failed)
    return (
      <>
        <PageBar title="Run" trail={TRAIL} />
        <div className={classes["notice"]}>
          <LoadFailure
            what="This run"
            instead={{ label: "Go to runs", href: "/runs" }}
            error={failed.error}
            onRetry={() => void failed.refetch()}
          />
        </div>
      </>
    );
  if (!run.data || !flow.data || !graph) return <Loading />;
  return <RunInspector run={run.data} flow={flow.data} graph={graph} />;
}

function Loading() {
  return (
    <>
      <PageBar title="Run" trail={TRAIL} state={<Skeleton height={24} width={96} radius={12} />} />
      <div className={classes["page"]} role="group" aria-busy aria-label="Loading run">
        <div className={classes["stage"]}>
          <div className={classes["canvas"]}>
            <Skeleton height="100%" radius={0} />
          </div>
          <ResizablePane edge="bottom" label="Timeline">
            {null}
          </ResizablePane>
        </div>
        <ResizablePane edge="right" label="Run" className={classes["panel"]}>
          <div className={classes["panelBody"]}>
            <Skeleton height={16} width="50%" />
            <Skeleton height={120} />
            <Skeleton height={80} />
          </div>
        </ResizablePane>
      </div>
    </>
  );
}
