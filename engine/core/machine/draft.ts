import type { ChainStep } from "./chain-step.ts";
import type { FlowPlan, NodePlan } from "../compile/flow-plan.ts";
import type { Command } from "./command.ts";
import { isMoving, itemOf, movingSteps, scopeAt } from "./scope-tree.ts";
import { stepLife, type LifecycleEvent } from "./lifecycle.ts";
import {
  stepKey,
  type ActiveChain,
  type ActiveStep,
  type Frame,
  type RunState,
  type Scope,
  type UndoEntry,
} from "./run-state.ts";

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/**
 * A state under construction: its own fields may be replaced, what they hold may not be changed, except through `own`.
 * Lives for one event.
 */
export type Draft = Mutable<RunState>;

/** What the handlers of one event share. */
export interface Turn {
  readonly plan: FlowPlan;
  readonly draft: Draft;
  readonly commands: Command[];
  /** When the event was recorded, milliseconds since 1970. */
  readonly atMs: number;
  /** Objects made for this draft, which may therefore be changed in place. */
  readonly owned: WeakSet<object>;
  /** Tables made for earlier drafts of the same caller, who alone has them. */
  readonly kept: KeptTables | undefined;
  /** Child scopes that changed. */
  readonly touched: Set<string>;
}

/**
 * Tables that nobody but the caller holds: whoever folds many events in a row, and lets go of the states in between, has
 * them changed in place. Copied for each event, a fan-out of a hundred branches would cost a hundred times a hundred.
 */
export type KeptTables = WeakSet<object>;

/** What expressions see is not among them: a result may be that very object. */
const KEPT: ReadonlySet<PropertyKey> = new Set(["active", "arrivals", "chains", "scopes", "visits"]);

export const newTurn = (plan: FlowPlan, draft: Draft, at: string, kept?: KeptTables): Turn => ({
  plan,
  draft,
  commands: [],
  atMs: Date.parse(at),
  owned: new WeakSet(),
  kept,
  touched: new Set(),
});

/**
 * The clock of a run, which stands still while the run is paused. What is set meanwhile is set by it, so that on resume
 * everything comes later by the same: the length of the pause, whenever it was set.
 *
 * A pause of an earlier release did not stop the clock for what was set meanwhile. Its event says nothing of the clock, and
 * such a history goes on to mean what it meant.
 */
export const runClockMs = ({ draft: { paused }, atMs }: Turn): number => (paused?.stopsClock ? paused.atMs : atMs);

/** The object in `holder[key]` for changing in place: copied the first time in a turn, unless it was kept from one before. */
export function own<Holder extends object, Key extends keyof Holder>(
  { owned, kept }: Turn,
  holder: Holder,
  key: Key,
): Mutable<NonNullable<Holder[Key]>> {
  const value = holder[key] as Mutable<NonNullable<Holder[Key]>>;
  if (owned.has(value) || kept?.has(value)) return value;
  const copy = key === "active" || key === "scopes" ? copyTable(value) : { ...value };
  owned.add(copy);
  if (KEPT.has(key)) kept?.add(copy);
  holder[key] = copy as Holder[Key];
  return copy;
}

/**
 * Tables whose keys are ever new (the steps and turns of a for-each) are kept without a prototype, which makes V8 store
 * them as hash tables; as ordinary objects each new set of keys would make a hidden class of its own.
 */
function copyTable<Table extends object>(table: Table): Table {
  const copy = Object.create(null) as Table;
  for (const key in table) copy[key] = table[key];
  return copy;
}

/** The scope for changing; the root when no id is given. */
export function editScope(turn: Turn, id: string | undefined): Mutable<Scope> {
  if (id === undefined) return turn.draft;
  turn.touched.add(id);
  return own(turn, own(turn, turn.draft, "scopes"), id);
}

/** What happened while nothing was settled, in a paused run or in the one a state was taken from, is settled now. */
export function touchAll({ draft, touched }: Turn): void {
  for (const id in draft.scopes) touched.add(id);
}

