"use client";

import { VisuallyHidden } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { stepStates } from "#components/shared/canvas/step-state.ts";
import type { RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { formatDuration } from "#components/ui/time.ts";
import { useNow } from "#components/ui/use-now.ts";
import { useRowKeys } from "#components/ui/use-row-keys.ts";
import { useVisibleRows } from "#components/ui/use-visible-rows.ts";
import type { RunSelection } from "../use-run-selection.ts";
import { criticalPath, timeSplit } from "./critical-path.ts";
import { findRows } from "./find-rows.ts";
import { TimeAxis } from "./time-axis.tsx";
import { rowsUnderWay } from "./rows-under-way.ts";
import { createTimeScale, idleGaps, WHOLE, type TimeScale, type TimeWindow } from "./time-scale.ts";
import { TimelineBar } from "./timeline-bar.tsx";
import { hasRepeats, rowsOf, type TimelineRow, type TimeSpan } from "./timeline-rows.ts";
import classes from "./timeline.module.css";

interface TimelineProps {
  readonly view: RunView;
  readonly graph: FlowGraph;
  readonly projection: RunProjection;
  readonly selection: Pick<RunSelection, "nodeId" | "chosen" | "showStep">;
}

const ROW = 28;

/** A bar per step on one time axis: solid while it ran, hatched while it waited for time, people or the next attempt. */
export function Timeline({ view, graph, projection, selection }: TimelineProps) {
  const box = useRef<HTMLDivElement>(null);
  const now = useNow(view.endedAt === undefined ? 500 : undefined);
  const [everyStep, setEveryStep] = useState(false);
  const [compressed, setCompressed] = useState(true);
  const [part, setPart] = useState<TimeWindow>(WHOLE);
  const recorded = useMemo(() => rowsOf(view, everyStep), [everyStep, view]);
  const rows = useMemo(() => [...recorded, ...rowsUnderWay(view, graph, projection)], [graph, projection, recorded, view]);
  const range = useMemo(() => rangeOf(view, rows, now), [now, rows, view]);
  const gaps = useMemo(() => idleGaps(rows, ...range, now), [now, range, rows]);
  const scale = useMemo(() => createTimeScale(...range, compressed ? gaps : []), [compressed, gaps, range]);
  const critical = useMemo(() => criticalPath(rows, graph, now), [graph, now, rows]);
  const split = useMemo(() => timeSplit(rows, ...range, now), [now, range, rows]);
  const labels = useMemo(() => new Map(graph.nodes.map(({ id, label }) => [id, label])), [graph]);
  const [search, setSearch] = useState("");
  const shown = useMemo(
    () => (everyStep ? findRows(rows, (id) => labels.get(id) ?? id, search) : rows),
    [everyStep, labels, rows, search],
  );
  const visible = useVisibleRows(box, shown.length, ROW);
  const keys = useRowKeys(box, visible, shown.length);
  return (
    <>
      <TimelineBar
        split={split}
        part={part}
        onPart={setPart}
        compression={gaps.length === 0 ? undefined : { isOn: compressed, onChange: setCompressed }}
        repeats={hasRepeats(view) ? { isOn: everyStep, onChange: setEveryStep } : undefined}
        search={everyStep ? { text: search, onChange: setSearch, found: shown.length, all: rows.length } : undefined}
      />
      <div ref={box} className={classes["timeline"]}>
        <TimeAxis scale={scale} part={part} onPart={setPart} />
        <ol className={classes["rows"]} style={{ height: visible.height }} aria-label="Steps" onKeyDown={keys.onKeyDown}>
          {keys.indexes.map((index) => {
            const row = shown[index]!;
            return (
              <Row
                key={row.key}
                row={row}
                place={{ start: index * ROW, index, count: shown.length }}
                button={keys.buttonOf(index)}
                name={labels.get(row.nodeId) ?? row.nodeId}
                scale={scale}
                part={part}
                now={now}
                isCritical={critical.has(row.key)}
                isSelected={isSelected(row, selection)}
                onSelect={() => selection.showStep(row.nodeId, row.item)}
              />
            );
          })}
        </ol>
        {shown.length === 0 ? (
          <p className={classes["nothing"]}>No step has all of these words in its name, its number or its state.</p>
        ) : null}
      </div>
    </>
  );
}

/** In a body, the row of the item that is looked at; all of a node while none is. */
const isSelected = ({ nodeId, item }: TimelineRow, { nodeId: selected, chosen }: TimelineProps["selection"]): boolean =>
  nodeId === selected && (!item || !chosen || (item.body === chosen.body && item.index === chosen.index));

interface RowProps {
  readonly row: TimelineRow;
  readonly place: { readonly start: number; readonly index: number; readonly count: number };
  readonly button: ReturnType<ReturnType<typeof useRowKeys>["buttonOf"]>;
  readonly name: string;
  readonly scale: TimeScale;
  readonly part: TimeWindow;
  readonly now: number;
  readonly isCritical: boolean;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function Row({ row, place, button, name, scale, part, now, isCritical, isSelected, onSelect }: RowProps) {
  return (
    <li style={{ insetBlockStart: place.start }} aria-posinset={place.index + 1} aria-setsize={place.count}>
      <button
        type="button"
        className={classes["row"]}
        data-critical={isCritical || undefined}
        aria-pressed={isSelected}
        onClick={onSelect}
        {...button}
      >
        <span className={classes["name"]} dir="auto" title={isCritical ? `${name}: on the critical path` : name}>
          <span className={classes["label"]}>{name}</span> {row.note}
          {isCritical ? <VisuallyHidden>, on the critical path</VisuallyHidden> : null}
        </span>
        <span className={classes["track"]}>
          {scale.gaps.map((gap) => (
            <GapBand key={gap.from} left={inPart(scale.place(gap.from), part)} right={inPart(scale.place(gap.to), part)} />
          ))}
          {row.spans.map((span, index) => (
            <Bar key={index} span={span} row={row} scale={scale} part={part} now={now} />
          ))}
        </span>
        <span className={classes["took"]}>{formatDuration((row.to ?? now) - row.from)}</span>
      </button>
    </li>
  );
}

/** A place of the axis as percent of the part that is looked at. */
const inPart = (place: number, { start, end }: TimeWindow): number => ((place - start) / (end - start)) * 100;

const GapBand = ({ left, right }: { readonly left: number; readonly right: number }) =>
  right < 0 || left > 100 ? null : (
    <span className={classes["gap"]} style={{ insetInlineStart: `${left}%`, width: `${right - left}%` }} />
  );

interface BarProps {
  readonly span: TimeSpan;
  readonly row: TimelineRow;
  readonly scale: TimeScale;
  readonly part: TimeWindow;
  readonly now: number;
}

function Bar({ span, row, scale, part, now }: BarProps) {
  const left = inPart(scale.place(span.from), part);
  const right = inPart(scale.place(span.to ?? Math.max(now, span.from)), part);
  if (right < 0 || left > 100) return null;
  const isLast = row.spans.at(-1) === span;
  const tone = row.state === "idle" || !isLast ? "info" : stepStates[row.state].tone;
  const from = Math.max(-1, Math.min(left, 99.4));
  return (
    <span
      className={classes["bar"]}
      data-kind={span.kind}
      data-tone={span.kind === "running" ? tone : "warn"}
      style={{ insetInlineStart: `${from}%`, width: `max(4px, ${Math.min(right, 101) - from}%)` }}
    />
  );
}

/** From the first event to the end, or to now while the run goes on. */
function rangeOf(view: RunView, rows: readonly TimelineRow[], now: number): readonly [from: number, to: number] {
  const started = view.startedAt === undefined ? now : Date.parse(view.startedAt);
  const from = rows.reduce((least, row) => Math.min(least, row.from), started);
  const ended = view.endedAt === undefined ? from : Date.parse(view.endedAt);
  return [from, rows.reduce((most, row) => Math.max(most, row.to ?? now), ended)];
}
