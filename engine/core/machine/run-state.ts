import type { Failure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { ApprovalDecision, CancelRequest, RunStatus } from "./run-event.ts";

/**
 * The state of a run between two events: plain JSON, equal after a round trip, rebuilt by folding the events. It holds no
 * clock, no promise and no machine object.
 */
export interface RunState {
  readonly runId: string;
  readonly flow: string;
  readonly version: number;
  /** Of the flow version this state belongs to; restoring it into another plan is refused. */
  readonly contentHash: string;
  readonly trigger: string;
  readonly startedAt: string;
  readonly seed: number;
  /** Sequence number of the last event folded in. */
  readonly seq: number;
  /** Snapshot of the life-of-a-run machine. */
  readonly lifecycle: JsonObject;
  readonly status: RunStatus;
  readonly input: JsonValue;
  readonly vars: JsonObject;
  /** Latest output of each node that completed. */
  readonly outputs: Readonly<Record<string, JsonValue>>;
  readonly visits: Readonly<Record<string, number>>;
  readonly chains: Readonly<Record<string, ActiveChain>>;
  /** Number of chains started so far; names the next one. */
  readonly chainCount: number;
  /** Joins that someone reached and that have not completed: the nodes the arrivals came from. */
  readonly arrivals: Readonly<Record<string, Arrivals>>;
  readonly active: Readonly<Record<string, ActiveStep>>;
  /** Signals nobody waited for yet, oldest first. */
  readonly signals: readonly { readonly name: string; readonly payload: JsonValue }[];
  /** Nodes after which a branch ended, in order. */
  readonly leaves: readonly string[];
  /** Completed steps that can be undone, in the order they completed. */
  readonly undo: readonly UndoEntry[];
  /** Set once the run stops going forward; it ends when nothing is active and the undo stack is empty. */
  readonly ending?: Ending;
  readonly output?: JsonValue;
}

/** One running instance of a chain machine. */
export interface ActiveChain {
  readonly chain: string;
  /** What XState's `getPersistedSnapshot` gave. */
  readonly snapshot: JsonObject;
  /** The node the chain is at. */
  readonly at: string;
  /**
   * Recorded time that `$now()` and `$millis()` give here, milliseconds since 1970: the last outside event among those
   * this chain follows from. Kept per chain, so that it does not depend on how parallel branches happen to interleave.
   */
  readonly nowMs: number;
  /** The failure that led here, visible as `error`, when the chain is on an error path. */
  readonly error?: Failure;
}

export interface Arrivals {
  readonly from: readonly string[];
  /** Latest of the arriving chains. */
  readonly nowMs: number;
}

/** A step that was asked for and has no outcome yet. Keyed by `stepKey`. */
export interface ActiveStep {
  readonly nodeId: string;
  readonly visit: number;
  /** From 1; counts attempts begun. */
  readonly attempt: number;
  /** The chain it belongs to; absent for an undo. */
  readonly chain?: string;
  /** What `$now()` gives to its expressions. */
  readonly nowMs: number;
  readonly phase: "requested" | "started" | "waiting" | "retrying";
  readonly input?: JsonValue;
  /** ISO time at which a waiting or retrying step goes on by itself. */
  readonly dueAt?: string;
  readonly signal?: string;
  readonly approvalId?: string;
  /** Why a parked step goes on; set from the moment it is woken until its outcome. */
  readonly wakeUp?: WakeUp;
  /** For a compensation: the step being undone. */
  readonly undoes?: UndoEntry;
}

export type WakeUp =
  | { readonly type: "timer" }
  | { readonly type: "signal"; readonly name: string; readonly payload: JsonValue }
  | { readonly type: "approval"; readonly decision: ApprovalDecision; readonly by?: string; readonly comment?: string };

export interface UndoEntry {
  readonly nodeId: string;
  readonly visit: number;
  /** Frozen at completion: the undo uses the values of then. */
  readonly input?: JsonValue;
  readonly output: JsonValue;
  /** Compensation nodes still to run for this entry, in order. */
  readonly by: readonly string[];
  /** The compensation node that ran last for this entry. */
  readonly doneBy?: string;
  /** What `$now()` gives to the undo: the time of completion. */
  readonly nowMs: number;
}

export type Ending =
  | { readonly type: "stopped"; readonly output: JsonValue }
  | { readonly type: "failed"; readonly failure: Failure; readonly undo: UndoProgress }
  | { readonly type: "canceled"; readonly request: CancelRequest; readonly undo: UndoProgress };

export interface UndoProgress {
  /** Whether `run.compensating` has been recorded. */
  readonly begun: boolean;
  /** Steps undone so far. */
  readonly done: number;
  /** Why an undo failed for good; the rest of the stack is left as it is. */
  readonly failure?: Failure;
}

export const stepKey = (nodeId: string, visit: number): string => `${nodeId}#${visit}`;