/** The frame that steps of this scope write to: that of the nearest item, or the run's. */
export function editFrame(turn: Turn, id: string | undefined): Mutable<Frame> {
  let at = id;
  while (at !== undefined) {
    const scope = turn.draft.scopes[at]!;
    if (scope.frame) return own(turn, own(turn, own(turn, turn.draft, "scopes"), at), "frame");
    at = scope.outer;
  }
  return turn.draft;
}

export function live({ draft }: Turn, event: LifecycleEvent): void {
  const life = stepLife(draft.lifecycle, event);
  draft.lifecycle = life.snapshot;
  draft.status = life.status;
}

export function nodeOf(plan: FlowPlan, nodeId: string): NodePlan {
  const node = plan.nodes[nodeId];
  if (!node) throw new Error(`Flow ${plan.flowId} has no node ${nodeId}; the run's history belongs to another version.`);
  return node;
}

export function activeStep(draft: RunState, nodeId: string, visit: number): ActiveStep {
  const step = draft.active[stepKey(nodeId, visit)];
  if (!step) throw new Error(`Run ${draft.runId} has no active step ${stepKey(nodeId, visit)}.`);
  return step;
}

export function putStep(turn: Turn, step: ActiveStep): void {
  const key = stepKey(step.nodeId, step.visit);
  countMoving(turn, turn.draft.active[key], step);
  own(turn, turn.draft, "active")[key] = step;
}

export function dropStep(turn: Turn, step: ActiveStep): void {
  const key = stepKey(step.nodeId, step.visit);
  countMoving(turn, turn.draft.active[key], undefined);
  delete own(turn, turn.draft, "active")[key];
}

function countMoving({ draft }: Turn, before: ActiveStep | undefined, after: ActiveStep | undefined): void {
  draft.moving = movingSteps(draft) - Number(isMoving(before)) + Number(isMoving(after));
}

export interface StepOrigin {
  readonly nowMs: number;
  readonly scope?: string;
  readonly chain?: string;
  readonly undoes?: UndoEntry;
}

/** A new visit of the node; the driver is asked to run it unless the machine itself completes it (a join, a compensation). */
export function requestStep(turn: Turn, nodeId: string, origin: StepOrigin): void {
  const { plan, draft, commands } = turn;
  const node = nodeOf(plan, nodeId);
  const visit = (draft.visits[nodeId] ?? 0) + 1;
  own(turn, draft, "visits")[nodeId] = visit;
  const item = itemOf(draft, origin.scope)?.index ?? origin.undoes?.item?.index;
  const step: ActiveStep = {
    nodeId,
    visit,
    attempt: 1,
    phase: node.behavior === "compensate" ? "open" : "requested",
    ...origin,
    ...(item === undefined ? {} : { item }),
    ...(node.deadlineMs === undefined ? {} : { deadlineAt: new Date(runClockMs(turn) + node.deadlineMs).toISOString() }),
    ...(node.behavior === "compensate" ? { unwinding: { done: 0 } } : {}),
  };
  putStep(turn, step);
  if (node.behavior !== "join" && node.behavior !== "compensate") commands.push({ type: "runStep", step });
}

export function chainOf(state: RunState, { scope, chain }: ActiveStep): ActiveChain | undefined {
  return chain === undefined ? undefined : scopeAt(state, scope)?.chains[chain];
}

export function putChain(turn: Turn, scope: string | undefined, id: string, chain: ActiveChain): void {
  own(turn, editScope(turn, scope), "chains")[id] = chain;
}

export function dropChain(turn: Turn, scope: string | undefined, id: string | undefined): void {
  if (id !== undefined && scopeAt(turn.draft, scope)) delete own(turn, editScope(turn, scope), "chains")[id];
}

export const moveChain = (chain: ActiveChain, step: ChainStep): ActiveChain => ({
  ...chain,
  at: step.at,
  snapshot: step.snapshot,
});
