"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { FlowCanvas } from "#components/shared/canvas/flow-canvas.tsx";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { Duration } from "#components/ui/duration.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RunStatusBadge, runStatusLooks } from "#components/ui/run-status.tsx";
import { CancelRun } from "./cancel-run.tsx";
import { ConnectionMark } from "./connection-mark.tsx";
import { EventSlider } from "./event-slider.tsx";
import { projectRun, type RunProjection } from "./project-run.ts";
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
  const [selected, setSelected] = useState<string>();
  useOpenFailure(view, setSelected);
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
        {view.ended || run.endedAt !== undefined ? null : <CancelRun run={run} />}
      </PageBar>
      <div role="status" className={classes["spoken"]}>
        Run {runStatusLooks[shown].word.toLowerCase()}
      </div>
      <div className={classes["page"]}>
        <div className={classes["stage"]}>
          <div className={classes["canvas"]}>
            <FlowCanvas graph={graph} selected={selected} onSelect={setSelected} run={projection} />
          </div>
          <section className={classes["timeline"]} aria-label="Timeline">
            <EventSlider events={feed.events} moment={moment} onMoment={setMoment} />
            <Timeline view={view} graph={graph} selected={selected} onSelect={setSelected} />
          </section>
        </div>
        <aside className={classes["panel"]} aria-label={node ? `Step ${node.label}` : "Run"}>
          {node ? (
            <StepPanel
              key={node.id}
              node={node}
              run={projection.nodes[node.id]}
              view={view}
              onClose={() => setSelected(undefined)}
            />
          ) : (
            <RunPanel run={run} flow={flow} view={view} feed={feed} onSelect={setSelected} />
          )}
        </aside>
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

/** Opens the step that made the run fail, once: when the page finds it failed, or when it fails while watched. */
function useOpenFailure(view: RunView, open: (nodeId: string) => void): void {
  const done = useRef(false);
  const failedNode = view.ended === undefined || view.ended === "completed" ? undefined : view.failure?.nodeId;
  useEffect(() => {
    if (failedNode === undefined || done.current) return;
    done.current = true;
    open(failedNode);
  }, [failedNode, open]);
}
