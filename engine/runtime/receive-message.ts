import type { FlowPlan } from "../core/compile/flow-plan.ts";
import { NOBODY_YET } from "../core/machine/fold-mail.ts";
import { RUN_TIMER } from "../core/machine/timers.ts";
import { rewindState } from "../core/machine/redrive.ts";
import { hasEnded } from "../core/machine/run-status.ts";
import type { Actor, RunEventBody, StepVerdict } from "../core/machine/run-event.ts";
import { othersRun } from "../core/machine/undo-stack.ts";
import { stepKey, type ActiveStep, type RunState, type StepPhase } from "../core/machine/run-state.ts";
import type { MessageBody, RunStore } from "./ports.ts";

/**
 * The event a message from outside becomes, or `undefined` when it came too late to matter: its step has gone on, or the
 * run has ended.
 */
export async function receiveMessage(
  plan: FlowPlan,
  state: RunState,
  message: MessageBody,
  store: Pick<RunStore, "readEvents">,
  nowMs: number,
): Promise<RunEventBody | undefined> {
  if (message.type === "rewind") return rewound(plan, state, message, store);
  return hasEnded(state.status) ? receiveEnded(state, message) : receiveLive(plan, state, message, nowMs);
}

/** A parent that was interrupted may ask again: it is answered again, by another end. */
const UNDOABLE: ReadonlySet<RunState["status"]> = new Set(["completed", "compensated", "compensation_incomplete"]);

/** Only what opens a run again has an effect on one that has ended. */
function receiveEnded(state: RunState, message: MessageBody): RunEventBody | undefined {
  if (message.type === "undo" && UNDOABLE.has(state.status)) return undoRequested(message);
  if (message.type === "resumeUndo" && state.status === "compensation_incomplete") return undoResumed(message);
  return undefined;
}

type Message<Type extends MessageBody["type"]> = Extract<MessageBody, { type: Type }>;

const undoRequested = ({ type: _type, ...data }: Message<"undo">): RunEventBody => ({ type: "run.undoRequested", data });
const undoResumed = ({ type: _type, ...data }: Message<"resumeUndo">): RunEventBody => ({ type: "undo.resumed", data });

function receiveLive(plan: FlowPlan, state: RunState, message: MessageBody, nowMs: number): RunEventBody | undefined {
  switch (message.type) {
    case "timer":
      return fired(state, message, nowMs);
    case "approval":
      return approvalDecided(state, message);
    case "signal":
      return signaled(message);
    case "child":
      return childEnded(plan, state, message);
    case "verdict":
      return stepDecided(state, message);
    case "cancel":
      return cancelRequested(message);
    case "pause":
      return paused(state, message);
    case "resume":
      return resumed(state, message);
    case "undo":
    case "resumeUndo":
    case "rewind":
      return undefined;
  }
}

function fired(state: RunState, { nodeId, visit }: Message<"timer">, nowMs: number): RunEventBody | undefined {
  const isDue = nodeId === RUN_TIMER ? hasRunOutOfTime(state, nowMs) : hasTimer(state, nodeId, visit, nowMs);
  return isDue ? { type: "timer.fired", data: { nodeId, visit } } : undefined;
}

const approvalDecided = (state: RunState, { type: _type, ...data }: Message<"approval">): RunEventBody | undefined =>
  stepIn(state, data, ["waiting"]) ? { type: "approval.decided", data } : undefined;

const signaled = ({ type: _type, ...data }: Message<"signal">): RunEventBody => ({ type: "signal.received", data });

function childEnded(plan: FlowPlan, state: RunState, { type: _type, ...outcome }: Message<"child">): RunEventBody | undefined {
  const steps = Object.values(state.active);
  const waits = steps.find((step) => step.phase === "waiting" && step.child === outcome.runId);
  const place = waits ?? (steps.some((step) => isStartingChild(plan, step)) ? { nodeId: NOBODY_YET, visit: 0 } : undefined);
  return place && { type: "child.ended", data: { ...outcome, nodeId: place.nodeId, visit: place.visit } };
}

