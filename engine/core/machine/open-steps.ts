import type { FlowPlan } from "../compile/flow-plan.ts";
import type { ActiveStep, RunState } from "./run-state.ts";

/** Steps that somebody has to run now: asked for, or begun by a process that may be gone. None while the run is paused. */
export function openSteps(plan: FlowPlan, state: RunState): readonly ActiveStep[] {
  if (state.paused) return [];
  return Object.values(state.active).filter((step) => isOpen(step) && plan.nodes[step.nodeId]?.behavior !== "join");
}

/** A late step whose next try waits for its time is not open. */
export function isOpen({ phase, dueAt }: ActiveStep): boolean {
  return phase === "requested" || phase === "started" || (phase === "late" && dueAt === undefined);
}
