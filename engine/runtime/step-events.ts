import type { Failure } from "../core/failure.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import { canBeUndone } from "../core/machine/undo-stack.ts";
import type { StepOutcome } from "./executor.ts";
import { LOOKUP_RETRY, retryDelayMs } from "./retry-policy.ts";
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

/** No repeat is left, but it can be found out what the call did: a few times, and then a person is asked. */
function lookUpNext(world: StepWorld, step: ActiveStep, failure: Failure, began: number): RunEventBody {
  const { label } = world.plan.nodes[step.nodeId]!;
  const attempt = (step.lookups ?? 0) + 1;
  const again = { ...failure, retryable: true };
  const delay = retryDelayMs({ policy: LOOKUP_RETRY, isUndo: false, attempt, failure: again, random: world.random });
  if (delay === undefined) {
    const message = `Whether "${label}" did anything is not known, and looking it up did not tell. ${failure.message}`;
    return undecided(step, { code: "step/unknown-outcome", message, nodeId: step.nodeId }, world, began);
  }
  const retryAt = new Date(world.nowMs() + delay).toISOString();
  const data = { failure, retryAt, durationMs: since(world, began), lookupOnly: true } as const;
  return { type: "attempt.failed", ...coordinates(step), data };
}

/** The receiver said what it did; nothing of an earlier attempt is open either. */
const isDefinite = ({ unknown, retryable }: Failure): boolean => unknown === false || (!unknown && !retryable);

/** No attempt is left, and whether the call did anything is not known: it is looked up, asked about, or undone should it have. */
function lastUnknown(world: StepWorld, state: RunState, step: ActiveStep, failure: Failure, began: number): RunEventBody {
  const node = world.plan.nodes[step.nodeId]!;
  const late = canBeUndone(node, step);
  const isLookedUp = node.effect === "lookup" && step.phase !== "late" && !(late && state.ending);
  if (isLookedUp) return lookUpNext(world, step, failure, began);
  if (node.pivot && !isDefinite(failure)) return undecided(step, failure, world, began);
  return failed(step, failure, world, began, late);
}

/** A call was given up, may have done something that must be undone, and whoever could tell does not answer. */
function unanswered(world: StepWorld, step: ActiveStep, { message: why }: Failure, began: number): RunEventBody {
  const { label } = world.plan.nodes[step.nodeId]!;
  const message = `Whether "${label}" did anything before it was given up is not known, and asking again did not tell: if it did, that has to be undone. ${why}`;
  return undecided(step, { code: "step/unknown-outcome", message, nodeId: step.nodeId }, world, began);
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
  const isLate = step.phase === "late";
  const isUndo = step.undoes !== undefined || isLate;
  // What became of a call that was given up is asked as often as an undo is tried, however often the call was made.
  const tried = isLate ? { policy: undefined, attempt: (step.asked ?? 0) + 1 } : { policy: node.retry, attempt: step.attempt };
  const delay = retryDelayMs({ ...tried, isUndo, failure, random: world.random });
  // A run that has stopped going forward waits for its attempts, and begins no new ones.
  if (delay === undefined || (state.ending && !isUndo)) {
    if (isLate && !isDefinite(failure)) return unanswered(world, step, failure, began);
    const isUnknown = failure.unknown ?? step.outcomeUnknown === true;
    return isUnknown ? lastUnknown(world, state, step, failure, began) : failed(step, failure, world, began);
  }
  const retryAt = new Date(world.nowMs() + delay).toISOString();
  return { type: "attempt.failed", ...coordinates(step), data: { failure, retryAt, durationMs: since(world, began) } };
}
