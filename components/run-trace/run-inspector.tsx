"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { FlowCanvas } from "#components/shared/canvas/flow-canvas.tsx";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { Duration } from "#components/ui/duration.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { ResizablePane, SidePanelToggle, useSidePanel } from "#components/ui/resizable-pane.tsx";
import { RunStatusBadge, runStatusLooks } from "#components/ui/run-status.tsx";
import { anchorOf } from "./anchor-of.ts";
import { CancelRun } from "./cancel-run.tsx";
import { ConnectionMark } from "./connection-mark.tsx";
import { EventSlider } from "./event-slider.tsx";
import { projectRun, type RunProjection } from "./project-run.ts";
import { RunAgain } from "./run-again.tsx";
import type { Flow, Run } from "./run-page.tsx";
import classes from "./run-page.module.css";
import { RunPanel } from "./run-panel.tsx";
import { emptyRunView, foldRun, type RunView } from "./run-view.ts";
import { StepPanel } from "./step-panel.tsx";
import { Timeline } from "./timeline.tsx";
import { useRunFeed } from "./use-run-feed.ts";
import type { RunFeed } from "./run-feed.ts";

interface RunInspectorProps {
  readonly run: Run;
  readonly flow: Flow;
  readonly graph: FlowGraph;
}

const TRAIL = [{ label: "Runs", href: "/runs" }];

export function RunInspector({ run, flow, graph }: RunInspectorProps) {
  const feed = useRunFeed(run.runId);
  /** The event looked at; `undefined` follows the newest. */
  const [moment, setMoment] = useState<number>();
  const view = useFold(feed, moment);
  const projection = useProjection(view, graph, flow);
  const [selected, select] = useSelection(view);
  const status = view.ended ?? (run.status === "paused" || run.status === "needs_decision" ? run.status : projection.status);
  const shown = moment === undefined && feed.events.length === 0 ? run.status : status;
  const node = graph.nodes.find(({ id }) => id === selected);

  return (
    <>
      <PageBar title={run.flowName} trail={TRAIL} state={<RunStatusBadge status={shown} />}>
        <ConnectionMark feed={feed} />
        <span className={classes["clock"]}>
          <Duration from={run.startedAt} to={view.endedAt ?? run.endedAt} />
        </span>
        <RunActions run={run} feed={feed} />
        <SidePanelToggle />
      </PageBar>
      <div role="status" className={classes["spoken"]}>
        Run {runStatusLooks[shown].word.toLowerCase()}
      </div>
      <div className={classes["page"]}>
        <div className={classes["stage"]}>
          <div className={classes["canvas"]}>
            <FlowCanvas
              graph={graph}
              selected={selected}
              onSelect={select}
              anchor={anchorOf(view, projection)}
              run={projection}
            />
          </div>
          <ResizablePane edge="bottom" label="Timeline">
            <EventSlider events={feed.events} moment={moment} onMoment={setMoment} />
            <Timeline view={view} graph={graph} selected={selected} onSelect={select} />
          </ResizablePane>
        </div>
        <ResizablePane edge="right" label={node ? `Step ${node.label}` : "Run"} className={classes["panel"]}>
          {node ? (
            <StepPanel key={node.id} node={node} run={projection.nodes[node.id]} view={view} onClose={() => select(undefined)} />
          ) : (
            <RunPanel run={run} flow={flow} view={view} feed={feed} onSelect={select} />
          )}
        </ResizablePane>
      </div>
    </>
  );
}

/** The run at the moment looked at. While following, only what is new is folded. */
function useFold(feed: RunFeed, moment: number | undefined): RunView {
  const [newest, setNewest] = useState(emptyRunView);
  const last = feed.events.at(-1)?.seq ?? 0;
  const current = last > newest.seq ? foldRun(newest, feed.events.slice(newest.seq)) : newest;
  if (current !== newest) setNewest(current);
  return useMemo(
    () => (moment === undefined ? current : foldRun(emptyRunView, feed.events.slice(0, moment))),
    [current, feed.events, moment],
  );
}

function useProjection(view: RunView, graph: FlowGraph, flow: Flow): RunProjection {
  const [previous, setPrevious] = useState<{ readonly view: RunView; readonly projection: RunProjection }>();
  if (previous?.view === view) return previous.projection;
  const projection = projectRun(view, graph, flow.document, previous?.projection);
  setPrevious({ view, projection });
  return projection;
}

/** What the newest state of the run allows, whatever moment is looked at. */
function RunActions({ run, feed }: { readonly run: Run; readonly feed: RunFeed }) {
  const first = feed.events[0];
  const hasEnded = run.endedAt !== undefined || feed.connection === "ended";
  if (!hasEnded) return <CancelRun run={run} />;
  if (first?.type !== "run.started") return null;
  return <RunAgain flowId={run.flowId} trigger={first.data.trigger} input={first.data.input} />;
}

/** The node chosen. A run that failed begins with the step that made it fail, also when it fails while watched. */
function useSelection(view: RunView): readonly [string | undefined, (nodeId: string | undefined) => void] {
  const [selected, setSelected] = useState<string>();
  const [, openPanel] = useSidePanel();
  const opened = useRef(false);
  const failedNode = view.ended === undefined || view.ended === "completed" ? undefined : view.failure?.nodeId;
  useEffect(() => {
    if (failedNode === undefined || opened.current) return;
    opened.current = true;
    setSelected(failedNode);
  }, [failedNode]);
  const select = (nodeId: string | undefined): void => {
    setSelected(nodeId);
    if (nodeId !== undefined) openPanel(true);
  };
  return [selected, select];
}
