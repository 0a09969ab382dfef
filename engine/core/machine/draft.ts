import type { ChainStep } from "./chain-step.ts";
import type { FlowPlan, NodePlan } from "../compile/flow-plan.ts";
import type { Command } from "./command.ts";
import { stepLife, type LifecycleEvent } from "./lifecycle.ts";
import { stepKey, type ActiveChain, type ActiveStep, type RunState, type UndoEntry } from "./run-state.ts";

/**
 * A state under construction: its own fields may be replaced, what they hold may not be changed. Lives for one event.
 */
export type Draft = { -readonly [Key in keyof RunState]: RunState[Key] };

/** What the handlers of one event share. */
export interface Turn {
  readonly plan: FlowPlan;
  readonly draft: Draft;
  readonly commands: Command[];
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

export function putStep({ draft }: Turn, step: ActiveStep): void {
  draft.active = { ...draft.active, [stepKey(step.nodeId, step.visit)]: step };
}

export function dropStep({ draft }: Turn, step: ActiveStep): void {
  draft.active = without(draft.active, stepKey(step.nodeId, step.visit));
}

interface StepOrigin {
  readonly nowMs: number;
  readonly chain?: string;
  readonly undoes?: UndoEntry;
}

/** A new visit of the node; the driver is asked to run it unless the machine itself completes it (a join). */
export function requestStep(turn: Turn, nodeId: string, origin: StepOrigin): void {
  const { plan, draft, commands } = turn;
  const visit = (draft.visits[nodeId] ?? 0) + 1;
  draft.visits = { ...draft.visits, [nodeId]: visit };
  const step: ActiveStep = { nodeId, visit, attempt: 1, phase: "requested", ...origin };
  putStep(turn, step);
  if (nodeOf(plan, nodeId).behavior !== "join") commands.push({ type: "runStep", step });
}

export function putChain({ draft }: Turn, id: string, chain: ActiveChain): void {
  draft.chains = { ...draft.chains, [id]: chain };
}

export function dropChain({ draft }: Turn, id: string): void {
  draft.chains = without(draft.chains, id);
}

export const moveChain = (chain: ActiveChain, step: ChainStep): ActiveChain => ({
  ...chain,
  at: step.at,
  snapshot: step.snapshot,
});

export function without<Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  const { [key]: _dropped, ...rest } = record;
  return rest;
}
