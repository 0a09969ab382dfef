import type { Failure } from "../core/failure.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import type { ActiveStep } from "../core/machine/run-state.ts";
import { othersRun } from "../core/machine/undo-stack.ts";
import type { StepOutcome } from "./executor.ts";
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
  if (step.phase === "late")
    return { type: "step.lateCompleted", ...coordinates(step), data: { output, durationMs, takenBack: true } };
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
  return { type: "step.failed", ...coordinates(step), data: { ...data, ...(late ? { late } : {}), ...othersRun(step) } };
}

/** It failed because its answer is lost; what it did is undone without it. */
export function lost(step: ActiveStep, failure: Failure, world: StepWorld, began: number): RunEventBody {
  return { type: "step.failed", ...coordinates(step), data: { failure, durationMs: since(world, began), done: true } };
}

/** A person has to find out what became of the call. */
export function undecided(step: ActiveStep, failure: Failure, world: StepWorld, began: number): RunEventBody {
  return { type: "step.undecided", ...coordinates(step), data: { failure, durationMs: since(world, began) } };
}
