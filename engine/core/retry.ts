import type { Failure } from "./failure.ts";
import type { RetryPolicy } from "./flow/flow-document.ts";

/** Whether the policy tries again after this failure: by its code when the policy lists codes, else when it may pass. */
export function mayRetry(policy: RetryPolicy, failure: Failure): boolean {
  return policy.on ? policy.on.some((pattern) => matches(pattern, failure.code)) : failure.retryable === true;
}

const matches = (pattern: string, code: string): boolean =>
  pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : code === pattern;
