import type { ApprovalRules } from "../approval/approval-rules.ts";
import type { RiskScore } from "../approval/risk.ts";
import type { Failure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { RunStatus } from "./run-status.ts";

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
  /** Index of the for-each item or loop turn the step belongs to: the innermost one. Absent outside of bodies. */
  readonly item?: number;
}

/** Who asked for something, and why. */
export interface Actor {
  readonly by: string;
  readonly reason?: string;
}

/** What a person or a program asked for when the run is to be canceled. */
export interface CancelRequest extends Actor {
  /** Undo the completed steps that have a compensation, or leave them. */
  readonly compensate: boolean;
  /** Do not wait for calls in flight: they are aborted, and what became of them stays unknown. */
  readonly force?: boolean;
}

export interface ApprovalRequest {
  readonly approvalId: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly quorum: number;
  /** Who has to agree. Absent in questions from before there were rules: then one of the roles decides. */
  readonly rules?: ApprovalRules;
  /** How risky it is, with what adds to it. */
  readonly risk?: RiskScore;
  /** What the approver is shown. */
  readonly details?: JsonValue;
  /** JSON Schema of the answer, when the task is a form to fill in. */
  readonly form?: JsonObject;
  /** What the form shows at first. */
  readonly initial?: JsonValue;
}

/** How the turns of a container's body are opened. */
export type Opening =
  /** One pass through the body, seen from outside as if its nodes were there: a block. */
  | { readonly once: true }
  /** The n-th turn of a loop, from 0. */
  | { readonly turn: number }
  /** A pass for each item, `concurrency` at a time; with more than `maxFailures` failed items the step fails. */
  | {
      readonly count: number;
      readonly concurrency: number;
      readonly maxFailures: number;
      /** Keep the outputs of the items, in their order, as the step's output. */
      readonly collect: boolean;
    };

/** A field that is not as its contract says, where the contract only warns. */
export interface StepWarning {
  readonly side: "source" | "target";
  /** JSON pointer into the value; empty for the value itself. */
  readonly path: string;
  /** What was expected and what was there, to follow the name of the field. */
  readonly message: string;
}

/**
 * Why nobody waits for the answer of a run, although its trigger has the caller wait for one: the run was started by hand, by
 * another run, or by starts that were collected; it is a fork; it went back after its caller had been answered; or it was
 * moved from a version that has nobody wait.
 */
export type NoCaller = "byHand" | "subFlow" | "collected" | "fork" | "wentBack" | "moved";

