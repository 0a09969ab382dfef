import type { JsonValue } from "./json.ts";

/**
 * Why a step or a run failed: plain data, recorded in events and visible as `error` in expressions on an error path.
 * Codes are slugs (`http/status`, `http/timeout`, `expression/failed`, `approval/rejected`), compared by value.
 */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** The node that failed; absent for failures of the run as a whole. */
  readonly nodeId?: string;
  /** True when another attempt could succeed. */
  readonly retryable?: boolean;
  /**
   * True when the call may have done something although it gave no answer; false when a look-up says that neither it nor an
   * earlier attempt did.
   */
  readonly unknown?: boolean;
  /** True when the receiver says that it did its work, and only what it answered is lost: what it did is undone. */
  readonly done?: boolean;
  /** The step is set aside until a person decides what becomes of it; its error edge is not taken. */
  readonly needsDecision?: boolean;
  /** The receiver asked to wait this long before the next attempt. */
  readonly retryAfterMs?: number;
  /** Facts for people, e.g. the status and body of an HTTP answer. Never secrets. */
  readonly details?: JsonValue;
}

const BRAND = Symbol.for("omnilink.stepFailure");

/**
 * Thrown by node code to fail an attempt with a stable code. Anything else that is thrown becomes `step/crashed`.
 *
 * `instanceof` goes by a brand: the bundle of the pages has this module once more beside that of its process, and what the
 * one throws the other catches.
 */
export class StepFailure extends Error {
  readonly failure: Failure;
  readonly [BRAND] = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "StepFailure";
    this.failure = failure;
  }
}

export function toFailure(error: unknown, nodeId?: string): Failure {
  if (error instanceof StepFailure) return nodeId === undefined ? error.failure : { ...error.failure, nodeId };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "step/crashed", message, ...(nodeId === undefined ? {} : { nodeId }) };
}
