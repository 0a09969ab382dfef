import type { FlowPlan, NodePlan } from "../compile/flow-plan.ts";
import type { Failure } from "../failure.ts";
import { nodeOf } from "./draft.ts";
import { endingRecord } from "./ending-record.ts";
import { eventLimitReached } from "./event-limit.ts";
import { itemRetryAt } from "./item-retry.ts";
import { pastPivot } from "./pivot.ts";
import { outputsOf, scopeOutput } from "./run-output.ts";
import type { RunEventBody } from "./run-event.ts";
import { hasEnded } from "./run-status.ts";
import { frameAt, isAroundClosing, isClosing, isEmpty, isIdle, movingSteps, scopeAt } from "./scope-tree.ts";
import { canBeUndone, hasCompensate, isBlocked, nextEntry, othersRun } from "./undo-stack.ts";
import { entriesInHand } from "./undo-in-hand.ts";
import { stepKey, type ActiveStep, type ChildScope, type RunState } from "./run-state.ts";

/** The event that must be recorded next, or `undefined` when the run depends on its active steps. Pure in the state. */
export function nextRecord(plan: FlowPlan, state: RunState): RunEventBody | undefined {
  if (hasEnded(state.status) || state.paused) return undefined;
  return (
    (state.closing ? (takenBack(plan, state) ?? failedTurn(plan, state)) : undefined) ??
    undone(state) ??
    (hasCompensate(plan) ? compensated(plan, state) : undefined) ??
    ended(plan, state) ??
    eventLimitReached(state) ??
    (isEmpty(plan.joins) ? undefined : joined(plan, state))
  );
}

const coordinates = ({ nodeId, visit, attempt, item }: ActiveStep) => ({
  nodeId,
  visit,
  attempt,
  ...(item === undefined ? {} : { item }),
});

/** Steps that no longer count leave one by one: those that have nothing in flight, or whose answer changes nothing. */
function takenBack(plan: FlowPlan, state: RunState): RunEventBody | undefined {
  const isForced = state.ending?.type === "canceled" && state.ending.request.force === true;
  const step = Object.values(state.active).find(
    (candidate) => isForced || (isClosing(state, candidate) && mayLeave(plan, state, candidate)),
  );
  if (!step) return undefined;
  const node = nodeOf(plan, step.nodeId);
  const isUnknown = mayHaveActed(step);
  const late = isUnknown && canBeUndone(node, step);
  const isAround = isAroundClosing(state, step);
  if (isForced || (isAround && !late && !(isUnknown && node.pivot))) {
    return { type: "step.canceled", ...coordinates(step), data: { reason: reasonFor(state, step) } };
  }
  const failure = isAround
    ? { code: "step/taken-back", message: `"${node.label}" may have done something, and ${reasonFor(state, step)}.` }
    : { code: "step/deadline", message: `"${node.label}" took longer than its deadline allows.` };
  if (isForPeople(node, step, late)) {
    return { type: "step.undecided", ...coordinates(step), data: { failure, durationMs: 0 } };
  }
  return {
    type: "step.failed",
    ...coordinates(step),
    data: { failure, durationMs: 0, ...(late ? { late } : {}), ...othersRun(step) },
  };
}

const mayHaveActed = ({ phase, outcomeUnknown }: ActiveStep): boolean => phase === "started" || outcomeUnknown === true;

/** What the call did matters, and nothing that follows would find it out. */
function isForPeople({ effect, pivot }: NodePlan, step: ActiveStep, late: boolean): boolean {
  if (effect === "none" && step.phase === "started") return true;
  return mayHaveActed(step) && (pivot === true || (effect === "lookup" && !late));
}

/** A call that can be undone, or after which nothing can be, is waited for; a container leaves after its turns, a sub-flow after its run. */
function mayLeave(plan: FlowPlan, state: RunState, step: ActiveStep): boolean {
  if (step.body) return !Object.values(state.scopes).some(({ container }) => container === stepKey(step.nodeId, step.visit));
  if (step.unwinding) return state.undoing === undefined;
  if (step.child !== undefined || step.phase === "undecided") return false;
  const node = nodeOf(plan, step.nodeId);
  // A sub-flow whose run is just being started is known by its run in a moment, and then canceled with it.
  if (step.phase === "started" && node.behavior === "child") return false;
  const isWanted = step.phase === "started" && (node.pivot === true || canBeUndone(node, step));
  return !isWanted || (step.expired === true && !isAroundClosing(state, step));
}

function reasonFor(state: RunState, step: ActiveStep): string {
  if (!state.ending)
    return scopeAt(state, step.scope)?.chains[step.chain ?? ""]?.lost
      ? "its branch was not needed"
      : "its part of the flow failed";
  const reasons = {
    stopped: "the run was stopped",
    failed: "the run failed",
    canceled: "the run was canceled",
    undone: "",
  } as const;
  return reasons[state.ending.type];
}

