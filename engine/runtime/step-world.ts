import type { FlowPlan } from "../core/compile/flow-plan.ts";
import type { JsonObject } from "../core/json.ts";
import { nodeOf } from "../core/machine/draft.ts";
import type { ActiveStep } from "../core/machine/run-state.ts";
import type { ChildRequest, NodeExecutor, NodeExecutors } from "./executor.ts";
import type { ItemPages } from "./item-pages.ts";
import type { Clock, Connections, PostResult } from "./ports.ts";

/** What the steps of one run need to run: the flow and the world around it. */
export interface StepWorld {
  readonly orgId: string;
  readonly plan: FlowPlan;
  readonly executors: NodeExecutors;
  readonly connections: Connections;
  readonly items: ItemPages;
  readonly children: ChildRuns;
  readonly clock: Clock;
  readonly random: () => number;
  /** The risk above which a person decides in this organization. Absent: the usual one. */
  readonly riskThreshold?: () => number;
  /** Told of every evaluation, with what it may see. Absent where runs are driven. */
  readonly onEvaluate?: (source: string, scope: JsonObject) => void;
  /** The database's time now, milliseconds since 1970. */
  nowMs(): number;
}

/** Runs that a run starts, waits for and undoes. The same step starts one run, however often it asks. */
export interface ChildRuns {
  /** Throws a `StepFailure` when the flow is unknown or refuses the input. */
  start(step: ActiveStep, request: ChildRequest): Promise<string>;
  undo(step: ActiveStep, runId: string): Promise<PostResult>;
  cancel(runId: string, how: { readonly compensate: boolean; readonly force?: true }): Promise<PostResult>;
  /** With the pause of the parent that began at `sinceMs`. */
  hold(runId: string, sinceMs: number): Promise<PostResult>;
  /** Ends that pause; one that somebody else has ordered goes on. */
  letGo(runId: string, sinceMs: number): Promise<PostResult>;
}

export function executorOf({ executors, plan }: StepWorld, step: ActiveStep): NodeExecutor {
  const { kind } = nodeOf(plan, step.nodeId);
  const executor = executors.get(kind);
  if (!executor) throw new Error(`No executor is registered for node kind ${kind}.`);
  return executor;
}

/** Calls go out side by side; everything else is done in place. A sub-flow that was woken only has to be read. */
export function isCall(world: StepWorld, step: ActiveStep): boolean {
  const { behavior } = executorOf(world, step);
  return behavior === "effect" || (behavior === "child" && step.wakeUp === undefined);
}

export const idempotencyKeyOf = (runId: string, step: Pick<ActiveStep, "nodeId" | "visit" | "keyOf">): string =>
  step.keyOf ?? `${runId}:${step.nodeId}#${step.visit}`;

/** Milliseconds with three decimals: pure steps take microseconds. */
export const since = ({ clock }: StepWorld, began: number): number => Math.round((clock.monotonicMs() - began) * 1_000) / 1_000;
