import type { FlowPlan } from "../compile/flow-plan.ts";
import { beginLife } from "./lifecycle.ts";
import { startChain } from "./advance-chain.ts";
import type { Command } from "./command.ts";
import type { Draft, Turn } from "./draft.ts";
import { foldEvent } from "./fold-event.ts";
import { nextRecord, settle } from "./settle.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunState } from "./run-state.ts";

/**
 * The engine as a pure function: `(plan, state, event) → (state, commands)`. Whoever drives it records events, folds each
 * in, and does what the commands ask; what comes of that is the next event. Folding the same events always gives the same
 * state, so the log alone is enough to go on after a crash.
 */
export interface StepResult {
  readonly state: RunState;
  readonly commands: readonly Command[];
}

type StartEvent = Extract<RunEvent, { type: "run.started" }>;

/** Throws when the event belongs to another version of the flow. */
export function startRun(plan: FlowPlan, runId: string, event: StartEvent): StepResult {
  const { data, at } = event;
  requireSameVersion(plan, data.contentHash, runId);
  const life = beginLife();
  const draft: Draft = {
    runId,
    flow: data.flow,
    version: data.version,
    contentHash: data.contentHash,
    trigger: data.trigger,
    startedAt: at,
    seed: data.seed,
    seq: event.seq,
    lifecycle: life.snapshot,
    status: life.status,
    input: data.input,
    vars: {},
    outputs: {},
    visits: {},
    chains: {},
    chainCount: 0,
    arrivals: {},
    active: {},
    signals: [],
    leaves: [],
    undo: [],
  };
  const turn: Turn = { plan, draft, commands: [] };
  startChain(turn, data.trigger, { nowMs: Date.parse(at) });
  settle(turn);
  return { state: draft, commands: turn.commands };
}

/** Throws when the event is not the next one, or the state belongs to another version of the flow. */
export function stepRun(plan: FlowPlan, state: RunState, event: RunEvent): StepResult {
  requireSameVersion(plan, state.contentHash, state.runId);
  if (event.seq !== state.seq + 1) {
    throw new Error(`Run ${state.runId} is at event ${state.seq}; event ${event.seq} cannot follow.`);
  }
  const turn: Turn = { plan, draft: { ...state, seq: event.seq }, commands: [] };
  foldEvent(turn, event);
  settle(turn);
  return { state: turn.draft, commands: turn.commands };
}

/** What a driver that takes over a run has to do next: the commands that have no recorded outcome yet. */
export function outstandingCommands(plan: FlowPlan, state: RunState): readonly Command[] {
  const event = nextRecord(plan, state);
  const isOpen = (phase: string): boolean => phase === "requested" || phase === "started";
  const steps = Object.values(state.active).filter((step) => isOpen(step.phase) && plan.nodes[step.nodeId]?.behavior !== "join");
  const commands: Command[] = steps.map((step) => ({ type: "runStep", step }));
  return event ? [...commands, { type: "record", event }] : commands;
}

function requireSameVersion(plan: FlowPlan, contentHash: string, runId: string): void {
  if (plan.contentHash === contentHash) return;
  throw new Error(`Run ${runId} belongs to version ${contentHash} of flow ${plan.flowId}, not to ${plan.contentHash}.`);
}