function stepDecided(state: RunState, { type: _type, ...data }: Message<"verdict">): RunEventBody | undefined {
  const step = stepIn(state, data, ["undecided"]);
  if (!step) return undefined;
  return { type: "step.decided", data: { ...data, ...whatFollows(step, data) } };
}

const cancelRequested = ({ type: _type, ...data }: Message<"cancel">): RunEventBody => ({
  type: "run.cancelRequested",
  data,
});

const paused = (state: RunState, { type: _type, ...data }: Message<"pause">): RunEventBody | undefined =>
  state.paused ? undefined : pausedBy(data);

const pausedBy = (actor: Actor): RunEventBody => ({ type: "run.paused", data: { ...actor, stopsClock: true } });

/**
 * Going back leaves a pause behind that was read a moment before, and that nobody has ended: whoever had the run paused still
 * holds it. `pause`: what the event met.
 */
export function pausedAgain(pause: RunState["paused"], { type }: RunEventBody): RunEventBody | undefined {
  if (type !== "run.rewound" || !pause) return undefined;
  const { by, reason } = pause;
  return pausedBy({ by, ...(reason === undefined ? {} : { reason }) });
}

function resumed(state: RunState, { type: _type, onlyOwn, ...data }: Message<"resume">): RunEventBody | undefined {
  const isMeant = state.paused && (!onlyOwn || state.paused.by === data.by);
  return isMeant ? { type: "run.resumed", data } : undefined;
}

/** What the verdict means for what is undone, in the words of this release. */
function whatFollows(step: ActiveStep, { verdict }: { readonly verdict: StepVerdict }) {
  if (verdict === "failed") return othersRun(step);
  return verdict === "done" && step.late ? ({ takenBack: true } as const) : {};
}

/** It has started a run, or has one undone, and its word that it waits is on the way or was lost with its process. */
function isStartingChild(plan: FlowPlan, { nodeId, phase }: ActiveStep): boolean {
  return plan.nodes[nodeId]?.behavior === "child" && (phase === "requested" || phase === "started");
}

interface Place {
  readonly nodeId: string;
  readonly visit: number;
}

/** The step there, if it is in one of these phases. */
function stepIn(state: RunState, { nodeId, visit }: Place, phases: readonly StepPhase[]): ActiveStep | undefined {
  const step = state.active[stepKey(nodeId, visit)];
  return step !== undefined && phases.includes(step.phase) ? step : undefined;
}

/** Clocks of two processes may differ by this much. */
const CLOCKS_DIFFER_MS = 1_000;

/** The timer may be that of a time which the run has again since, because it went back. */
const hasRunOutOfTime = ({ ending, deadlineMs }: RunState, nowMs: number): boolean =>
  !ending && deadlineMs !== undefined && deadlineMs <= nowMs + CLOCKS_DIFFER_MS;

/**
 * A timer counts for a step that waits for its time, and for one whose deadline has come, whatever it does. The step may
 * have been woken by other mail before: its deadline then has a timer of its own.
 */
function hasTimer(state: RunState, nodeId: string, visit: number, nowMs: number): boolean {
  const step = state.active[stepKey(nodeId, visit)];
  if (!step) return false;
  const waits = step.dueAt !== undefined || (step.body?.retrying.length ?? 0) > 0;
  return waits || (step.deadlineAt !== undefined && Date.parse(step.deadlineAt) <= nowMs + CLOCKS_DIFFER_MS);
}

/** The state of then is written into the event, so that folding it needs nothing but the event. */
async function rewound(
  plan: FlowPlan,
  state: RunState,
  { toSeq, edits, by, reason }: Message<"rewind">,
  store: Pick<RunStore, "readEvents">,
): Promise<RunEventBody> {
  const events = await store.readEvents(state.runId, 0);
  const { state: then, thenAt } = rewindState(plan, state.runId, events, toSeq, edits);
  return { type: "run.rewound", data: { toSeq, state: then as never, thenAt, by, ...(reason === undefined ? {} : { reason }) } };
}
