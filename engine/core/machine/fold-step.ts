import type { Failure } from "../failure.ts";
import { isJsonObject, type JsonValue } from "../json.ts";
import { completeInChain, failInChain, failRun } from "./advance-chain.ts";
import { append } from "./chunked-list.ts";
import { dropScope } from "./containers.ts";
import { activeStep, dropChain, dropStep, editFrame, editScope, nodeOf, own, putStep, type Turn } from "./draft.ts";
import { takeEarlyChild, wake } from "./fold-mail.ts";
import { passPivot } from "./pivot.ts";
import type { EventOf, RunEvent } from "./run-event.ts";
import { isAroundClosing } from "./scope-tree.ts";
import { canBeUndone, failUndo, finishUndo, giveUpUndo, isFailing, pushLost, pushUndo, undoDraft } from "./undo-stack.ts";
import { letGo } from "./undo-in-hand.ts";
import { byRunClock } from "./run-clock.ts";
import { stepKey, type ActiveStep, type UndoEntry } from "./run-state.ts";

type Recorded<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;

const inputOf = (data: { readonly input?: JsonValue }): { readonly input?: JsonValue } =>
  data.input === undefined ? {} : { input: data.input };

export function foldStarted(turn: Turn, event: EventOf<"step.started">): void {
  const { unbegun: _unbegun, ...step } = activeStep(turn.draft, event.nodeId, event.visit);
  const phase = step.phase === "late" ? "late" : "started";
  // Begun again without an answer: the process died with the call in flight, which may have done something.
  const outcomeUnknown = step.phase === "started" ? ({ outcomeUnknown: true } as const) : {};
  putStep(turn, { ...step, attempt: event.attempt, phase, ...inputOf(event.data), ...outcomeUnknown });
}

export function foldWaiting(turn: Turn, event: Recorded<"step.waiting">): void {
  const { draft } = turn;
  const step = activeStep(draft, event.nodeId, event.visit);
  const { dueAt, fixedDue, signal, approval, child } = event.data;
  const parked: ActiveStep = {
    ...step,
    phase: "waiting",
    ...inputOf(event.data),
    ...(dueAt === undefined ? {} : { dueAt: fixedDue ? dueAt : byRunClock(turn, dueAt) }),
    ...(fixedDue === undefined ? {} : { fixedDue }),
    ...(signal === undefined ? {} : { signal }),
    ...(approval === undefined ? {} : { approvalId: approval.approvalId }),
    ...(child === undefined ? {} : { child }),
  };
  putStep(turn, parked);
  if (child !== undefined) return takeEarlyChild(turn, parked);
  const early = draft.signals.findIndex((candidate) => candidate.name === signal);
  if (early < 0) return;
  const { name, payload } = draft.signals[early]!;
  draft.signals = draft.signals.toSpliced(early, 1);
  wake(turn, parked, { type: "signal", name, payload });
}

export function foldCompleted(turn: Turn, event: Recorded<"step.completed">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  completeStep(turn, { ...step, ...inputOf(event.data) }, event);
}

type Completion = Pick<Recorded<"step.completed">, "seq"> & {
  readonly data: Pick<EventOf<"step.completed">["data"], "output" | "port" | "vars">;
};

function completeStep(turn: Turn, step: ActiveStep, { seq, data }: Completion): void {
  const { draft, plan } = turn;
  const node = nodeOf(plan, step.nodeId);
  const { output, vars, port = "out" } = data;
  const nowMs = timeAfter(turn, step);
  if (!step.undoes) pushUndo(turn, step, output, nowMs, seq);
  if (node.pivot) passPivot(turn, step.nodeId);
  const closing = isAroundClosing(draft, step);
  dropStep(turn, step);
  dropBody(turn, step);
  if (step.undoes) return finishUndo(turn, step.undoes, step.nodeId);
  const frame = editFrame(turn, step.scope);
  own(turn, frame, "outputs")[step.nodeId] = output;
  if (vars) frame.vars = { ...frame.vars, ...vars };
  if (plan.savepoints.includes(step.nodeId)) own(turn, draft, "savepoints")[step.nodeId] = seq;
  if (node.behavior === "join") leaveJoin(turn, step);
  if (closing && node.behavior !== "stop") return dropChain(turn, step.scope, step.chain);
  if (node.behavior === "stop") return stopRun(turn, step, output, port);
  completeInChain(turn, step, nowMs, node.behavior === "join" ? "out" : port);
}

