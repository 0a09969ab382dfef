"use client";

import { Button } from "@mantine/core";
import { IconArrowsDiff, IconArrowsLeftRight } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { CanvasMark, CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import { LazyFlowCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ResizablePane, SidePanelToggle, useSidePanel } from "#components/ui/resizable-pane.tsx";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import { compareRuns, type RunComparison } from "./compare-runs.ts";
import { differenceWords, summaryOf } from "./comparison-words.ts";
import classes from "./compare.module.css";
import { StepComparison } from "./step-comparison.tsx";
import { StepTable } from "./step-table.tsx";
import type { RunSide } from "./use-compared-run.ts";

interface CompareViewProps {
  readonly left: RunSide;
  readonly right: RunSide;
}

/** Both runs on their canvases, their steps in a table; what is selected in one place is selected in all. */
export function CompareView({ left, right }: CompareViewProps) {
  const comparison = useMemo(() => compareRuns(left, right), [left, right]);
  const [chosen, choose] = useState<string>();
  const [, openPanel] = useSidePanel();
  const selected = chosen ?? comparison.partsAt;
  const step = comparison.steps.find(({ nodeId }) => nodeId === selected);
  const select = (nodeId: string | undefined): void => {
    choose(nodeId);
    if (nodeId !== undefined) openPanel(true);
  };
  const { runId, flowName, flowId } = left.run;
  const trail = [
    { label: "Runs", href: "/runs" },
    { label: flowName, href: `/runs?flow=${flowId}` },
  ];
  return (
    <>
      <PageBar title="Compare runs" trail={trail}>
        <Button
          variant="default"
          component={Link}
          href={`/runs/${right.run.runId}/compare/${runId}`}
          leftSection={<IconArrowsLeftRight size={16} />}
        >
          Swap
        </Button>
        <SidePanelToggle />
      </PageBar>
      <div className={classes["page"]}>
        <div className={classes["stage"]}>
          <p className={classes["summary"]} role="status">
            {summaryOf(comparison)}
          </p>
          <div className={classes["sides"]}>
            <Side name="First run" side={left} comparison={comparison} selected={selected} onSelect={select} />
            <Side name="Second run" side={right} comparison={comparison} selected={selected} onSelect={select} />
          </div>
          <ResizablePane edge="bottom" label="Steps of both runs">
            <StepTable comparison={comparison} selected={selected} onSelect={select} />
          </ResizablePane>
        </div>
        <ResizablePane edge="right" label={step ? `Step ${step.label}` : "Step"}>
          <StepComparison step={step} />
        </ResizablePane>
      </div>
    </>
  );
}

interface SideProps {
  readonly name: string;
  readonly side: RunSide;
  readonly comparison: RunComparison;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string | undefined) => void;
}

function Side({ name, side, comparison, selected, onSelect }: SideProps) {
  const { run, graph, projection, view } = side;
  const shown = useMemo(() => ({ ...projection, nodes: withoutMarked(projection.nodes, comparison) }), [projection, comparison]);
  const marks = useMemo(() => marksOf(comparison), [comparison]);
  return (
    <section className={classes["side"]} aria-label={name}>
      <header className={classes["head"]}>
        <h2>{name}</h2>
        <RunStatusBadge status={view.ended ?? projection.status} />
        <Link href={`/runs/${run.runId}`}>{run.businessKey ?? `…${run.runId.slice(-8)}`}</Link>
        <span className={classes["fact"]}>v{run.version}</span>
        <span className={classes["fact"]}>
          <RelativeTime at={run.startedAt} />
        </span>
        <span className={classes["fact"]}>
          <Duration from={run.startedAt} to={view.endedAt ?? run.endedAt} />
        </span>
      </header>
      <div className={classes["canvas"]}>
        <LazyFlowCanvas graph={graph} selected={selected} onSelect={onSelect} anchor={selected} run={shown} marks={marks} />
      </div>
    </section>
  );
}

/** Steps that look alike and are not: their mark takes the place of the state that both have. */
const isMarked = (difference: string): difference is "way" | "output" => difference === "way" || difference === "output";

function marksOf({ steps }: RunComparison): CanvasMarks {
  const nodes = steps.flatMap(({ nodeId, difference }): (readonly [string, CanvasMark])[] =>
    isMarked(difference)
      ? [[nodeId, { tone: difference === "way" ? "warn" : "info", icon: IconArrowsDiff, word: differenceWords[difference] }]]
      : [],
  );
  return { nodes: Object.fromEntries(nodes), edges: {} };
}

function withoutMarked(nodes: RunSide["nodes"], { steps }: RunComparison): RunSide["nodes"] {
  const marked = new Set(steps.flatMap(({ nodeId, difference }) => (isMarked(difference) ? [nodeId] : [])));
  return Object.fromEntries(Object.entries(nodes).filter(([id]) => !marked.has(id)));
}
