import type { FlowPlan } from "../compile/flow-plan.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { beginLife } from "./lifecycle.ts";
import { enterChain } from "./chain-step.ts";
import { nodeOf } from "./draft.ts";
import { callerWasTold, withoutCaller } from "./no-caller.ts";
import { replayRun, sinceMoved } from "./replay-run.ts";
import { hasEnded } from "./run-status.ts";
import { beginWith, stepRun } from "./step-run.ts";
import type { RunEvent } from "./run-event.ts";
import { stepKey, type ActiveChain, type ActiveStep, type ChildScope, type RunState, type Scope } from "./run-state.ts";

/**
 * Going on from an earlier moment of a run: in the same run (rewind) or in a new one (fork), on the same version or on
 * another. What had completed by then is reused; what was active then is begun again.
 *
 * A step begun again is a new visit of its node, so the log never says two things about one step. Its calls carry the
 * idempotency key of the step it repeats as long as that step never completed: should the earlier call have arrived after
 * all, the receiver recognizes it. A step that did complete later, and is now done again on purpose, gets a key of its own.
 */
export interface RedriveEdits {
  readonly input?: JsonValue;
  /** Outputs to put in place of what nodes had returned. */
  readonly outputs?: Readonly<Record<string, JsonValue>>;
  readonly vars?: JsonObject;
}

export interface EarlierMoment {
  /** What the run goes on with. */
  readonly state: RunState;
  /** What the clock of the run said: it stands still while the run is paused. */
  readonly thenAt: string;
}

/** The moment after event `toSeq`, to go on from. Throws when that is no event of the run. */
export function rewindState(
  plan: FlowPlan,
  runId: string,
  events: readonly RunEvent[],
  toSeq: number,
  edits: RedriveEdits = {},
): EarlierMoment {
  const upTo = events.filter(({ seq }) => seq <= toSeq);
  if (toSeq < 1 || upTo.at(-1)?.seq !== toSeq) throw new Error(`Run ${runId} has no event ${toSeq} to go back to.`);
  const then = replayRun(plan, runId, upTo);
  const now = replayRun(plan, runId, untilMoved(events.slice(upTo.length)), then);
  const noCaller = callerWasTold(plan, events) ? withoutCaller(plan, then.trigger, "wentBack") : {};
  const state = { ...noCaller, ...edited(begunAgain(plan, then, now.visits, completedLater(events, toSeq)), edits) };
  return { state, thenAt: then.paused ? new Date(then.paused.atMs).toISOString() : upTo.at(-1)!.at };
}

/**
 * The last of these events after which the run still went forward. What came later belongs to its end: the branch that
 * failed is gone from the state by then, while others may still be answered.
 */
export function lastForward(plan: FlowPlan, runId: string, events: readonly RunEvent[]): number {
  const told = sinceMoved(events);
  let seq = told[0]!.seq;
  let state: RunState | undefined;
  for (const event of told) {
    state = (state ? stepRun(plan, state, event) : beginWith(plan, runId, event)).state;
    if (!state.ending && !hasEnded(state.status)) seq = event.seq;
  }
  return seq;
}

/** What the same version recorded: only a fork goes back to before a move, and its visits are its own. */
function untilMoved(events: readonly RunEvent[]): readonly RunEvent[] {
  const moved = events.findIndex(({ type }) => type === "run.moved");
  return moved < 0 ? events : events.slice(0, moved);
}

function completedLater(events: readonly RunEvent[], toSeq: number): ReadonlySet<string> {
  return new Set(events.flatMap((event) => (event.seq > toSeq ? (stepDone(event) ?? []) : [])));
}

/** The step that certainly did its work, whatever was made of that. */
function stepDone(event: RunEvent): string | undefined {
  if (event.type === "step.decided") {
    const { nodeId, visit, verdict } = event.data;
    return verdict === "done" ? stepKey(nodeId, visit) : undefined;
  }
  const isDone = event.type === "step.completed" || event.type === "step.lateCompleted";
  return isDone || (event.type === "step.failed" && event.data.done) ? stepKey(event.nodeId, event.visit) : undefined;
}

function begunAgain(
  plan: FlowPlan,
  then: RunState,
  visitsNow: RunState["visits"],
  completedSince: ReadonlySet<string>,
): RunState {
  const { ending: _ending, paused: _paused, output: _output, moving: _moving, ...going } = then;
  const { undoing: _undoing, undoingBeside: _beside, ...rest } = going;
  const visits: Record<string, number> = { ...then.visits, ...visitsNow };
  const life = beginLife();
  const active: Record<string, ActiveStep> = {};
  for (const step of Object.values(then.active)) {
    if (step.undoes || step.late) continue;
    const again = step.body && step.phase === "open" ? step : againAs(plan, then, step, visits, completedSince);
    active[stepKey(again.nodeId, again.visit)] = again;
  }
  return { ...rest, lifecycle: life.snapshot, status: life.status, visits, active };
}

/** A new visit that has not begun. A container whose body runs keeps its visit: its turns are named after it. */
function againAs(
  plan: FlowPlan,
  { runId }: RunState,
  step: ActiveStep,
  visits: Record<string, number>,
  completedSince: ReadonlySet<string>,
): ActiveStep {
  const { nodeId, scope, item, chain, nowMs, input, body, unwinding } = step;
  const earlier = stepKey(nodeId, step.visit);
  const visit = (visits[nodeId] ?? 0) + 1;
  visits[nodeId] = visit;
  const sameCall = nodeOf(plan, nodeId).behavior === "effect" && !completedSince.has(earlier);
  const keyOf = sameCall ? (step.keyOf ?? `${runId}:${earlier}`) : undefined;
  return {
    nodeId,
    visit,
    attempt: 1,
    nowMs,
    phase: unwinding ? "open" : "requested",
    ...(scope === undefined ? {} : { scope }),
    ...(item === undefined ? {} : { item }),
    ...(chain === undefined ? {} : { chain }),
    ...(input === undefined || !sameCall ? {} : { input }),
    ...(body === undefined ? {} : { body }),
    ...(unwinding ? { unwinding: { done: 0 } } : {}),
    ...(keyOf === undefined ? {} : { keyOf }),
  };
}

