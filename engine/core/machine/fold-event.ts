import type { Failure } from "../failure.ts";
import { isJsonObject, type JsonValue } from "../json.ts";
import { completeInChain, failInChain, failRun } from "./advance-chain.ts";
import { activeStep, dropChain, dropStep, live, nodeOf, putStep, without, type Turn } from "./draft.ts";
import type { EventOf, RunEvent } from "./run-event.ts";
import type { ActiveStep, UndoEntry, WakeUp } from "./run-state.ts";

/** Brings one recorded event into the draft. Every event type is named here, so a new one cannot be forgotten. */
export function foldEvent(turn: Turn, event: RunEvent): void {
  switch (event.type) {
    case "run.started":
      throw new Error(`Run ${turn.draft.runId} was started already.`);
    case "step.started":
      return foldStarted(turn, event);
    case "step.waiting":
      return foldWaiting(turn, event);
    case "step.completed":
      return foldCompleted(turn, event);
    case "attempt.failed":
      return foldAttemptFailed(turn, event);
    case "step.failed":
      return foldFailed(turn, event);
    case "step.canceled":
      return foldCanceled(turn, event);
    case "timer.fired":
      return wake(turn, activeStep(turn.draft, event.data.nodeId, event.data.visit), { type: "timer" }, event.at);
    case "signal.received":
      return foldSignal(turn, event);
    case "approval.decided":
      return foldDecision(turn, event);
    case "run.cancelRequested":
      return foldCancel(turn, event);
    case "run.compensating":
      updateUndo(turn, { begun: true });
      return live(turn, "undoing");
    case "step.undone":
      turn.draft.undo = turn.draft.undo.slice(0, -1);
      return countUndone(turn);
    case "run.completed":
      turn.draft.output = event.data.output;
      return live(turn, "completed");
    case "run.failed":
      return live(turn, "failed");
    case "run.compensated":
      return live(turn, "compensated");
    case "run.compensationIncomplete":
      return live(turn, "compensationIncomplete");
    case "run.canceled":
      return live(turn, "canceled");
  }
}

const inputOf = (data: { readonly input?: JsonValue }): { readonly input?: JsonValue } =>
  data.input === undefined ? {} : { input: data.input };

function foldStarted(turn: Turn, event: EventOf<"step.started">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  putStep(turn, { ...step, attempt: event.attempt, phase: "started", ...inputOf(event.data) });
}

function foldWaiting(turn: Turn, event: EventOf<"step.waiting"> & RunEvent): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  const { dueAt, signal, approval } = event.data;
  const parked: ActiveStep = {
    ...step,
    phase: "waiting",
    ...inputOf(event.data),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(signal === undefined ? {} : { signal }),
    ...(approval === undefined ? {} : { approvalId: approval.approvalId }),
  };
  putStep(turn, parked);
  const early = turn.draft.signals.findIndex((candidate) => candidate.name === signal);
  if (early < 0) return;
  const { name, payload } = turn.draft.signals[early]!;
  turn.draft.signals = turn.draft.signals.toSpliced(early, 1);
  wake(turn, parked, { type: "signal", name, payload }, event.at);
}

function foldCompleted(turn: Turn, event: EventOf<"step.completed"> & RunEvent): void {
  const { draft, plan } = turn;
  const step = activeStep(draft, event.nodeId, event.visit);
  const node = nodeOf(plan, step.nodeId);
  const { output, vars, port = "out" } = event.data;
  dropStep(turn, step);
  draft.outputs = { ...draft.outputs, [step.nodeId]: output };
  if (vars) draft.vars = { ...draft.vars, ...vars };
  if (step.undoes) return finishUndo(turn, step.undoes, step.nodeId);
  const nowMs = timeAfter(turn, step, event.at);
  if (node.undoBy.length > 0) {
    const entry: UndoEntry = {
      nodeId: step.nodeId,
      visit: step.visit,
      output,
      by: node.undoBy,
      nowMs,
      ...inputOf({ ...step, ...event.data }),
    };
    draft.undo = [...draft.undo, entry];
  }
  if (node.behavior === "join") draft.arrivals = without(draft.arrivals, step.nodeId);
  if (node.behavior === "stop") return stopRun(turn, step, output, port);
  if (draft.ending) return dropChain(turn, step.chain!);
  completeInChain(turn, step.chain!, nowMs, node.behavior === "join" ? "out" : port);
}

