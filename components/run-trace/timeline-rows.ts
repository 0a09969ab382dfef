import { count, type StepState } from "#components/shared/canvas/step-state.ts";
import { lastStep, stepsAt, type NodeTrace, type RunView, type Span } from "./run-view.ts";

export interface TimelineRow {
  readonly key: string;
  readonly nodeId: string;
  /** Behind the name: which visit, or how many. */
  readonly note: string;
  readonly state: StepState;
  readonly spans: readonly Span[];
}

/** A node that was come to more often gets one row for all of it, and so does one that runs for each item. */
const MOST_VISITS = 4;

/** A row per step, in the order the run came to them. */
export function rowsOf(view: RunView): readonly TimelineRow[] {
  return Object.values(view.nodes).flatMap((trace) =>
    trace.steps.count > MOST_VISITS ? sumOf(view, trace) : stepRows(view, trace),
  );
}

const stepRows = (view: RunView, { nodeId }: NodeTrace): readonly TimelineRow[] =>
  stepsAt(view, nodeId)
    .filter(({ spans }) => spans.length > 0)
    .map(({ key, visit, state, spans }) => ({ key, nodeId, note: visit > 1 ? `(${visit})` : "", state, spans }));

/** From when the first began to when the last ended: what the single ones did is in their items. */
function sumOf(view: RunView, { nodeId, steps, states, from, to }: NodeTrace): readonly TimelineRow[] {
  if (from === undefined) return [];
  const isOpen = Object.values(view.open).some((step) => step.nodeId === nodeId);
  const state = isOpen ? "running" : (states.failed ?? 0) > 0 ? "failed" : (lastStep(view, nodeId)?.state ?? "idle");
  const span: Span = { kind: "running", from, ...(isOpen || to === undefined ? {} : { to }) };
  return [{ key: nodeId, nodeId, note: `×${count(steps.count)}`, state, spans: [span] }];
}
