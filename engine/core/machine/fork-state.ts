import type { FlowPlan } from "../compile/flow-plan.ts";
import { emptyList } from "./chunked-list.ts";
import { moveToVersion, type MovedState, type OtherVersion } from "./redrive.ts";
import { startRun } from "./step-run.ts";
import { withoutCaller } from "./no-caller.ts";
import type { RunEvent } from "./run-event.ts";
import type { ActiveStep, ItemPage, RunState } from "./run-state.ts";

/**
 * The state a fork begins with, from that of the run it leaves (`rewindState`). What that run did stays its own: the fork
 * uses the results, but never undoes them, and neither a parent nor a caller waits for it. A savepoint that the original had
 * passed lies before all that the fork does. Items of open for-each steps are read where they are written, in the log of the
 * original.
 */
export function forkState(then: RunState, from: FlowPlan, to: OtherVersion): MovedState {
  const { parent: _parent, undoAtOnce: _atOnce, pivot: _pivot, noCaller: _noCaller, ...rest } = then;
  const savepoints = Object.fromEntries(Object.keys(then.savepoints).map((nodeId) => [nodeId, 0]));
  const active = Object.entries(then.active).map(([key, step]) => [key, withPagesOf(then.runId, step)] as const);
  const noCaller = withoutCaller(to.plan, then.trigger, "fork");
  const own: RunState = { ...rest, ...noCaller, undo: emptyList, savepoints, active: Object.fromEntries(active) };
  return moveToVersion(own, from, to);
}

/** A fork from the start that takes another version begins where that version begins. */
export function startState(first: Extract<RunEvent, { type: "run.started" }>, runId: string, to: OtherVersion): RunState {
  const { fork: _fork, parent: _parent, noCaller: _noCaller, ...rest } = first.data;
  const { plan, number: version } = to;
  const data = { ...rest, ...withoutCaller(plan, rest.trigger, "fork"), contentHash: plan.contentHash, version };
  return startRun(plan, runId, { ...first, data }).state;
}

function withPagesOf(runId: string, step: ActiveStep): ActiveStep {
  if (!step.body) return step;
  const pages = step.body.pages.map(([first, seq, from = runId]): ItemPage => [first, seq, from]);
  return { ...step, body: { ...step.body, pages } };
}
