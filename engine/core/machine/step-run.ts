import type { FlowPlan } from "../compile/flow-plan.ts";
import { beginLife } from "./lifecycle.ts";
import { startChain } from "./advance-chain.ts";
import type { Command } from "./command.ts";
import { emptyList } from "./chunked-list.ts";
import { newTurn, touchAll, type Draft, type KeptTables } from "./draft.ts";
import { foldEvent } from "./fold-event.ts";
import { nextRecord } from "./next-record.ts";
import { openSteps } from "./open-steps.ts";
import { withFreshDeadlines } from "./fresh-deadlines.ts";
import { goOnSince } from "./run-clock.ts";
import type { Fork, RunEvent } from "./run-event.ts";
import { STATE_FORMAT, type RunState } from "./run-state.ts";
import { settle } from "./settle.ts";

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

/** The state after an event that says all there is to know: the start of a run, or its move to this version. Throws for others. */
export function beginWith(plan: FlowPlan, runId: string, event: RunEvent): StepResult {
  if (event.type === "run.started") return startRun(plan, runId, event);
  if (event.type !== "run.moved")
    throw new Error(`The history of run ${runId} begins with ${event.type} instead of run.started.`);
  return stepRun(plan, { ...(event.data.state as unknown as RunState), seq: event.seq - 1 }, event);
}

/** Throws when the event belongs to another version of the flow. */
export function startRun(plan: FlowPlan, runId: string, event: StartEvent): StepResult {
  const { data, at } = event;
  requireSameVersion(plan, data.contentHash, runId);
  if (data.fork) return goOn(plan, forked(data.fork.state as unknown as RunState, runId, event), { at, ...data.fork });
  const turn = newTurn(plan, newRun(plan, runId, event), at);
  startChain(turn, undefined, data.trigger, { nowMs: turn.atMs });
  settle(turn);
  return { state: turn.draft, commands: turn.commands };
}

/** A fork starts now, so it sees the variables of now. */
const forked = (state: RunState, runId: string, { seq, data }: StartEvent): RunState => ({
  ...state,
  ...{ runId, seq },
  ...(data.env === undefined ? {} : { env: data.env }),
});

function newRun(plan: FlowPlan, runId: string, { data, at, seq }: StartEvent): Draft {
  const life = beginLife();
  return {
    format: STATE_FORMAT,
    runId,
    flow: data.flow,
    version: data.version,
    contentHash: data.contentHash,
    trigger: data.trigger,
    startedAt: at,
    seed: data.seed,
    ...(data.environment === undefined ? {} : { environment: data.environment }),
    ...(data.env === undefined ? {} : { env: data.env }),
    ...(data.parent === undefined ? {} : { parent: data.parent }),
    ...(data.noCaller === undefined ? {} : { noCaller: data.noCaller }),
    seq,
    lifecycle: life.snapshot,
    status: life.status,
    input: data.input,
    vars: {},
    outputs: {},
    visits: {},
    chains: {},
    scopes: {},
    chainCount: 0,
    arrivals: {},
    active: {},
    signals: [],
    leaves: [],
    undo: emptyList,
    savepoints: {},
    ...(plan.timeoutMs === undefined ? {} : { deadlineMs: Date.parse(at) + plan.timeoutMs }),
  };
}

/** A fork: the new run is where the other one was. */
function goOn(plan: FlowPlan, state: RunState, { at, thenAt }: Pick<Fork, "thenAt"> & Pick<StartEvent, "at">): StepResult {
  const turn = newTurn(plan, { ...state }, at);
  if (thenAt !== undefined) goOnSince(turn, thenAt);
  delete turn.draft.deadlineMs;
  Object.assign(turn.draft, withFreshDeadlines(plan, turn.draft, turn.atMs));
  touchAll(turn);
  for (const step of openSteps(plan, turn.draft)) turn.commands.push({ type: "runStep", step });
  settle(turn);
  return { state: turn.draft, commands: turn.commands };
}

/**
 * Throws when the event is not the next one, or the state belongs to another version of the flow than the plan; a move is
 * folded with the plan of the version that it leads to. With `kept`, the tables
 * that earlier calls with the same set have made are changed in place, and states from before must not be used any more.
 */
export function stepRun(plan: FlowPlan, state: RunState, event: RunEvent, kept?: KeptTables): StepResult {
  requireSameVersion(plan, event.type === "run.moved" ? event.data.contentHash : state.contentHash, state.runId);
  if (event.seq !== state.seq + 1) {
    throw new Error(`Run ${state.runId} is at event ${state.seq}; event ${event.seq} cannot follow.`);
  }
  const turn = newTurn(plan, { ...state, seq: event.seq }, event.at, kept);
  foldEvent(turn, event);
  settle(turn);
  return { state: turn.draft, commands: turn.commands };
}

/** What a driver that takes over a run has to do next: the commands that have no recorded outcome yet. */
export function outstandingCommands(plan: FlowPlan, state: RunState): readonly Command[] {
  const event = nextRecord(plan, state);
  const commands: Command[] = openSteps(plan, state).map((step) => ({ type: "runStep", step }));
  return event ? [...commands, { type: "record", event }] : commands;
}

function requireSameVersion(plan: FlowPlan, contentHash: string, runId: string): void {
  if (plan.contentHash === contentHash) return;
  throw new Error(`Run ${runId} belongs to version ${contentHash} of flow ${plan.flowId}, not to ${plan.contentHash}.`);
}
