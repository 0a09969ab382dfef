import type { FlowPlan } from "../core/compile/flow-plan.ts";
import { NOBODY_YET } from "../core/machine/fold-mail.ts";
import { RUN_TIMER } from "../core/machine/timers.ts";
import { rewindState } from "../core/machine/redrive.ts";
import { hasEnded } from "../core/machine/run-status.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
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
  const { type, ...data } = message;
  if (message.type === "undo" && UNDOABLE.has(state.status)) return { type: "run.undoRequested", data: data as never };
  if (message.type === "resumeUndo" && state.status === "compensation_incomplete")
    return { type: "undo.resumed", data: data as never };
  return void type;
}

function receiveLive(plan: FlowPlan, state: RunState, message: MessageBody, nowMs: number): RunEventBody | undefined {
  switch (message.type) {
    case "timer": {
      const { nodeId, visit } = message;
      const isDue = nodeId === RUN_TIMER ? hasRunOutOfTime(state, nowMs) : hasTimer(state, nodeId, visit, nowMs);
      return isDue ? { type: "timer.fired", data: { nodeId, visit } } : undefined;
    }
    case "approval": {
      const { type: _type, ...data } = message;
      return isIn(state, data, ["waiting"]) ? { type: "approval.decided", data } : undefined;
    }
    case "signal": {
      const { type: _type, ...data } = message;
      return { type: "signal.received", data };
    }
    case "child": {
      const { type: _type, ...outcome } = message;
      const steps = Object.values(state.active);
      const waits = steps.find((step) => step.phase === "waiting" && step.child === outcome.runId);
      const place = waits ?? (steps.some((step) => isStartingChild(plan, step)) ? { nodeId: NOBODY_YET, visit: 0 } : undefined);
      return place && { type: "child.ended", data: { ...outcome, nodeId: place.nodeId, visit: place.visit } };
    }
    case "verdict": {
      const { type: _type, ...data } = message;
      if (!isIn(state, data, ["undecided"])) return undefined;
      const others = data.verdict === "failed" ? othersRun(state.active[stepKey(data.nodeId, data.visit)]!) : {};
      return { type: "step.decided", data: { ...data, ...others } };
    }
    case "cancel": {
      const { type: _type, ...data } = message;
      return { type: "run.cancelRequested", data };
    }
    case "pause": {
      const { type: _type, ...data } = message;
      return state.paused ? undefined : { type: "run.paused", data: { ...data, stopsClock: true } };
    }
    case "resume": {
      const { type: _type, onlyOwn, ...data } = message;
      const isMeant = state.paused && (!onlyOwn || state.paused.by === data.by);
      return isMeant ? { type: "run.resumed", data } : undefined;
    }
    case "undo":
    case "resumeUndo":
    case "rewind":
      return undefined;
  }
}

/** It has started a run, or has one undone, and its word that it waits is on the way or was lost with its process. */
function isStartingChild(plan: FlowPlan, { nodeId, phase }: ActiveStep): boolean {
  return plan.nodes[nodeId]?.behavior === "child" && (phase === "requested" || phase === "started");
}

interface Place {
  readonly nodeId: string;
  readonly visit: number;
}

function isIn(state: RunState, { nodeId, visit }: Place, phases: readonly StepPhase[]): boolean {
  const phase = state.active[stepKey(nodeId, visit)]?.phase;
  return phase !== undefined && phases.includes(phase);
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

type Rewind = Extract<MessageBody, { type: "rewind" }>;

/** The state of then is written into the event, so that folding it needs nothing but the event. */
async function rewound(
  plan: FlowPlan,
  state: RunState,
  { toSeq, edits, by, reason }: Rewind,
  store: Pick<RunStore, "readEvents">,
): Promise<RunEventBody> {
  const events = await store.readEvents(state.runId, 0);
  const then = rewindState(plan, state.runId, events, toSeq, edits);
  const thenAt = events[toSeq - 1]!.at;
  return { type: "run.rewound", data: { toSeq, state: then as never, thenAt, by, ...(reason === undefined ? {} : { reason }) } };
}
