"use client";

import { VisuallyHidden } from "@mantine/core";
import { useMemo, useState } from "react";
import { hasMapping } from "#engine/core/mapping/test-cases/has-mapping.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { LazyFlowCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import type { RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { Duration } from "#components/ui/duration.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { ResizablePane, SidePanelToggle } from "#components/ui/resizable-pane.tsx";
import { RunStatusBadge, runStatusLooks } from "#components/ui/run-status.tsx";
import { anchorOf } from "./anchor-of.ts";
import { ConnectionMark } from "./connection-mark.tsx";
import { EventSlider } from "./event-slider.tsx";
import { EdgePanel, RedriveDialog } from "./parts-on-demand.ts";
import { PausedBanner } from "./paused-banner.tsx";
import type { RedriveWish } from "./redrive-moment.ts";
import { RunActions } from "./run-actions.tsx";
import type { RunFeed } from "./run-feed.ts";
import type { Flow, Run } from "./run-page.tsx";
import classes from "./run-page.module.css";
import { RunPanel } from "./run-panel.tsx";
import { StepPanel } from "./step-panel.tsx";
import type { StepSource } from "./take-step.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import { useLiveFeed } from "./use-live-feed.ts";
import { useFold, useProjection } from "./use-run-moment.ts";
import { useRunSelection, type RunSelection } from "./use-run-selection.ts";

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
  const [wish, setWish] = useState<RedriveWish>();
  const me = useMembership();
  const selection = useRunSelection(view, graph);
  const { nodeId, edge, showNode, showEdge } = selection;
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
      <PausedBanner runId={run.runId} view={newest} />
      <div className={classes["page"]}>
        <div className={classes["stage"]}>
          <div className={classes["canvas"]}>
            <LazyFlowCanvas
              graph={graph}
              selected={nodeId}
              onSelect={showNode}
              edges={{ selected: edge?.id, onSelect: showEdge }}
              anchor={anchorOf(view, projection)}
              run={projection}
            />
          </div>
          <ResizablePane edge="bottom" label="Timeline">
            <EventSlider
              events={feed.events}
              labelOf={(id) => graph.nodes.find((node) => node.id === id)?.label ?? id}
              moment={moment}
              onMoment={setMoment}
              {...(onRedrive ? { onRedrive } : {})}
            />
            <Timeline view={view} graph={graph} projection={projection} selected={nodeId} onSelect={showNode} />
          </ResizablePane>
        </div>
        <SidePanel
          run={run}
          flow={flow}
          graph={graph}
          feed={feed}
          view={view}
          projection={projection}
          selection={selection}
          onRedrive={onRedrive}
        />
      </div>
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

interface SidePanelProps extends RunInspectorProps {
  readonly feed: RunFeed;
  /** At the moment looked at. */
  readonly view: RunView;
  readonly projection: RunProjection;
  readonly selection: RunSelection;
  /** Absent for those who may not. */
  readonly onRedrive: ((wish: RedriveWish) => void) | undefined;
}

/** The step or the edge that is selected, else the run. */
function SidePanel({ run, flow, graph, feed, view, projection, selection, onRedrive }: SidePanelProps) {
  const { node, edge } = selection;
  const source = useStepSource(run, flow);
  return (
    <ResizablePane edge="right" label={node ? `Step ${node.label}` : edge ? "Edge" : "Run"} className={classes["panel"]}>
      {node ? (
        <StepPanel
          key={node.id}
          node={node}
          graph={graph}
          run={projection.nodes[node.id]}
          source={source}
          view={view}
          chosen={selection.chosen}
          onChoose={selection.choose}
          onRedrive={onRedrive}
          edges={projection.edges}
          onSelectEdge={selection.showEdge}
          onClose={selection.closeNode}
        />
      ) : edge ? (
        <EdgePanel edge={edge} graph={graph} view={view} onClose={selection.closeEdge} />
      ) : (
        <RunPanel run={run} flow={flow} view={view} feed={feed} onSelect={selection.showNode} />
      )}
    </ResizablePane>
  );
}

function useStepSource({ flowId, runId }: Run, { document }: Flow): StepSource {
  return useMemo(() => {
    const mappings = document.nodes.filter(hasMapping);
    return { flowId, runId, mappings: new Set(mappings.map(({ id }) => id)) };
  }, [document, flowId, runId]);
}
