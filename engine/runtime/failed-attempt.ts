import type { NodePlan } from "../core/compile/flow-plan.ts";
import type { Failure } from "../core/failure.ts";
import { isJsonObject } from "../core/json.ts";
import { nodeOf } from "../core/machine/draft.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import { undoesUnseen } from "../core/machine/unseen-undo.ts";
import { canBeUndone } from "../core/machine/undo-stack.ts";
import type { StepOutcome } from "./executor.ts";
import { LOOKUP_RETRY, retryDelayMs } from "./retry-policy.ts";
import { completed, coordinates, failed, lost, undecided, type Attempt } from "./step-events.ts";
import { since } from "./step-world.ts";

/** No repeat is left, but it can be found out what the call did: a few times, and then a person is asked. */
function lookUpNext(attempt: Attempt, failure: Failure): RunEventBody {
  const { world, step, began } = attempt;
  const { label } = nodeOf(world.plan, step.nodeId);
  const again = { ...failure, retryable: true };
  const delay = retryDelayMs({
    policy: LOOKUP_RETRY,
    isUndo: false,
    attempt: (step.lookups ?? 0) + 1,
    failure: again,
    random: world.random,
  });
  if (delay === undefined) {
    const message = `Whether "${label}" did anything is not known, and looking it up did not tell. ${failure.message}`;
    return undecided(attempt, { code: "step/unknown-outcome", message, nodeId: step.nodeId });
  }
  const retryAt = new Date(world.nowMs() + delay).toISOString();
  const data = { failure, retryAt, durationMs: since(world, began), lookupOnly: true } as const;
  return { type: "attempt.failed", ...coordinates(step), data };
}

/** The receiver did not look at what it was asked: it let nobody in. */
const NOT_LET_IN: ReadonlySet<unknown> = new Set([401, 403, 407]);

/**
 * A receiver said what became of a call, of the earlier attempts too. A repeat that did not come so far, for want of a
 * connection for one, says nothing of what an earlier attempt did.
 */
function isDefinite({ code, unknown, retryable, details }: Failure): boolean {
  if (unknown !== undefined) return !unknown;
  return !retryable && code === "http/status" && !(isJsonObject(details) && NOT_LET_IN.has(details["status"]));
}

/** A step that did its work and gave nothing that anybody can read. */
const NOTHING_SEEN: StepOutcome = { output: null };

type TriedStep = Pick<Attempt, "world" | "step">;

/** What a call did whose answer is lost can be undone all the same. */
const isUndoneUnseen = ({ world: { plan }, step }: TriedStep, { done }: Failure): boolean =>
  done === true && canBeUndone(nodeOf(plan, step.nodeId), step) && undoesUnseen(plan, step.nodeId);

/** What a call that had been given up answered after all: that it did its work, or nothing that tells. */
export const lateAnyway = (attempt: TriedStep, failure: Failure): StepOutcome | undefined =>
  isUndoneUnseen(attempt, failure) ? NOTHING_SEEN : undefined;

/** Where that it was done is all that anybody wants to know of a call: an undo has worked, and what came late is undone. */
function doneUnseen(attempt: Attempt, failure: Failure): RunEventBody | undefined {
  const { step } = attempt;
  if (step.undoes && failure.done) return completed(attempt, { output: { unread: failure.message } });
  const isKnown = step.phase === "late" && isUndoneUnseen(attempt, failure);
  return isKnown ? completed(attempt, NOTHING_SEEN) : undefined;
}

/**
 * No attempt is left, and whether the call did anything is not known, or it did and its answer is lost: it is looked up,
 * asked about, or undone.
 */
function lastUnknown(attempt: Attempt, state: RunState, failure: Failure): RunEventBody {
  const { world, step } = attempt;
  const node = nodeOf(world.plan, step.nodeId);
  const late = canBeUndone(node, step);
  const isLookedUp = node.effect === "lookup" && step.phase !== "late" && !(late && state.ending);
  if (isLookedUp) return lookUpNext(attempt, failure);
  if (isUndoneUnseen(attempt, failure)) return lost(attempt, failure);
  const isAsked = node.pivot ?? (failure.done && late && node.effect === "none");
  if (isAsked && !isDefinite(failure)) return undecided(attempt, failure);
  return failed(attempt, failure, late);
}

/** A call was given up, may have done something that must be undone, and whoever could tell does not answer. */
function unanswered(attempt: Attempt, { message: why }: Failure): RunEventBody {
  const { world, step } = attempt;
  const { label } = nodeOf(world.plan, step.nodeId);
  const message = `Whether "${label}" did anything before it was given up is not known, and asking again did not tell: if it did, that has to be undone. ${why}`;
  return undecided(attempt, { code: "step/unknown-outcome", message, nodeId: step.nodeId });
}

/** What is looked up is not repeated before it is, also when only the answer is lost; silence about a late call may pass. */
function asTold({ effect }: NodePlan, { phase }: ActiveStep, failure: Failure): Failure {
  const isSilence = phase === "late" && !isDefinite(failure);
  const isLookedUp = failure.done === true && effect === "lookup";
  return { ...failure, ...(isSilence ? { retryable: true } : {}), ...(isLookedUp ? { unknown: true } : {}) };
}

/** An undo, and what becomes of a call that was given up, are tried also in a run that has stopped going forward. */
const isTakingBack = ({ undoes, phase }: ActiveStep): boolean => undoes !== undefined || phase === "late";

/** Until the next attempt; `undefined` when none is left. */
function delayAfter({ world, step }: Attempt, failure: Failure): number | undefined {
  const { effect, retry } = nodeOf(world.plan, step.nodeId);
  // Done once is enough where no key makes a repeat harmless.
  if (failure.done && (effect === "none" || effect === "lookup")) return undefined;
  // What became of a call that was given up is asked as often as an undo is tried, however often the call was made.
  const tried =
    step.phase === "late" ? { policy: undefined, attempt: (step.asked ?? 0) + 1 } : { policy: retry, attempt: step.attempt };
  return retryDelayMs({ ...tried, isUndo: isTakingBack(step), failure, random: world.random });
}

/** No attempt is left. */
function failedForGood(attempt: Attempt, state: RunState, failure: Failure): RunEventBody {
  const { step } = attempt;
  if (step.phase === "late" && !isDefinite(failure)) return unanswered(attempt, failure);
  const isUnknown = failure.unknown ?? step.outcomeUnknown === true;
  return isUnknown || failure.done ? lastUnknown(attempt, state, failure) : failed(attempt, failure);
}

/** What follows from a failed attempt: another one, a question to a person, or the end of the step. */
export function failedAttempt(attempt: Attempt, state: RunState, met: Failure): RunEventBody {
  const { world, step, began } = attempt;
  const node = nodeOf(world.plan, step.nodeId);
  const known = doneUnseen(attempt, met);
  if (known) return known;
  const failure = asTold(node, step, met);
  const isAsked = failure.unknown && node.effect === "none" && !isUndoneUnseen(attempt, failure);
  if (isAsked) return undecided(attempt, failure);
  const delay = delayAfter(attempt, failure);
  // A run that has stopped going forward waits for its attempts, and begins no new ones.
  if (delay === undefined || (state.ending && !isTakingBack(step))) return failedForGood(attempt, state, failure);
  const retryAt = new Date(world.nowMs() + delay).toISOString();
  return { type: "attempt.failed", ...coordinates(step), data: { failure, retryAt, durationMs: since(world, began) } };
}
