import type { StepState } from "#components/shared/canvas/step-state.ts";
import { count } from "#engine/core/count.ts";
import {
  lastStep,
  stepsAt,
  type NodeTrace,
  type RunView,
  type Span,
  type StepView,
} from "#components/shared/run-view/run-view.ts";

export interface TimelineRow {
  readonly key: string;
  readonly nodeId: string;
  /** Behind the name: which visit, or how many. */
  readonly note: string;
  readonly state: StepState;
  /** The item or turn that it was done for. */
  readonly item?: NonNullable<StepView["item"]>;
  readonly spans: readonly TimeSpan[];
  /** When the first span begins, in milliseconds since 1970, and when the last one ended. */
  readonly from: number;
  readonly to?: number;
}

/** Without `to` it goes on. */
export interface TimeSpan {
  readonly kind: Span["kind"];
  readonly from: number;
  readonly to?: number;
}

/** A node that was come to more often gets one row for all of it, and so does one that runs for each item. */
const MOST_VISITS = 4;

/** A row per step, in the order the run came to them; with `everyStep`, also of nodes that were come to often. */
export function rowsOf(view: RunView, everyStep: boolean): readonly TimelineRow[] {
  const rows = Object.values(view.nodes).flatMap((trace) =>
    trace.steps.count > MOST_VISITS && !everyStep ? sumOf(view, trace) : stepRows(view, trace),
  );
  return everyStep ? rows.toSorted((a, b) => a.from - b.from) : rows;
}

/** Whether some rows stand for many steps. */
export const hasRepeats = (view: RunView): boolean => Object.values(view.nodes).some(({ steps }) => steps.count > MOST_VISITS);

const stepRows = (view: RunView, { nodeId }: NodeTrace): readonly TimelineRow[] => stepsAt(view, nodeId).flatMap(stepRow);

function stepRow({ key, nodeId, visit, item, state, spans }: StepView): readonly TimelineRow[] {
  const times = spans.map(timesOf);
  const [first, last] = [times[0], times.at(-1)];
  if (!first || !last) return [];
  const note = item ? `#${count(item.index)}` : visit > 1 ? `(${visit})` : "";
  const end = last.to === undefined ? {} : { to: last.to };
  return [{ key, nodeId, note, state, spans: times, from: first.from, ...end, ...(item ? { item } : {}) }];
}

const timesOf = ({ kind, from, to }: Span): TimeSpan => ({
  kind,
  from: Date.parse(from),
  ...(to === undefined ? {} : { to: Date.parse(to) }),
});

/** From when the first began to when the last ended: what the single ones did is in their items. */
function sumOf(view: RunView, { nodeId, steps, states, from, to }: NodeTrace): readonly TimelineRow[] {
  if (from === undefined) return [];
  const isOpen = Object.values(view.open).some((step) => step.nodeId === nodeId);
  const state = isOpen ? "running" : (states.failed ?? 0) > 0 ? "failed" : (lastStep(view, nodeId)?.state ?? "idle");
  const span = timesOf({ kind: "running", from, ...(isOpen || to === undefined ? {} : { to }) });
  return [
    {
      key: nodeId,
      nodeId,
      note: `×${count(steps.count)}`,
      state,
      spans: [span],
      from: span.from,
      ...(span.to === undefined ? {} : { to: span.to }),
    },
  ];
}
