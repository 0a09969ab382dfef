"use client";

import { VisuallyHidden } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { LazyFlowCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { ResizablePane, SidePanelToggle, useSidePanel } from "#components/ui/resizable-pane.tsx";
import { RunStatusBadge, runStatusLooks } from "#components/ui/run-status.tsx";
import { anchorOf } from "./anchor-of.ts";
import { ConnectionMark } from "./connection-mark.tsx";
import { EventSlider } from "./event-slider.tsx";
import { projectRun, type ChosenItem, type RunProjection } from "#components/shared/run-view/project-run.ts";
import { PausedBanner } from "./paused-banner.tsx";
import { EdgePanel, RedriveDialog } from "./parts-on-demand.ts";
import type { RedriveWish } from "./redrive-moment.ts";
import { RunActions } from "./run-actions.tsx";
import type { Flow, Run } from "./run-page.tsx";
import classes from "./run-page.module.css";
import { RunPanel } from "./run-panel.tsx";
import { readFlowShape } from "#components/shared/run-view/flow-shape.ts";
import { foldRun } from "#components/shared/run-view/fold-run.ts";
import { emptyRunView, stepOf, type RunView } from "#components/shared/run-view/run-view.ts";
import { StepPanel } from "./step-panel.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import { useRunFeed } from "./use-run-feed.ts";
import type { RunFeed } from "./run-feed.ts";

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
  const [selected, select, chosen, choose] = useSelection(view);
  const projection = useProjection(view, graph, flow, chosen);
  const isSetAside = run.status === "paused" && moment === undefined && view.ended === undefined;
  const status = isSetAside ? run.status : (view.ended ?? projection.status);
  const shown = moment === undefined && feed.events.length === 0 ? run.status : status;
  const node = graph.nodes.find(({ id }) => id === selected);
  const [edgeId, selectEdge] = useState<string>();
  const edge = node ? undefined : graph.edges.find(({ id }) => id === edgeId);
  const showEdge = (id: string): void => {
    select(undefined);
    selectEdge(id);
  };
  const showNode = (nodeId: string | undefined): void => {
    selectEdge(undefined);
    select(nodeId);
  };

  const state = (
    <>
      <RunStatusBadge status={shown} />
      <EnvironmentMark environment={run.environment} />
    </>
  );
  return (
    <>
      <PageBar title={run.flowName} trail={TRAIL} state={state}>
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
              selected={selected}
              onSelect={showNode}
              edges={{ selected: edge?.id, onSelect: showEdge }}
              anchor={anchorOf(view, projection)}
              run={projection}
            />
          </div>
          <ResizablePane edge="bottom" label="Timeline">
            <EventSlider
              events={feed.events}
              labelOf={(nodeId) => graph.nodes.find(({ id }) => id === nodeId)?.label ?? nodeId}
              moment={moment}
              onMoment={setMoment}
              {...(mayOperateRuns(me.role) ? { onRedrive: setWish } : {})}
            />
            <Timeline view={view} graph={graph} selected={selected} onSelect={showNode} />
          </ResizablePane>
        </div>
        <ResizablePane edge="right" label={node ? `Step ${node.label}` : edge ? "Edge" : "Run"} className={classes["panel"]}>
          {node ? (
            <StepPanel
              key={node.id}
              node={node}
              graph={graph}
              run={projection.nodes[node.id]}
              view={view}
              chosen={chosen}
              onChoose={choose}
              onRedrive={mayOperateRuns(me.role) ? setWish : undefined}
              edges={projection.edges}
              onSelectEdge={showEdge}
              onClose={() => select(undefined)}
            />
          ) : edge ? (
            <EdgePanel edge={edge} graph={graph} view={view} onClose={() => selectEdge(undefined)} />
          ) : (
            <RunPanel run={run} flow={flow} view={view} feed={feed} onSelect={showNode} />
          )}
        </ResizablePane>
      </div>
      {wish ? <RedriveDialog run={run} flow={flow} view={newest} wish={wish} onClose={() => setWish(undefined)} /> : null}
    </>
  );
}

