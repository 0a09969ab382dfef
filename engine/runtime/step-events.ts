import type { Failure } from "../core/failure.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import { canBeUndone } from "../core/machine/undo-stack.ts";
import type { StepOutcome } from "./executor.ts";
import { retryDelayMs } from "./retry-policy.ts";
import { since, type StepWorld } from "./step-world.ts";

export const coordinates = ({ nodeId, visit, attempt, item }: ActiveStep) => ({
  nodeId,
  visit,
  attempt,
  ...(item === undefined ? {} : { item }),
});

export function completed(step: ActiveStep, outcome: StepOutcome, world: StepWorld, began: number): RunEventBody {
  const { output, port, vars, warnings = [] } = outcome;
  const durationMs = since(world, began);
  if (step.phase === "late") return { type: "step.lateCompleted", ...coordinates(step), data: { output, durationMs } };
  const warned = warnings.length === 0 ? {} : { warnings };
  const data = {
    output,
    ...(port === undefined ? {} : { port }),
    ...(vars === undefined ? {} : { vars }),
    durationMs,
    ...warned,
  };
  return { type: "step.completed", ...coordinates(step), data };
}

export function failed(step: ActiveStep, failure: Failure, world: StepWorld, began: number, late = false): RunEventBody {
  const data = { failure, durationMs: since(world, began) };
  if (step.phase === "late") return { type: "step.lateFailed", ...coordinates(step), data };
  return { type: "step.failed", ...coordinates(step), data: { ...data, ...(late ? { late } : {}) } };
}

/** A person has to find out what became of the call. */
export function undecided(step: ActiveStep, failure: Failure, world: StepWorld, began: number): RunEventBody {
  return { type: "step.undecided", ...coordinates(step), data: { failure, durationMs: since(world, began) } };
}

/** What follows from a failed attempt: another one, a question to a person, or the end of the step. */
export function failedAttempt(
  world: StepWorld,
  state: RunState,
  step: ActiveStep,
  failure: Failure,
  began: number,
): RunEventBody {
  const node = world.plan.nodes[step.nodeId]!;
  if (failure.unknown && node.effect === "none") return undecided(step, failure, world, began);
  const isUndo = step.undoes !== undefined || step.phase === "late";
  const delay = retryDelayMs({ policy: node.retry, isUndo, attempt: step.attempt, failure, random: world.random });
  const isUnknown = failure.unknown === true || step.outcomeUnknown === true;
  // A run that has stopped going forward waits for its attempts, and begins no new ones.
  if (delay === undefined || (state.ending && !isUndo)) {
    return failed(step, failure, world, began, isUnknown && canBeUndone(node, step));
  }
  const retryAt = new Date(world.nowMs() + delay).toISOString();
  return { type: "attempt.failed", ...coordinates(step), data: { failure, retryAt, durationMs: since(world, began) } };
}