/** Different data make a different call: the bytes that were going to be sent no longer count, nor does their key. */
function edited(state: RunState, { input, outputs, vars }: RedriveEdits): RunState {
  if (input === undefined && outputs === undefined && vars === undefined) return state;
  const active = Object.entries(state.active).map(([key, { input: _input, keyOf: _keyOf, ...step }]) => [key, step] as const);
  return {
    ...state,
    ...(input === undefined ? {} : { input }),
    outputs: { ...state.outputs, ...(input === undefined ? {} : { [state.trigger]: input }), ...outputs },
    vars: { ...state.vars, ...vars },
    active: Object.fromEntries(active),
  };
}

export interface ForkProblem {
  readonly nodeId: string;
  readonly message: string;
}

export type MovedState =
  { readonly ok: true; readonly state: RunState } | { readonly ok: false; readonly problems: readonly ForkProblem[] };

/** A version to go on with. */
export interface OtherVersion {
  readonly plan: FlowPlan;
  readonly number: number;
}

/** The state in another version of the flow: every node the run stands at must still be there, in the same place. */
export function moveToVersion(state: RunState, from: FlowPlan, { plan, number }: OtherVersion): MovedState {
  const problems = [...missing(state, plan)];
  if (problems.length > 0) return { ok: false, problems };
  const scopes = Object.entries(state.scopes).map(([id, scope]) => [id, movedScope(scope, plan)] as const);
  const active = Object.entries(state.active).map(([key, step]) => [key, movedStep(step, from, plan)] as const);
  return {
    ok: true,
    state: {
      ...movedScope(state, plan),
      scopes: Object.fromEntries(scopes),
      active: Object.fromEntries(active),
      contentHash: plan.contentHash,
      version: number,
    },
  };
}

/** A step that was mended calls as it does now, and that is another call: with the key of the earlier one it might be refused. */
function movedStep(step: ActiveStep, from: FlowPlan, to: FlowPlan): ActiveStep {
  if (isMadeAlike(from, to, step.nodeId)) return step;
  const { input: _input, keyOf: _keyOf, ...rest } = step;
  return rest;
}

/** Whether a node that is in both versions does the same in both. */
export const isMadeAlike = (from: FlowPlan, to: FlowPlan, nodeId: string): boolean => madeOf(from, nodeId) === madeOf(to, nodeId);

function madeOf({ nodes, mappings }: FlowPlan, nodeId: string): string {
  const { kind, config, templates, effect } = nodes[nodeId]!;
  const usesMappings = templates.some(({ source }) => source.includes("$useMapping"));
  return JSON.stringify([kind, config, templates, effect, usesMappings ? mappings : null]);
}

function* missing(state: RunState, plan: FlowPlan): Generator<ForkProblem> {
  yield* displaced(state, undefined, state, plan);
  for (const scope of Object.values(state.scopes)) yield* displaced(scope, state.active[scope.container]?.nodeId, state, plan);
  const undoing = [...state.undo.full.flat(), ...state.undo.last].flatMap(({ by }) => by.map(({ nodeId }) => nodeId));
  for (const nodeId of new Set(undoing)) if (!plan.nodes[nodeId]) yield gone(nodeId);
}

const gone = (nodeId: string): ForkProblem => ({
  nodeId,
  message: `The other version has no node "${nodeId}", and the run needs it.`,
});

/** What stands in one scope and cannot stand there in the other version. */
function* displaced(
  { chains, arrivals }: Scope,
  container: string | undefined,
  { active }: RunState,
  plan: FlowPlan,
): Generator<ForkProblem> {
  const isOpen = (nodeId: string): boolean => Object.values(active).some((step) => step.nodeId === nodeId && step.body);
  for (const nodeId of new Set([...Object.values(chains).map(({ at }) => at), ...Object.keys(arrivals)])) {
    const node = plan.nodes[nodeId];
    if (!node) yield gone(nodeId);
    else if (node.chain === undefined || node.parent !== container)
      yield { nodeId, message: `Node "${nodeId}" has another place in the other version, and the run stands at it.` };
    else if ((nodeId in arrivals && !plan.joins[nodeId]) || (isOpen(nodeId) && !plan.bodies[nodeId]))
      yield { nodeId, message: `Node "${nodeId}" is of another kind in the other version, and the run is in the middle of it.` };
  }
}

function movedScope<Moved extends RunState | ChildScope>(scope: Moved, plan: FlowPlan): Moved {
  const chains = Object.entries(scope.chains).map(([id, chain]) => [id, movedChain(chain, plan)] as const);
  return { ...scope, chains: Object.fromEntries(chains) };
}

/** Chains may be cut elsewhere in the other version; a chain machine keeps nothing but the node it is at. */
function movedChain(chain: ActiveChain, plan: FlowPlan): ActiveChain {
  const id = nodeOf(plan, chain.at).chain!;
  return { ...chain, chain: id, snapshot: { ...enterChain(plan.chains[id]!).snapshot, value: chain.at } };
}
