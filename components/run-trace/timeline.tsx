"use client";

import { useMemo } from "react";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { stepStates } from "#components/shared/canvas/step-state.ts";
import { formatDuration } from "#components/ui/time.ts";
import { useNow } from "#components/ui/use-now.ts";
import type { RunView, Span } from "./run-view.ts";
import { rowsOf, type TimelineRow } from "./timeline-rows.ts";
import classes from "./timeline.module.css";

interface TimelineProps {
  readonly view: RunView;
  readonly graph: FlowGraph;
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string) => void;
}

interface Scale {
  readonly from: number;
  readonly length: number;
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** A bar per step on one time axis: solid while it ran, hatched while it waited for time, people or the next attempt. */
export function Timeline({ view, graph, selected, onSelect }: TimelineProps) {
  const now = useNow(view.endedAt === undefined ? 500 : undefined);
  const rows = useMemo(() => rowsOf(view), [view]);
  const scale = scaleOf(view, rows, now);
  const nameOf = (nodeId: string): string => graph.nodes.find(({ id }) => id === nodeId)?.label ?? nodeId;
  return (
    <div className={classes["timeline"]}>
      <div className={classes["axis"]} aria-hidden suppressHydrationWarning>
        {TICKS.map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${tick * 100}%` }}>
            {formatDuration(scale.length * tick)}
          </span>
        ))}
      </div>
      <ol className={classes["rows"]}>
        {rows.map((row) => (
          <li key={row.key}>
            <button
              type="button"
              className={classes["row"]}
              aria-pressed={selected === row.nodeId}
              onClick={() => onSelect(row.nodeId)}
            >
              <span className={classes["name"]}>
                {nameOf(row.nodeId)} {row.note}
              </span>
              <span className={classes["track"]}>
                {row.spans.map((span, index) => (
                  <Bar key={index} span={span} row={row} scale={scale} now={now} />
                ))}
              </span>
              <span className={classes["took"]}>{formatDuration(lengthOf(row, now))}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface BarProps {
  readonly span: Span;
  readonly row: TimelineRow;
  readonly scale: Scale;
  readonly now: number;
}

function Bar({ span, row, scale, now }: BarProps) {
  const from = Date.parse(span.from);
  const to = span.to === undefined ? Math.max(now, from) : Date.parse(span.to);
  const left = ((from - scale.from) / scale.length) * 100;
  const width = ((to - from) / scale.length) * 100;
  const isLast = row.spans.at(-1) === span;
  const tone = row.state === "idle" || !isLast ? "info" : stepStates[row.state].tone;
  return (
    <span
      className={classes["bar"]}
      data-kind={span.kind}
      data-tone={span.kind === "running" ? tone : "warn"}
      style={{ insetInlineStart: `${Math.min(left, 99.4)}%`, width: `max(4px, ${width}%)` }}
    />
  );
}

/** From the first event to the end, or to now while the run goes on; never less than 10 ms wide. */
function scaleOf(view: RunView, rows: readonly TimelineRow[], now: number): Scale {
  const spans = rows.flatMap((row) => row.spans);
  const starts = spans.map(({ from }) => Date.parse(from));
  const ends = spans.map(({ to }) => (to === undefined ? now : Date.parse(to)));
  const from = Math.min(...starts, view.startedAt === undefined ? now : Date.parse(view.startedAt));
  const until = Math.max(...ends, view.endedAt === undefined ? from : Date.parse(view.endedAt));
  return { from, length: Math.max(10, until - from) };
}

function lengthOf({ spans }: TimelineRow, now: number): number {
  const last = spans.at(-1);
  return (last?.to === undefined ? now : Date.parse(last.to)) - Date.parse(spans[0]!.from);
}
