import { durationMs } from "../core/duration.ts";
import type { Failure } from "../core/failure.ts";
import type { RetryPolicy } from "../core/flow/flow-document.ts";
import { mayRetry } from "../core/retry.ts";

/** An undo that gives up leaves damage behind, so it is tried again even when the flow does not say so. */
export const UNDO_RETRY: RetryPolicy = { maxAttempts: 5, initial: "PT1S", factor: 2, max: "PT1M", jitter: true };

/** How often and how soon it is looked up what a call did that gave no answer, once no repeat of it is left. */
export const LOOKUP_RETRY: RetryPolicy = { maxAttempts: 5, initial: "PT1S", factor: 3, max: "PT1M", jitter: true };

const ONCE: RetryPolicy = { maxAttempts: 1 };

export interface RetryQuestion {
  readonly policy: RetryPolicy | undefined;
  readonly isUndo: boolean;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly failure: Failure;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Milliseconds until the next attempt, or `undefined` when the step has failed for good. */
export function retryDelayMs({ policy, isUndo, attempt, failure, random }: RetryQuestion): number | undefined {
  const chosen = policy ?? (isUndo ? UNDO_RETRY : ONCE);
  const { maxAttempts, initial = "PT1S", factor = 2, max = "PT1M", jitter = true } = chosen;
  if (attempt >= maxAttempts || !mayRetry(chosen, failure)) return undefined;
  const backoff = Math.min(durationMs(initial) * factor ** (attempt - 1), durationMs(max));
  // Half of the delay is fixed, half is spread, so that runs that failed together do not return together.
  const spread = jitter ? backoff * (0.5 + random() / 2) : backoff;
  return Math.round(Math.max(spread, failure.retryAfterMs ?? 0));
}
