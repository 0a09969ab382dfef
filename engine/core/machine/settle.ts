import type { FlowPlan, JoinPlan } from "../compile/flow-plan.ts";
import type { RunEventBody } from "./run-event.ts";
import { live, nodeOf, requestStep, type Turn } from "./draft.ts";
import { startChain } from "./advance-chain.ts";
import { outputsOf, runOutput } from "./run-output.ts";
import { hasEnded } from "./run-event.ts";
import type { ActiveStep, Ending, RunState, UndoEntry } from "./run-state.ts";

/**
 * What follows from the state alone, after an event has been folded in: joins fire, an undo begins, the run parks or
 * resumes. At most one event to record comes out of it; folding that one in settles the rest.
 */
export function settle(turn: Turn): void {
  const { plan, draft, commands } = turn;
  if (hasEnded(draft.status)) return;
  if (draft.ending) undoNext(turn, draft.ending);
  else fireJoins(turn);
  const event = nextRecord(plan, draft);
  if (event) commands.push({ type: "record", event });
  else park(turn);
}

/** The event that must be recorded next, or `undefined` when the run depends on its active steps. Pure in the state. */
export function nextRecord(plan: FlowPlan, state: RunState): RunEventBody | undefined {
  if (hasEnded(state.status)) return undefined;
  const steps = Object.values(state.active);
  if (state.ending) {
    const cancelable = steps.find((step) => !step.undoes && step.phase !== "started");
    if (cancelable) return canceled(cancelable, state.ending);
    return steps.length > 0 ? undefined : endingRecord(state, state.ending);
  }
  if (steps.length === 0) return { type: "run.completed", data: { output: runOutput(state) } };
  const join =
    Object.keys(state.arrivals).length > 0 ? steps.find((step) => nodeOf(plan, step.nodeId).behavior === "join") : undefined;
  return join && joinCompleted(state, join);
}

function canceled({ nodeId, visit, attempt }: ActiveStep, ending: Ending): RunEventBody {
  const reasons = { stopped: "the run was stopped", failed: "the run failed", canceled: "the run was canceled" } as const;
  return { type: "step.canceled", nodeId, visit, attempt, data: { reason: reasons[ending.type] } };
}

function joinCompleted(state: RunState, { nodeId, visit, attempt }: ActiveStep): RunEventBody {
  const output = outputsOf(state, state.arrivals[nodeId]?.from ?? []);
  return { type: "step.completed", nodeId, visit, attempt, data: { output, durationMs: 0 } };
}

/** The run stands still and will not go forward: undo, or end. */
function endingRecord(state: RunState, ending: Ending): RunEventBody | undefined {
  if (ending.type === "stopped") return { type: "run.completed", data: { output: ending.output } };
  const { undo } = ending;
  const top = state.undo.at(-1);
  if (top && !undo.failure && mayUndo(ending)) {
    if (!undo.begun) return { type: "run.compensating", data: { failure: reasonOf(ending), steps: state.undo.length } };
    if (top.by.length === 0) return undone(top, state);
    return undefined;
  }
  if (ending.type === "canceled") {
    return undo.failure ? incomplete(ending, undo.failure) : { type: "run.canceled", data: ending.request };
  }
  if (undo.failure) return incomplete(ending, undo.failure);
  return { type: undo.done > 0 ? "run.compensated" : "run.failed", data: { failure: ending.failure } };
}

const mayUndo = (ending: Ending): boolean =>
  ending.type === "failed" || (ending.type === "canceled" && ending.request.compensate);

type UndoableEnding = Exclude<Ending, { type: "stopped" }>;

const incomplete = (ending: UndoableEnding, undoFailure: NonNullable<UndoableEnding["undo"]["failure"]>): RunEventBody => ({
  type: "run.compensationIncomplete",
  data: { failure: reasonOf(ending), undoFailure },
});

function reasonOf(ending: UndoableEnding) {
  if (ending.type === "failed") return ending.failure;
  const because = ending.request.reason === undefined ? "" : `: ${ending.request.reason}`;
  return { code: "run/canceled", message: `Canceled by ${ending.request.by}${because}` };
}

function undone(entry: UndoEntry, state: RunState): RunEventBody {
  return { type: "step.undone", data: { nodeId: entry.nodeId, visit: entry.visit, by: entry.doneBy ?? state.flow } };
}

/** Strictly last in, first out by the order in which the steps were recorded as completed, one at a time. */
function undoNext(turn: Turn, ending: Ending): void {
  const { draft } = turn;
  if (ending.type === "stopped" || !ending.undo.begun || ending.undo.failure) return;
  const top = draft.undo.at(-1);
  const [by] = top?.by ?? [];
  if (!top || by === undefined || Object.keys(draft.active).length > 0) return;
  requestStep(turn, by, { nowMs: top.nowMs, undoes: top });
}

/** A join fires when someone has arrived and nothing still active can reach it. */
function fireJoins(turn: Turn): void {
  const { plan, draft } = turn;
  for (const [join, arrivals] of Object.entries(draft.arrivals)) {
    const isWaiting = !Object.values(draft.chains).some((chain) => chain.at === join);
    if (isWaiting && !isReachable(plan.joins[join]!, draft)) startChain(turn, join, { nowMs: arrivals.nowMs });
  }
}

const reach = new WeakMap<JoinPlan, ReadonlySet<string>>();

function isReachable(join: JoinPlan, state: RunState): boolean {
  const from = reach.get(join) ?? new Set(join.reachableFrom);
  reach.set(join, from);
  return (
    Object.values(state.chains).some((chain) => from.has(chain.at)) ||
    Object.keys(state.arrivals).some((other) => from.has(other))
  );
}

function park(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== "running" && draft.status !== "waiting") return;
  const isParked = Object.values(draft.active).every((step) => step.phase === "waiting" || step.phase === "retrying");
  if (isParked !== (draft.status === "waiting")) live(turn, isParked ? "parked" : "resumed");
}