/** Pure steps do not move the recorded time: they may run again, and must then see the same. */
function timeAfter({ plan, atMs }: Turn, step: ActiveStep): number {
  const { behavior } = nodeOf(plan, step.nodeId);
  return behavior === "effect" || behavior === "wait" || behavior === "child" ? atMs : step.nowMs;
}

/** What the join waited for has been used; branches that could still come to a join that counts have lost. */
function leaveJoin(turn: Turn, step: ActiveStep): void {
  const scope = editScope(turn, step.scope);
  delete own(turn, scope, "arrivals")[step.nodeId];
  const join = turn.plan.joins[step.nodeId]!;
  if (join.mode !== "count") return;
  scope.passedJoins = [...(scope.passedJoins ?? []), step.nodeId];
  const before = new Set(join.reachableFrom);
  const chains = own(turn, scope, "chains");
  for (const [id, chain] of Object.entries(chains)) if (before.has(chain.at)) chains[id] = { ...chain, lost: true };
  for (const other of Object.keys(scope.arrivals)) if (before.has(other)) delete own(turn, scope, "arrivals")[other];
  turn.draft.closing = true;
}

function stopRun(turn: Turn, step: ActiveStep, output: JsonValue, port: string): void {
  const { draft, plan } = turn;
  const closing = isAroundClosing(draft, step);
  dropChain(turn, step.scope, step.chain);
  if (closing) return;
  if (port !== "failed") {
    draft.ending = { type: "stopped", output };
    draft.closing = true;
    return;
  }
  const message = `"${nodeOf(plan, step.nodeId).label}" ended the run as failed.`;
  const said = isJsonObject(output) && isJsonObject(output["failure"]) ? output["failure"] : {};
  failRun(turn, { code: "stop/failed", message, nodeId: step.nodeId, ...said });
}

export function foldAttemptFailed(turn: Turn, event: EventOf<"attempt.failed">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  const phase = step.phase === "late" ? "late" : "retrying";
  const { failure, retryAt, lookupOnly } = event.data;
  const { outcomeUnknown, ...rest } = step;
  const isUnknown = failure.unknown ?? outcomeUnknown;
  putStep(turn, {
    ...rest,
    attempt: event.attempt + 1,
    phase,
    dueAt: byRunClock(turn, retryAt),
    ...(isUnknown ? { outcomeUnknown: true } : {}),
    ...(lookupOnly ? { lookups: (step.lookups ?? 0) + 1 } : {}),
    ...(phase === "late" ? { asked: (step.asked ?? 0) + 1, unbegun: true } : {}),
  });
}

export function foldFailed(turn: Turn, event: Recorded<"step.failed">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  failStep(turn, step, { ...event.data.failure, nodeId: step.nodeId }, { ...event.data, seq: event.seq });
}

type HowFailed = Pick<EventOf<"step.failed">["data"], "late" | "done" | "othersRun"> & { readonly seq: number };

function failStep(turn: Turn, step: ActiveStep, failure: Failure, { late, done, othersRun, seq }: HowFailed): void {
  const { draft } = turn;
  if (step.undoes) return failUndo(turn, step, step.undoes, { failure, othersRun });
  const closing = isAroundClosing(draft, step);
  const nowMs = timeAfter(turn, step);
  const keptForLater = late && canBeUndone(nodeOf(turn.plan, step.nodeId), step) ? undoDraft(turn, step, nowMs) : undefined;
  if (done) pushLost(turn, step, nowMs, seq);
  dropStep(turn, step);
  dropBody(turn, step);
  if (nodeOf(turn.plan, step.nodeId).behavior === "join") leaveJoin(turn, step);
  if (keptForLater) putStep(turn, lateStep(step, keptForLater));
  if (closing) return dropChain(turn, step.scope, step.chain);
  failInChain(turn, step, nowMs, failure);
}

