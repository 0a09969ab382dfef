import type { FlowPlan, NodePlan } from "#engine/core/compile/flow-plan.ts";
import { stepKey, type ActiveStep } from "#engine/core/machine/run-state.ts";
import { undoneRun } from "#engine/core/machine/undo-in-hand.ts";

/** The way on from a step that was woken. */
export function portOf({ wakeUp }: ActiveStep, { config }: NodePlan): string {
  if (wakeUp?.type === "approval" && wakeUp.decision === "answered") return "answered";
  if (wakeUp?.type === "approval") return wakeUp.decision === "approved" ? "approved" : "rejected";
  return wakeUp?.type === "timer" && config["duration"] === undefined ? "timedOut" : "out";
}

/** A sub-flow is undone by its own run, unless it has a compensation. */
export const isUndone = (step: ActiveStep): boolean => undoneRun(step) !== undefined;

export const isWaitedFor = ({ nodes }: FlowPlan, step: ActiveStep): boolean =>
  nodes[step.nodeId]!.behavior === "child" && (isUndone(step) || nodes[step.nodeId]!.config["wait"] !== false);

export const childOf = (step: ActiveStep): string => undoneRun(step) ?? `child of ${stepKey(step.nodeId, step.visit)}`;
