import { failRun } from "./advance-chain.ts";
import { fillBody } from "./containers.ts";
import { activeStep, putStep, type Turn } from "./draft.ts";
import type { ChildOutcome, EventOf } from "./run-event.ts";
import { stepKey, type ActiveStep, type WakeUp } from "./run-state.ts";
import { earliestDue, RUN_TIMER } from "./timers.ts";
import { undoneRun } from "./undo-in-hand.ts";

/** In place of the node, where the run of a sub-flow ended before a step said that it waits for it. */
export const NOBODY_YET = "";

export function foldTimer(turn: Turn, { data }: EventOf<"timer.fired">): void {
  if (data.nodeId === RUN_TIMER) {
    return failRun(turn, { code: "run/timed-out", message: "The run took longer than its flow allows." });
  }
  const step = activeStep(turn.draft, data.nodeId, data.visit);
  if (step.deadlineAt !== undefined && step.deadlineAt <= (earliestDue(step) ?? step.deadlineAt)) return expire(turn, step);
  if (step.body) retryItems(turn, step);
  else wake(turn, step, { type: "timer" });
}

function expire(turn: Turn, step: ActiveStep): void {
  const { deadlineAt: _deadline, ...rest } = step;
  putStep(turn, { ...rest, expired: true });
  turn.draft.closing = true;
}

/** Items whose time has come begin again as soon as there is room for them; the timer was set for the earliest. */
function retryItems(turn: Turn, step: ActiveStep): void {
  const body = step.body!;
  const now = [earliestDue(step)!, new Date(turn.atMs).toISOString()].toSorted()[1]!;
  const come = body.retrying.filter(({ dueAt }) => dueAt <= now).map(({ index, attempt }) => ({ index, attempt }));
  const retrying = body.retrying.filter(({ dueAt }) => dueAt > now);
  putStep(turn, { ...step, body: { ...body, retrying, due: [...(body.due ?? []), ...come] } });
  fillBody(turn, stepKey(step.nodeId, step.visit));
}

export function foldSignal(turn: Turn, event: EventOf<"signal.received">): void {
  const { name, payload } = event.data;
  const waiting = Object.values(turn.draft.active).find((step) => step.phase === "waiting" && step.signal === name);
  if (waiting) return wake(turn, waiting, { type: "signal", name, payload });
  turn.draft.signals = [...turn.draft.signals, { name, payload }];
}

export function foldApproval(turn: Turn, event: EventOf<"approval.decided">): void {
  const { approvalId: _id, nodeId, visit, ...decision } = event.data;
  wake(turn, activeStep(turn.draft, nodeId, visit), { type: "approval", ...decision });
}

export function foldChild(turn: Turn, event: EventOf<"child.ended">): void {
  const { nodeId, visit, ...outcome } = event.data;
  const { draft } = turn;
  if (nodeId === NOBODY_YET) {
    draft.earlyChildren = [...(draft.earlyChildren ?? []), outcome];
    return;
  }
  const step = draft.active[stepKey(nodeId, visit)];
  if (step?.child === outcome.runId && step.phase === "waiting")
    wake(turn, step, { type: "child", outcome }, { keepChild: true });
}

/** The run that this step waits for has ended already: what it waits for as an undo is not how the run ended the first time. */
export function takeEarlyChild(turn: Turn, step: ActiveStep): void {
  const { draft } = turn;
  const isUndo = undoneRun(step) !== undefined;
  const isIt = ({ runId, status }: ChildOutcome): boolean => runId === step.child && !(isUndo && status === "completed");
  const outcome = draft.earlyChildren?.find(isIt);
  if (!outcome) return;
  const left = draft.earlyChildren!.filter((other) => other !== outcome);
  if (left.length > 0) draft.earlyChildren = left;
  else delete draft.earlyChildren;
  wake(turn, step, { type: "child", outcome }, { keepChild: true });
}

/** A parked step goes on: a retry begins its next attempt, a wait learns what woke it. */
export function wake(turn: Turn, step: ActiveStep, wakeUp: WakeUp, options: { readonly keepChild?: true } = {}): void {
  const { dueAt: _due, fixedDue: _fixed, signal: _signal, approvalId: _approval, child, ...rest } = step;
  const isRetry = step.phase === "retrying" || step.phase === "late";
  const woken: ActiveStep = {
    ...rest,
    phase: step.phase === "late" ? "late" : "requested",
    ...(options.keepChild && child !== undefined ? { child } : {}),
    ...(isRetry ? {} : { nowMs: turn.atMs, wakeUp }),
  };
  putStep(turn, woken);
  turn.commands.push({ type: "runStep", step: woken });
}
