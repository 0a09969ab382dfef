import { durationMs } from "../duration.ts";
import type { RetryPolicy } from "../flow/flow-document.ts";
import { mayRetry } from "../retry.ts";
import type { ChildScope } from "./run-state.ts";

/**
 * When a failed for-each item is run again, ISO, or `undefined` when it has failed for good. Without jitter: the answer
 * must follow from the recorded failure alone.
 */
export function itemRetryAt(retry: RetryPolicy | undefined, { failure, failedAtMs, attempt }: ChildScope): string | undefined {
  if (!retry || !failure || failedAtMs === undefined || attempt >= retry.maxAttempts) return undefined;
  if (retry.on && !mayRetry(retry, failure)) return undefined;
  const { initial = "PT1S", factor = 2, max = "PT1M" } = retry;
  const delay = Math.min(durationMs(initial) * factor ** (attempt - 1), durationMs(max));
  return new Date(failedAtMs + delay).toISOString();
}
