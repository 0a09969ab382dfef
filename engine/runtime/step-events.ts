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

/** One try of a step, here and now. */
export interface Attempt {
  readonly world: StepWorld;
  readonly step: ActiveStep;
  /** On the monotonic clock of the world. */
  readonly began: number;
}

export function completed({ world, step, began }: Attempt, outcome: StepOutcome): RunEventBody {
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

export function failed({ world, step, began }: Attempt, failure: Failure, late = false): RunEventBody {
  const data = { failure, durationMs: since(world, began) };
  if (step.phase === "late") return { type: "step.lateFailed", ...coordinates(step), data };
  return { type: "step.failed", ...coordinates(step), data: { ...data, ...(late ? { late } : {}), ...othersRun(step) } };
}

/** It failed because its answer is lost; what it did is undone without it. */
export function lost({ world, step, began }: Attempt, failure: Failure): RunEventBody {
  return { type: "step.failed", ...coordinates(step), data: { failure, durationMs: since(world, began), done: true } };
}

/** A person has to find out what became of the call. */
export function undecided({ world, step, began }: Attempt, failure: Failure): RunEventBody {
  return { type: "step.undecided", ...coordinates(step), data: { failure, durationMs: since(world, began) } };
}