/** Pure steps do not move the recorded time: they may run again, and must then see the same. */
function timeAfter({ plan }: Turn, step: ActiveStep, at: string): number {
  const { behavior } = nodeOf(plan, step.nodeId);
  return behavior === "effect" || behavior === "wait" ? Date.parse(at) : step.nowMs;
}

function stopRun(turn: Turn, step: ActiveStep, output: JsonValue, port: string): void {
  const { draft, plan } = turn;
  dropChain(turn, step.chain!);
  if (draft.ending) return;
  if (port !== "failed") {
    draft.ending = { type: "stopped", output };
    return;
  }
  const message = `"${nodeOf(plan, step.nodeId).label}" ended the run as failed.`;
  const said = isJsonObject(output) && isJsonObject(output["failure"]) ? (output["failure"] as Partial<Failure>) : {};
  failRun(turn, { code: "stop/failed", message, nodeId: step.nodeId, ...said });
}

function foldAttemptFailed(turn: Turn, event: EventOf<"attempt.failed">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  putStep(turn, { ...step, attempt: event.attempt + 1, phase: "retrying", dueAt: event.data.retryAt });
}

function foldFailed(turn: Turn, event: EventOf<"step.failed"> & RunEvent): void {
  const { draft } = turn;
  const step = activeStep(draft, event.nodeId, event.visit);
  dropStep(turn, step);
  const failure: Failure = { ...event.data.failure, nodeId: step.nodeId };
  if (step.undoes) return updateUndo(turn, { failure });
  if (draft.ending) return dropChain(turn, step.chain!);
  failInChain(turn, step.chain!, timeAfter(turn, step, event.at), failure);
}

function foldCanceled(turn: Turn, event: EventOf<"step.canceled">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  dropStep(turn, step);
  dropChain(turn, step.chain!);
}

function foldSignal(turn: Turn, event: EventOf<"signal.received"> & RunEvent): void {
  const { name, payload } = event.data;
  const waiting = Object.values(turn.draft.active).find((step) => step.phase === "waiting" && step.signal === name);
  if (waiting) return wake(turn, waiting, { type: "signal", name, payload }, event.at);
  turn.draft.signals = [...turn.draft.signals, { name, payload }];
}

function foldDecision(turn: Turn, event: EventOf<"approval.decided"> & RunEvent): void {
  const { nodeId, visit, decision, by, comment } = event.data;
  const who = { ...(by === undefined ? {} : { by }), ...(comment === undefined ? {} : { comment }) };
  wake(turn, activeStep(turn.draft, nodeId, visit), { type: "approval", decision, ...who }, event.at);
}

/** A parked step goes on: a retry begins its next attempt, a wait learns what woke it. */
function wake(turn: Turn, step: ActiveStep, wakeUp: WakeUp, at: string): void {
  const { dueAt: _due, signal: _signal, approvalId: _approval, ...rest } = step;
  const isRetry = step.phase === "retrying";
  const woken: ActiveStep = {
    ...rest,
    phase: "requested",
    nowMs: Date.parse(at),
    ...(isRetry ? { nowMs: step.nowMs } : { wakeUp }),
  };
  putStep(turn, woken);
  turn.commands.push({ type: "runStep", step: woken });
}

function foldCancel(turn: Turn, event: EventOf<"run.cancelRequested">): void {
  if (turn.draft.ending) return;
  turn.draft.ending = { type: "canceled", request: event.data, undo: { begun: false, done: 0 } };
}

function finishUndo(turn: Turn, entry: UndoEntry, by: string): void {
  const { draft } = turn;
  draft.undo = [...draft.undo.slice(0, -1), { ...entry, by: entry.by.slice(1), doneBy: by }];
}

type UndoPatch = { readonly begun: true } | { readonly failure: Failure };

function updateUndo({ draft }: Turn, patch: UndoPatch): void {
  if (draft.ending && draft.ending.type !== "stopped")
    draft.ending = { ...draft.ending, undo: { ...draft.ending.undo, ...patch } };
}

function countUndone({ draft }: Turn): void {
  if (!draft.ending || draft.ending.type === "stopped") return;
  draft.ending = { ...draft.ending, undo: { ...draft.ending.undo, done: draft.ending.undo.done + 1 } };
}
