import type { Json } from "./json.ts";

/** Why a step failed. `code` is stable (`http/status`, `expression/failed`), `message` is for people. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly nodeId?: string;
  /** Another attempt could succeed. */
  readonly retryable?: boolean;
  /** The receiver asked to wait this long. */
  readonly retryAfterMs?: number;
  readonly details?: Json;
}

/** Thrown by steps. */
export class StepFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = "StepFailure";
    this.failure = failure;
  }
}

/** Anything else that is thrown is a defect of a step. */
export function toFailure(error: unknown, nodeId?: string): Failure {
  const failure =
    error instanceof StepFailure
      ? error.failure
      : { code: "step/crashed", message: error instanceof Error ? error.message : String(error) };
  return nodeId === undefined ? failure : { ...failure, nodeId };
}