/** A turn that failed and has come to rest: its item is counted, or its block or loop fails. */
function failedTurn(plan: FlowPlan, state: RunState): RunEventBody | undefined {
  for (const step of Object.values(state.active)) {
    if (step.body?.failure && mayLeave(plan, state, step)) return containerFailed(step, step.body.failure);
  }
  for (const scope of Object.values(state.scopes)) {
    const step = state.active[scope.container];
    if (!scope.failure || !step?.body || !isIdle(scope) || isClosing(state, step) || step.body.failure) continue;
    return "count" in step.body.opening ? itemFailed(plan, step, scope, scope.failure) : containerFailed(step, scope.failure);
  }
  return undefined;
}

const containerFailed = (step: ActiveStep, failure: Failure): RunEventBody => ({
  type: "step.failed",
  ...coordinates(step),
  data: { failure, durationMs: 0 },
});

function itemFailed(plan: FlowPlan, step: ActiveStep, scope: ChildScope, failure: Failure): RunEventBody {
  const { retry } = nodeOf(plan, step.nodeId);
  const retryAt = itemRetryAt(retry, scope);
  const data = { index: scope.index, failure, ...(retryAt === undefined ? {} : { retryAt }) };
  return { type: "item.failed", ...coordinates(step), data };
}

/** An entry in hand has no compensation node left to run. */
function undone(state: RunState): RunEventBody | undefined {
  const entry = entriesInHand(state).find(({ by }) => by.length === 0);
  if (!entry) return undefined;
  return { type: "step.undone", data: { nodeId: entry.nodeId, visit: entry.visit, by: entry.doneBy ?? state.flow } };
}

/** A compensation back to a savepoint is over when nothing is left above it, or an undo failed for good. */
function compensated(plan: FlowPlan, state: RunState): RunEventBody | undefined {
  const step = Object.values(state.active).find((candidate) => candidate.unwinding);
  if (!step?.unwinding || state.undoing !== undefined || state.ending || state.undoAtOnce) return undefined;
  const { done, failure = blockedBy(plan, state, step) } = step.unwinding;
  if (failure) return { type: "step.failed", ...coordinates(step), data: { failure, durationMs: 0 } };
  if (nextEntry(state, step, plan)) return undefined;
  return { type: "step.completed", ...coordinates(step), data: { output: { undone: done }, durationMs: 0 } };
}

function blockedBy(plan: FlowPlan, state: RunState, step: ActiveStep): Failure | undefined {
  if (!state.pivot || !isBlocked(state, step, plan)) return undefined;
  const { nodeId } = state.pivot;
  return pastPivot(nodeId, nodeOf(plan, nodeId).label);
}

function ended(plan: FlowPlan, state: RunState): RunEventBody | undefined {
  if (movingSteps(state) > 0 || !isEmpty(state.active) || hasUndoAtOnce(state)) return undefined;
  if (state.ending) return endingRecord(plan, state, state.ending);
  return isEmpty(state.chains) ? { type: "run.completed", data: { output: scopeOutput(state, state, undefined) } } : undefined;
}

/** A run that completes first takes back what had lost; one that fails undoes all it is to undo anyway. */
const hasUndoAtOnce = ({ undoAtOnce, ending }: RunState): boolean =>
  undoAtOnce !== undefined && (ending === undefined || ending.type === "stopped");

function joined(plan: FlowPlan, state: RunState): RunEventBody | undefined {
  // Somebody moves, or there is no join to complete.
  if (state.ending || movingSteps(state) === 0 || !mayHaveJoin(state)) return undefined;
  const step = Object.values(state.active).find(({ phase, nodeId }) => phase === "requested" && plan.joins[nodeId] !== undefined);
  if (!step) return undefined;
  const from = scopeAt(state, step.scope)?.arrivals[step.nodeId]?.from ?? [];
  const { mode, count = 1 } = plan.joins[step.nodeId]!;
  if (mode === "count" && from.length < count) {
    const message = `"${nodeOf(plan, step.nodeId).label}" needs ${count} branches, and only ${from.length} can arrive.`;
    return { type: "step.failed", ...coordinates(step), data: { failure: { code: "join/too-few", message }, durationMs: 0 } };
  }
  const output = outputsOf(frameAt(state, step.scope), from);
  return { type: "step.completed", ...coordinates(step), data: { output, durationMs: 0 } };
}

/** Cheap, and asked after every event: a join of the flow itself is known by its last visit, those in bodies are looked for. */
function mayHaveJoin({ arrivals, active, visits, scopes }: RunState): boolean {
  if (!isEmpty(scopes)) return true;
  for (const join in arrivals) if (active[stepKey(join, visits[join] ?? 0)]) return true;
  return false;
}