function lateStep(
  { nodeId, visit, attempt, nowMs, input, item, keyOf }: ActiveStep,
  late: ActiveStep["late"] & object,
): ActiveStep {
  return {
    nodeId,
    visit,
    attempt,
    nowMs,
    phase: "late",
    late,
    ...(input === undefined ? {} : { input }),
    ...(item === undefined ? {} : { item }),
    ...(keyOf === undefined ? {} : { keyOf }),
  };
}

/** A container that is over has no turns any more. */
function dropBody(turn: Turn, step: ActiveStep): void {
  if (!step.body) return;
  const key = stepKey(step.nodeId, step.visit);
  for (const [id, scope] of Object.entries(turn.draft.scopes)) if (scope.container === key) dropScope(turn, id);
}

export function foldCanceled(turn: Turn, event: EventOf<"step.canceled">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  dropStep(turn, step);
  dropBody(turn, step);
  dropChain(turn, step.scope, step.chain);
  if (step.undoes) letGo(turn.draft, step.undoes);
}

export function foldUndecided(turn: Turn, event: EventOf<"step.undecided">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  putStep(turn, { ...step, phase: "undecided", question: { ...event.data.failure, nodeId: step.nodeId } });
}

export function foldDecided(turn: Turn, event: Recorded<"step.decided">): void {
  const { nodeId, visit, verdict, output = null, othersRun } = event.data;
  const step = activeStep(turn.draft, nodeId, visit);
  const { question, lookups: _lookups, ...rest } = step;
  if (rest.late) return decideLate(turn, rest, event);
  if (verdict === "retry") {
    const again: ActiveStep = { ...rest, phase: "requested", attempt: step.attempt + 1 };
    putStep(turn, again);
    turn.commands.push({ type: "runStep", step: again });
  } else if (verdict === "done") completeStep(turn, rest, { seq: event.seq, data: { output } });
  else if (step.undoes) giveUpUndo(turn, rest, step.undoes, { failure: question!, othersRun });
  else failStep(turn, rest, question!, { seq: event.seq });
}

/** What became of a call that was given up, and that nobody answers: it is asked about anew, or a person knows. */
function decideLate(turn: Turn, step: ActiveStep, { seq, data }: Recorded<"step.decided">): void {
  const { verdict, output = null, takenBack } = data;
  if (verdict === "failed") return dropStep(turn, step);
  if (verdict === "done") return undoLate(turn, step, { seq, output }, takenBack);
  const { asked: _asked, ...rest } = step;
  const again: ActiveStep = { ...rest, phase: "late" };
  putStep(turn, again);
  turn.commands.push({ type: "runStep", step: again });
}

export function foldLateCompleted(turn: Turn, { nodeId, visit, seq, data }: Recorded<"step.lateCompleted">): void {
  undoLate(turn, activeStep(turn.draft, nodeId, visit), { seq, output: data.output }, data.takenBack);
}

/** It did something after all, which nobody wants any more. Where the run failed or was canceled, its end says what is undone. */
function undoLate(turn: Turn, step: ActiveStep, done: Pick<UndoEntry, "seq" | "output">, takenBack: true | undefined): void {
  const { draft } = turn;
  dropStep(turn, step);
  if (!step.late) return;
  const isAtOnce = takenBack ? !isFailing(draft) : draft.ending === undefined;
  draft.undo = append(draft.undo, { ...step.late, ...done, ...(isAtOnce ? { atOnce: true } : {}) });
  if (isAtOnce) draft.undoAtOnce = (draft.undoAtOnce ?? 0) + 1;
}

export function foldLateFailed(turn: Turn, event: EventOf<"step.lateFailed">): void {
  dropStep(turn, activeStep(turn.draft, event.nodeId, event.visit));
}
