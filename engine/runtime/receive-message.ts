import type { FlowPlan } from "../core/compile/flow-plan.ts";
import { RUN_TIMER } from "../core/machine/fold-mail.ts";
import { rewindState } from "../core/machine/redrive.ts";
import { hasEnded } from "../core/machine/run-status.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import { stepKey, type RunState, type StepPhase } from "../core/machine/run-state.ts";
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
): Promise<RunEventBody | undefined> {
  if (message.type === "rewind") return rewound(plan, state, message, store);
  return hasEnded(state.status) ? receiveEnded(state, message) : receiveLive(state, message);
}

/** Only what opens a run again has an effect on one that has ended. */
function receiveEnded(state: RunState, message: MessageBody): RunEventBody | undefined {
  const { type, ...data } = message;
  if (message.type === "undo" && state.status === "completed") return { type: "run.undoRequested", data: data as never };
  if (message.type === "resumeUndo" && state.status === "compensation_incomplete")
    return { type: "undo.resumed", data: data as never };
  return void type;
}

function receiveLive(state: RunState, message: MessageBody): RunEventBody | undefined {
  switch (message.type) {
    case "timer": {
      const { nodeId, visit } = message;
      const isDue = nodeId === RUN_TIMER ? !state.ending : hasTimer(state, nodeId, visit);
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
      const waits = Object.values(state.active).find((step) => step.phase === "waiting" && step.child === outcome.runId);
      return waits && { type: "child.ended", data: { ...outcome, nodeId: waits.nodeId, visit: waits.visit } };
    }
    case "verdict": {
      const { type: _type, ...data } = message;
      return isIn(state, data, ["undecided"]) ? { type: "step.decided", data } : undefined;
    }
    case "cancel": {
      const { type: _type, ...data } = message;
      return { type: "run.cancelRequested", data };
    }
    case "pause": {
      const { type: _type, ...data } = message;
      return state.paused ? undefined : { type: "run.paused", data };
    }
    case "resume": {
      const { type: _type, ...data } = message;
      return state.paused ? { type: "run.resumed", data } : undefined;
    }
    case "undo":
    case "resumeUndo":
    case "rewind":
      return undefined;
  }
}

interface Place {
  readonly nodeId: string;
  readonly visit: number;
}

function isIn(state: RunState, { nodeId, visit }: Place, phases: readonly StepPhase[]): boolean {
  const phase = state.active[stepKey(nodeId, visit)]?.phase;
  return phase !== undefined && phases.includes(phase);
}

/** A timer counts for a step that waits for its time, and for one whose deadline has come, whatever it does. */
function hasTimer(state: RunState, nodeId: string, visit: number): boolean {
  const step = state.active[stepKey(nodeId, visit)];
  if (!step) return false;
  const waits = step.dueAt !== undefined || (step.body?.retrying.length ?? 0) > 0;
  return waits || step.deadlineAt !== undefined;
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
  return { type: "run.rewound", data: { toSeq, state: then as never, by, ...(reason === undefined ? {} : { reason }) } };
}