/** The run at the moment looked at, and as it is now. What is folded already is not folded again, unless the moment lies before it. */
function useFold(feed: RunFeed, flow: Flow, moment: number | undefined): readonly [shown: RunView, newest: RunView] {
  const shape = useMemo(() => readFlowShape(flow.document, nodeDefinitions), [flow.document]);
  const [newest, setNewest] = useState(emptyRunView);
  const [past, setPast] = useState(emptyRunView);
  const current = foldRun(newest, feed.events.slice(newest.seq), shape);
  if (current !== newest) setNewest(current);
  if (moment === undefined || moment >= current.seq) return [current, current];
  const from = past.seq <= moment ? past : emptyRunView;
  const then = foldRun(from, feed.events.slice(from.seq, moment), shape);
  if (then !== past) setPast(then);
  return [then, current];
}

function useProjection(view: RunView, graph: FlowGraph, flow: Flow, chosen: ChosenItem | undefined): RunProjection {
  const [previous, setPrevious] = useState<{
    readonly view: RunView;
    readonly chosen: ChosenItem | undefined;
    readonly projection: RunProjection;
  }>();
  if (previous?.view === view && previous.chosen === chosen) return previous.projection;
  const projection = projectRun(view, graph, flow.document, previous?.projection, chosen);
  setPrevious({ view, chosen, projection });
  return projection;
}

/**
 * The feed of a run ends with it; when somebody sends the run on, it is followed anew: once for each end it is sent on
 * from, because the stream that then opens stays open.
 */
function useLiveFeed(run: Run): RunFeed {
  const [attempt, setAttempt] = useState(0);
  const followedFrom = useRef(0);
  const feed = useRunFeed(run.runId, attempt);
  const lastSeq = feed.events.at(-1)?.seq ?? 0;
  const goesOn = feed.connection === "ended" && (run.seq > lastSeq || (run.endedAt === undefined && run.seq === lastSeq));
  useEffect(() => {
    if (!goesOn || followedFrom.current === run.seq) return;
    followedFrom.current = run.seq;
    setAttempt((before) => before + 1);
  }, [goesOn, run.seq]);
  return feed;
}

type Selection = readonly [
  selected: string | undefined,
  select: (nodeId: string | undefined) => void,
  chosen: ChosenItem | undefined,
  choose: (item: ChosenItem | undefined) => void,
];

/**
 * The node chosen, and the item of the body around it. The address may name a step (`?step=charge&visit=3`); else a run that
 * failed begins with the step that made it fail, also when it fails while watched.
 */
function useSelection(view: RunView): Selection {
  const params = useSearchParams();
  const named = params.get("step") ?? undefined;
  const visit = Number(params.get("visit") ?? Number.NaN);
  const [selected, setSelected] = useState(named);
  const [chosen, choose] = useState<ChosenItem>();
  const [, openPanel] = useSidePanel();
  const opened = useRef(named !== undefined);
  const failedNode = view.ended === undefined || view.ended === "completed" ? undefined : view.failure?.nodeId;
  const namedItem = named === undefined || !(visit >= 1) ? undefined : stepOf(view, { nodeId: named, visit })?.item;
  const isItemOpened = useRef(false);
  useEffect(() => {
    if (failedNode === undefined || opened.current) return;
    opened.current = true;
    setSelected(failedNode);
  }, [failedNode]);
  useEffect(() => {
    if (namedItem === undefined || isItemOpened.current) return;
    isItemOpened.current = true;
    choose(namedItem);
  }, [namedItem]);
  const select = (nodeId: string | undefined): void => {
    setSelected(nodeId);
    if (nodeId !== undefined) openPanel(true);
  };
  return [selected, select, chosen, choose];
}
