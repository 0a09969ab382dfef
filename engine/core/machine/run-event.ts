import type { Failure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";

/**
 * Events are the truth of a run: past tense, appended once, gapless from 1. Folding them with `stepRun` gives the run's
 * state at any moment of its life; everything else that is stored about a run is a cache of that fold.
 *
 * The shape is public (`omnilink trace --json`): `{ seq, at, type, nodeId?, visit?, item?, attempt?, data? }`.
 * A step is named by its node and its visit: the n-th time this run came to that node, from 1.
 */
interface EventBase<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
}
interface StepEvent<Type extends string, Data> extends EventBase<Type, Data> {
  readonly nodeId: string;
  readonly visit: number;
  readonly attempt: number;
}

/** What a person or a program asked for when the run is to be canceled. */
export interface CancelRequest {
  readonly by: string;
  readonly reason?: string;
  /** Undo the completed steps that have a compensation, or leave them. */
  readonly compensate: boolean;
}

export interface ApprovalRequest {
  readonly approvalId: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly quorum: number;
  /** What the approver is shown. */
  readonly details?: JsonValue;
}

export type RunEventBody =
  | EventBase<
      "run.started",
      {
        readonly flow: string;
        readonly version: number;
        readonly contentHash: string;
        /** The trigger node this run started from. */
        readonly trigger: string;
        readonly input: JsonValue;
        /** Seed of `$random()`; an unsigned 32-bit number. */
        readonly seed: number;
        readonly startedBy?: string;
      }
    >
  /** An attempt began. `input` is what the executor was given, e.g. the resolved HTTP request. */
  | StepEvent<"step.started", { readonly input?: JsonValue; readonly idempotencyKey?: string }>
  /** The step parked the run; it goes on at `dueAt`, on a signal, or on a decision. */
  | StepEvent<
      "step.waiting",
      { readonly dueAt?: string; readonly signal?: string; readonly approval?: ApprovalRequest; readonly input?: JsonValue }
    >
  | StepEvent<
      "step.completed",
      {
        readonly output: JsonValue;
        /** The port taken; absent for the default port. */
        readonly port?: string;
        readonly vars?: JsonObject;
        readonly durationMs: number;
        readonly input?: JsonValue;
      }
    >
  /** An attempt failed and another follows at `retryAt`. */
  | StepEvent<"attempt.failed", { readonly failure: Failure; readonly retryAt: string; readonly durationMs: number }>
  /** The step failed for good: it leaves by its error edge or fails the run. */
  | StepEvent<"step.failed", { readonly failure: Failure; readonly durationMs: number }>
  /** The step was taken back before it had an outcome: its run was stopped, failed or canceled meanwhile. */
  | StepEvent<"step.canceled", { readonly reason: string }>
  | EventBase<"timer.fired", { readonly nodeId: string; readonly visit: number }>
  | EventBase<"signal.received", { readonly name: string; readonly payload: JsonValue; readonly by?: string }>
  | EventBase<
      "approval.decided",
      {
        readonly approvalId: string;
        readonly nodeId: string;
        readonly visit: number;
        readonly decision: ApprovalDecision;
        readonly by?: string;
        readonly comment?: string;
      }
    >
  | EventBase<"run.cancelRequested", CancelRequest>
  /** The run began to undo completed steps, last first. */
  | EventBase<"run.compensating", { readonly failure: Failure; readonly steps: number }>
  /** A completed step was undone by its compensation node. */
  | EventBase<"step.undone", { readonly nodeId: string; readonly visit: number; readonly by: string }>
  | EventBase<"run.completed", { readonly output: JsonValue }>
  | EventBase<"run.failed", { readonly failure: Failure }>
  | EventBase<"run.compensated", { readonly failure: Failure }>
  | EventBase<"run.compensationIncomplete", { readonly failure: Failure; readonly undoFailure: Failure }>
  | EventBase<"run.canceled", CancelRequest>;

export type ApprovalDecision = "approved" | "rejected" | "timedOut";

export type RunEvent = RunEventBody & {
  /** 1 for the first event of the run; no gaps. */
  readonly seq: number;
  /** ISO 8601 with milliseconds, on the database's clock. */
  readonly at: string;
};

export type RunEventType = RunEventBody["type"];
export type EventOf<Type extends RunEventType> = Extract<RunEventBody, { type: Type }>;

/** The events that end a run, with the status they leave behind. */
export const endStatus = {
  "run.completed": "completed",
  "run.failed": "failed",
  "run.compensated": "compensated",
  "run.compensationIncomplete": "compensation_incomplete",
  "run.canceled": "canceled",
} as const satisfies Partial<Record<RunEventType, RunStatus>>;

export const runStatuses = [
  "queued",
  "running",
  "waiting",
  "paused",
  "compensating",
  "completed",
  "failed",
  "compensated",
  "compensation_incomplete",
  "canceled",
  "needs_decision",
] as const;
export type RunStatus = (typeof runStatuses)[number];

const ENDED: ReadonlySet<RunStatus> = new Set(Object.values(endStatus));
export const hasEnded = (status: RunStatus): boolean => ENDED.has(status);
