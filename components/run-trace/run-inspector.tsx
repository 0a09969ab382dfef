"use client";

import { VisuallyHidden } from "@mantine/core";
import { useMemo, useState } from "react";
import { hasMapping } from "#engine/core/mapping/test-cases/has-mapping.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { SidePanelToggle } from "#components/ui/resizable-pane.tsx";
import { RunStatusBadge, runStatusLooks } from "#components/ui/run-status.tsx";
import { ConnectionMark } from "./connection-mark.tsx";
import { PausedBanner, RedriveDialog } from "./parts-on-demand.ts";
import type { RedriveWish } from "./redrive-moment.ts";
import { RunActions } from "./run-actions.tsx";
import type { Flow, Run } from "./run-page.tsx";
import classes from "./run-page.module.css";
import { RunPanel } from "./run-panel.tsx";
import { RunStage } from "./run-stage.tsx";
import type { StepSource } from "./take-step.tsx";
import { useLiveFeed } from "./use-live-feed.ts";
import { useFold, useProjection } from "./use-run-moment.ts";
import { useRunSelection } from "./use-run-selection.ts";

interface RunInspectorProps {
  readonly run: Run;
  readonly flow: Flow;
  readonly graph: FlowGraph;
}

const TRAIL = [{ label: "Runs", href: "/runs" }];

export function RunInspector({ run, flow, graph }: RunInspectorProps) {
  const feed = useLiveFeed(run);
  /** The event looked at; `undefined` follows the newest. */
  const [moment, setMoment] = useState<number>();
  const [view, newest] = useFold(feed, flow, moment);
  const [isFollowed] = useState(run.endedAt === undefined);
  const [wish, setWish] = useState<RedriveWish>();
  const me = useMembership();
  const selection = useRunSelection(view, graph);
  const source = useStepSource(run, flow);
  const projection = useProjection(view, graph, flow, selection.chosen);
  const isSetAside = run.status === "paused" && moment === undefined && view.ended === undefined;
  const status = isSetAside ? run.status : (view.ended ?? projection.status);
  const shown = moment === undefined && feed.events.length === 0 ? run.status : status;
  const onRedrive = mayOperateRuns(me.role) ? setWish : undefined;
  return (
    <>
      <PageBar title={run.flowName} trail={TRAIL} state={<State status={shown} environment={run.environment} />}>
        <ConnectionMark feed={feed} />
        <span className={classes["clock"]}>
          <Duration from={run.startedAt} to={view.endedAt ?? run.endedAt} />
        </span>
        <RunActions run={run} feed={feed} view={newest} onRedrive={() => setWish({ mode: "rewind" })} />
        <SidePanelToggle />
      </PageBar>
      <VisuallyHidden role="status">Run {runStatusLooks[shown].word.toLowerCase()}</VisuallyHidden>
      {newest.paused ? <PausedBanner runId={run.runId} view={newest} /> : null}
      <RunStage
        graph={graph}
        events={feed.events}
        view={view}
        projection={projection}
        selection={selection}
        isFollowed={isFollowed}
        moment={moment}
        onMoment={setMoment}
        source={source}
        onRedrive={onRedrive}
      >
        <RunPanel run={run} flow={flow} view={view} feed={feed} onSelect={selection.showNode} />
      </RunStage>
      {wish ? <RedriveDialog run={run} flow={flow} view={newest} wish={wish} onClose={() => setWish(undefined)} /> : null}
    </>
  );
}

interface StateProps {
  readonly status: Run["status"];
  readonly environment: Run["environment"];
}

const State = ({ status, environment }: StateProps) => (
  <>
    <RunStatusBadge status={status} />
    <EnvironmentMark environment={environment} />
  </>
);

function useStepSource({ flowId, runId }: Run, { document }: Flow): StepSource {
  return useMemo(() => {
    const mappings = document.nodes.filter(hasMapping);
    return { flowId, runId, mappings: new Set(mappings.map(({ id }) => id)) };
  }, [document, flowId, runId]);
}