/** What a person decided about a step whose outcome the engine cannot know, or whose undo failed. */
export type StepVerdict = "retry" | "done" | "failed";

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
        /** Who that is among the members of the organization. */
        readonly startedById?: string;
        /** The span of the caller that led to this run, as W3C Trace Context writes it; the trace of the run links to it. */
        readonly traceparent?: string;
        /** Where it runs; absent in production. */
        readonly environment?: string;
        /** Variables of the environment as they were then: what expressions read as `env`. Absent: the flow reads none. */
        readonly env?: JsonObject;
        /** The step of another run that started this one and waits for it. */
        readonly parent?: ParentStep;
        /** Absent where somebody waits for the answer of the run, and where nobody could. */
        readonly noCaller?: NoCaller;
        /** The run begins where another one stood: a fork. */
        readonly fork?: Fork;
      }
    >
  /** An attempt began. `input` is what the executor was given, e.g. the resolved HTTP request. */
  | StepEvent<"step.started", { readonly input?: JsonValue; readonly idempotencyKey?: string }>
  /** The step parked the run; it goes on at `dueAt`, on a signal, or on a decision. */
  | StepEvent<
      "step.waiting",
      {
        readonly dueAt?: string;
        /** The due time is a date people chose: a pause of the run does not move it. */
        readonly fixedDue?: boolean;
        readonly signal?: string;
        readonly approval?: ApprovalRequest;
        /** The run this step started and waits for. */
        readonly child?: string;
        readonly input?: JsonValue;
      }
    >
  /** Items of a for-each, from index `first` on. The state only remembers where they are written. */
  | StepEvent<"items.listed", { readonly first: number; readonly items: readonly JsonValue[] }>
  /** A container (for-each, loop, block) opened turns of its body. */
  | StepEvent<"scope.opened", Opening>
  | StepEvent<
      "step.completed",
      {
        readonly output: JsonValue;
        /** The port taken; absent for the default port. */
        readonly port?: string;
        readonly vars?: JsonObject;
        readonly durationMs: number;
        readonly input?: JsonValue;
        readonly warnings?: readonly StepWarning[];
      }
    >
  /** An attempt failed and another follows at `retryAt`. */
  | StepEvent<
      "attempt.failed",
      {
        readonly failure: Failure;
        readonly retryAt: string;
        readonly durationMs: number;
        /** No repeat is left: what follows only looks up whether the call did something. */
        readonly lookupOnly?: true;
      }
    >
  /** The step failed for good: it leaves by its error edge or fails the run. */
  | StepEvent<
      "step.failed",
      {
        readonly failure: Failure;
        readonly durationMs: number;
        /** The call was given up without an answer; should it have done something, that will be undone. */
        readonly late?: boolean;
        /** The call did its work, and what it gave is lost: it is undone, as one that is answered late. Absent in earlier releases. */
        readonly done?: true;
        /** Of an undo: where the flow passes over it, the other compensations of the same step still run. Absent in earlier releases. */
        readonly othersRun?: true;
      }
    >
  /** The step was taken back before it had an outcome: its run was stopped, failed or canceled meanwhile. */
  | StepEvent<"step.canceled", { readonly reason: string }>
  /** Whether the call arrived is unknown, and a repeat could do harm; or an undo failed. A person decides. */
  | StepEvent<"step.undecided", { readonly failure: Failure; readonly durationMs: number }>
  | EventBase<
      "step.decided",
      Actor & {
        readonly nodeId: string;
        readonly visit: number;
        readonly verdict: StepVerdict;
        /** With `done`: what the step is to count as having returned. */
        readonly output?: JsonValue;
        /** With `failed`, of an undo: as in `step.failed`. */
        readonly othersRun?: true;
        /** With `done`, of a call that had been given up: as in `step.lateCompleted`. */
        readonly takenBack?: true;
      }
    >
  /** A call that had been given up was answered after all: what it did is undone. */
  | StepEvent<
      "step.lateCompleted",
      {
        readonly output: JsonValue;
        readonly durationMs: number;
        /** It is undone also in a run that a `stop` has ended, which undoes nothing else. Absent in earlier releases, which left it. */
        readonly takenBack?: true;
      }
    >
  /** A call that had been given up did nothing after all, or nobody knows (`failure.code` says which). */
  | StepEvent<"step.lateFailed", { readonly failure: Failure; readonly durationMs: number }>
  /** A for-each item failed; with `retryAt`, it is run again from its beginning then. */
  | StepEvent<"item.failed", { readonly index: number; readonly failure: Failure; readonly retryAt?: string }>
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
        /** What was filled in, for a form; details that were changed, for an approval. */
        readonly answer?: JsonValue;
      }
    >
  | EventBase<"child.ended", ChildOutcome & { readonly nodeId: string; readonly visit: number }>
  | EventBase<"run.cancelRequested", CancelRequest>
  /** Nothing new begins and timers stand still until `run.resumed`. Calls in flight are answered and recorded. */
  | EventBase<
      "run.paused",
      Actor & {
        /** What is set while it lasts, the pause before a retry or a deadline, stands still as well. Absent in earlier releases. */
        readonly stopsClock?: true;
      }
    >
  | EventBase<"run.resumed", Actor>
  /** A parent undoes this completed run as a whole. */
  | EventBase<"run.undoRequested", Actor>
  /** The same run goes on from an earlier moment: `state` is what it was then, with what the person changed. */
  | EventBase<
      "run.rewound",
      Actor & {
        readonly toSeq: number;
        readonly state: JsonObject;
        /** When event `toSeq` was recorded, by the clock of the run: what time was left then is left again. */
        readonly thenAt?: string;
      }
    >
  /** The same run goes on with another version of its flow: `state` is what it is there. */
  | EventBase<
      "run.moved",
      Actor & {
        /** Number of the version it leaves. */
        readonly from: number;
        readonly version: number;
        /** Of the version it goes on with. */
        readonly contentHash: string;
        readonly state: JsonObject;
      }
    >
  /** An undo that failed for good is tried again, or counted as done by a person. */
  | EventBase<"undo.resumed", Actor & { readonly waive: boolean }>
  /** The run has recorded as many events as a run may: it fails. */
  | EventBase<"run.limitReached", { readonly failure: Failure }>
  /** The run began to undo completed steps, last first. */
  | EventBase<"run.compensating", { readonly failure: Failure; readonly steps: number }>
  /** A completed step was undone by its compensation node. */
  | EventBase<"step.undone", { readonly nodeId: string; readonly visit: number; readonly by: string }>
  | EventBase<"run.completed", { readonly output: JsonValue }>
  | EventBase<"run.failed", { readonly failure: Failure }>
  | EventBase<"run.compensated", { readonly failure: Failure }>
  | EventBase<"run.compensationIncomplete", { readonly failure: Failure; readonly undoFailure: Failure }>
  | EventBase<"run.canceled", CancelRequest>;

export type ApprovalDecision = "approved" | "rejected" | "changesRequested" | "answered" | "timedOut";

export interface ParentStep {
  readonly runId: string;
  readonly nodeId: string;
  readonly visit: number;
}

export interface Fork {
  readonly runId: string;
  readonly seq: number;
  /** A `RunState`, as the new run takes it over. */
  readonly state: JsonObject;
  /** As in `run.rewound`. Absent in earlier releases: what was due then is due at once. */
  readonly thenAt?: string;
  readonly reason?: string;
}

/** How a sub-flow's run ended. */
export interface ChildOutcome {
  readonly runId: string;
  readonly status: RunStatus;
  readonly output?: JsonValue;
  readonly failure?: Failure;
}

export type RunEvent = RunEventBody & {
  /** 1 for the first event of the run; no gaps. */
  readonly seq: number;
  /** ISO 8601 with milliseconds, on the database's clock. */
  readonly at: string;
};

export type RunEventType = RunEventBody["type"];
export type EventOf<Type extends RunEventType> = Extract<RunEventBody, { type: Type }>;

export { endStatus, hasEnded, runStatuses, type RunStatus } from "./run-status.ts";
