import type { CompensationPolicy } from "../compile/flow-plan.ts";
import type { Failure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { ChunkedList } from "./chunked-list.ts";
import type { Actor, ApprovalDecision, CancelRequest, ChildOutcome, NoCaller, Opening, ParentStep } from "./run-event.ts";
import type { RunStatus } from "./run-status.ts";

/** Raised when the shape of `RunState` changes: a snapshot of another format is dropped and the events are folded anew. */
export const STATE_FORMAT = 2;

/**
 * The state of a run between two events: plain JSON, equal after a round trip, rebuilt by folding the events. It holds no
 * clock, no promise and no machine object.
 *
 * A run is a tree of **scopes**. The root scope is the flow itself and its fields lie directly in the run state; each turn
 * of a container's body (a for-each item, a loop's turn, a block) is one more scope in `scopes`. Active steps of all
 * scopes are in `active`, because a step is found by its node and visit alone.
 */
export interface RunState extends Scope, Frame {
  readonly format: typeof STATE_FORMAT;
  readonly runId: string;
  readonly flow: string;
  readonly version: number;
  /** Of the flow version this state belongs to; restoring it into another plan is refused. */
  readonly contentHash: string;
  readonly trigger: string;
  readonly startedAt: string;
  readonly seed: number;
  /** Where it runs; absent in production. */
  readonly environment?: string;
  /** What expressions read as `env`. */
  readonly env?: JsonObject;
  readonly parent?: ParentStep;
  /** Why nobody waits for its answer, where the trigger has the caller wait for one. */
  readonly noCaller?: NoCaller;
  /** Sequence number of the last event folded in. */
  readonly seq: number;
  /** Snapshot of the life-of-a-run machine. */
  readonly lifecycle: JsonObject;
  readonly status: RunStatus;
  readonly input: JsonValue;
  readonly visits: Readonly<Record<string, number>>;
  readonly scopes: Readonly<Record<string, ChildScope>>;
  readonly active: Readonly<Record<string, ActiveStep>>;
  /** How many of them are neither parked nor open: counted, so that no event has to look through them all. */
  readonly moving?: number;
  /** Signals nobody waited for yet, oldest first. */
  readonly signals: readonly { readonly name: string; readonly payload: JsonValue }[];
  /** Runs of sub-flows that ended before the step that starts them could say that it waits. */
  readonly earlyChildren?: readonly ChildOutcome[];
  /** Completed steps that can be undone, in the order they completed. */
  readonly undo: ChunkedList<UndoEntry>;
  /** The entry being undone, by its `seq`. */
  readonly undoing?: number;
  /** Others being undone beside it, where a container says that they may be. */
  readonly undoingBeside?: readonly number[];
  /** Entries to be undone while the run goes on. */
  readonly undoAtOnce?: number;
  /** Set once the run has passed a point of no return. */
  readonly pivot?: PassedPivot;
  /** Event at which a node that a `compensate` names as its savepoint completed last. */
  readonly savepoints: Readonly<Record<string, number>>;
  /** Set while people hold the run: nothing new begins and timers stand still. */
  readonly paused?: Actor & { readonly atMs: number; readonly stopsClock?: true };
  /** When the run as a whole has taken too long, milliseconds since 1970. */
  readonly deadlineMs?: number;
  /** Set while something is being taken back: a scope failed, a branch lost, a deadline passed, the run ends. */
  readonly closing?: true;
  /** Set once the run stops going forward; it ends when nothing is active and what must be undone is undone. */
  readonly ending?: Ending;
  readonly output?: JsonValue;
}

/** The chains of the flow or of one turn of a body, and where their branches met and ended. */
export interface Scope {
  /** Number of chains started so far; names the next one. */
  readonly chainCount: number;
  readonly chains: Readonly<Record<string, ActiveChain>>;
  /** Joins that someone reached and that have not completed: the nodes the arrivals came from. */
  readonly arrivals: Readonly<Record<string, Arrivals>>;
  /** Joins that went on before all had arrived; who comes later is not awaited. */
  readonly passedJoins?: readonly string[];
  /** Nodes after which a branch ended, in order. */
  readonly leaves: readonly string[];
}

/** What expressions find under `steps` and `vars`. The run has one and each for-each item has one of its own on top. */
export interface Frame {
  readonly vars: JsonObject;
  /** Latest output of each node that completed. */
  readonly outputs: Readonly<Record<string, JsonValue>>;
}

export interface ChildScope extends Scope {
  /** Key of the container's step. */
  readonly container: string;
  /** Scope the container's step is in; absent for the root. */
  readonly outer?: string;
  /** Index of the item, or number of the turn, from 0. */
  readonly index: number;
  /** Attempt of the whole item, from 1. */
  readonly attempt: number;
  /** Only for-each items have one: what a loop or block does is seen outside of it. */
  readonly frame?: Frame;
  /** The failure that ended this turn, and when; what is still active in it is being taken back. */
  readonly failure?: Failure;
  readonly failedAtMs?: number;
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
  /** A join went on without this branch; it is being taken back. */
  readonly lost?: true;
}

export interface Arrivals {
  readonly from: readonly string[];
  /** Latest of the arriving chains. */
  readonly nowMs: number;
}

/**
 * - `requested`: asked for, not begun. `started`: an attempt is in flight. `retrying`: the next attempt waits for its time.
 * - `waiting`: parked until a timer, a signal, a person or a child run. `open`: a container whose body runs, or a
 *   compensation back to a savepoint. `undecided`: a person must say what became of it.
 * - `late`: given up, but its call may still be answered; if it did something, that is undone.
 */
export type StepPhase = "requested" | "started" | "waiting" | "retrying" | "open" | "undecided" | "late";

/** A step that was asked for and has no outcome yet. Keyed by `stepKey`. */
export interface ActiveStep {
  readonly nodeId: string;
  readonly visit: number;
  /** From 1; counts attempts begun. */
  readonly attempt: number;
  /** Scope it belongs to; absent for the root. */
  readonly scope?: string;
  /** Index of the innermost item or turn around it. */
  readonly item?: number;
  /** The chain it belongs to; absent for an undo and for a late step. */
  readonly chain?: string;
  /** What `$now()` gives to its expressions. */
  readonly nowMs: number;
  readonly phase: StepPhase;
  readonly input?: JsonValue;
  /** Idempotency key of its calls, when it repeats an earlier step: same effect, same key. */
  readonly keyOf?: string;
  /** An earlier attempt may have done something although it gave no answer. */
  readonly outcomeUnknown?: true;
  /** How many times it was to be looked up what the call did, since no repeat is left. */
  readonly lookups?: number;
  /** ISO time at which a waiting or retrying step goes on by itself. */
  readonly dueAt?: string;
  readonly fixedDue?: boolean;
  /** ISO time at which the step as a whole, with all its attempts and waits, has failed. */
  readonly deadlineAt?: string;
  /** Set when the deadline passed: the step fails as soon as nothing of it is active. */
  readonly expired?: true;
  readonly signal?: string;
  readonly approvalId?: string;
  /** Run it waits for. */
  readonly child?: string;
  /** Why a parked step goes on; set from the moment it is woken until its outcome. */
  readonly wakeUp?: WakeUp;
  /** For a container: how far its body is. */
  readonly body?: BodyProgress;
  /** For a compensation: the step being undone. */
  readonly undoes?: UndoEntry;
  /** Why a person is asked. */
  readonly question?: Failure;
  /** What will be undone should the call have done something after all. */
  readonly late?: Omit<UndoEntry, "output" | "seq">;
  /** Of a late step: how often it was asked in vain what became of the call. */
  readonly asked?: number;
  /** Of a late step: the attempt that it counts has not begun. */
  readonly unbegun?: true;
  /** For a compensation back to a savepoint: steps undone so far, and why it could not go on. */
  readonly unwinding?: { readonly done: number; readonly failure?: Failure };
}

export interface BodyProgress {
  readonly opening: Opening;
  /** Index of the next item to begin, or number of the turns opened. */
  readonly next: number;
  readonly running: number;
  readonly failed: number;
  /** Items waiting to be tried again, with their attempt. */
  readonly retrying: readonly { readonly index: number; readonly attempt: number; readonly dueAt: string }[];
  /** Items whose time to be tried again has come, and for which there is no room yet. */
  readonly due?: readonly { readonly index: number; readonly attempt: number }[];
  /** Outputs by item, in the order they came. */
  readonly results: ChunkedList<readonly [index: number, output: JsonValue]>;
  /** Where the items are written, by the index of their first. */
  readonly pages: readonly ItemPage[];
  /** The failure that ends the container once its body has come to rest. */
  readonly failure?: Failure;
}

export type WakeUp =
  | { readonly type: "timer" }
  | { readonly type: "signal"; readonly name: string; readonly payload: JsonValue }
  | {
      readonly type: "approval";
      readonly decision: ApprovalDecision;
      readonly by?: string;
      readonly comment?: string;
      readonly answer?: JsonValue;
    }
  | { readonly type: "child"; readonly outcome: ChildOutcome };

export interface UndoEntry {
  readonly nodeId: string;
  readonly visit: number;
  /** Sequence number of its completion: entries are undone from the highest down. */
  readonly seq: number;
  /** Ids of the turns around it, innermost first; in states of earlier releases the keys of their container steps. */
  readonly within?: readonly string[];
  /** Where to find the item it belonged to. */
  readonly item?: ItemRef;
  /** Frozen at completion: the undo uses the values of then. */
  readonly input?: JsonValue;
  readonly output: JsonValue;
  /** What the steps of its item, and of the items around it, had returned by then. */
  readonly frame?: Frame;
  /** The run that did the work, for a sub-flow. */
  readonly child?: string;
  /** Idempotency key of its calls, when it repeated an earlier step. */
  readonly keyOf?: string;
  /** Compensation nodes still to run for this entry, in order. */
  readonly by: readonly CompensationPolicy[];
  /** One of its compensation nodes failed and was passed over: when the others are done it is off the stack, and not undone. */
  readonly partlyLeft?: true;
  /** The compensation node that ran last for this entry. */
  readonly doneBy?: string;
  /** What `$now()` gives to the undo: the time of completion. */
  readonly nowMs: number;
  /** Undo it while the run goes on: its branch had lost, or it answered after it had been given up. */
  readonly atOnce?: true;
}

export interface PassedPivot {
  /** The pivot that completed last. */
  readonly nodeId: string;
  /** Steps that would have been undone had the run not passed it, in the order they completed. */
  readonly kept: ChunkedList<UndoEntry>;
}

/** The event that lists items, and the index of the first item there. `runId`: of the run this one was forked from. */
export type ItemPage = readonly [first: number, seq: number, runId?: string];

/** An item of a for-each, by where it is written. */
export interface ItemRef {
  readonly index: number;
  /** Where it is written. Absent for the turn of a loop. */
  readonly page?: ItemPage;
  readonly outer?: ItemRef;
}

export type Ending =
  | { readonly type: "stopped"; readonly output: JsonValue }
  | { readonly type: "failed"; readonly failure: Failure; readonly undo: UndoProgress }
  | { readonly type: "canceled"; readonly request: CancelRequest; readonly undo: UndoProgress }
  /** A completed run is undone on behalf of its parent. */
  | { readonly type: "undone"; readonly request: Actor; readonly undo: UndoProgress };

export interface UndoProgress {
  /** Whether `run.compensating` has been recorded. */
  readonly begun: boolean;
  /** Steps undone so far. */
  readonly done: number;
  /** Why an undo failed for good; the rest of the stack is left as it is. */
  readonly failure?: Failure;
  /** The entry that it failed for, by its `seq`; absent where undos go one after another: it is the newest then. */
  readonly failed?: number;
  /** Why undos failed that were passed over; what those steps did is left. */
  readonly left?: readonly Failure[];
}

export const stepKey = (nodeId: string, visit: number): string => `${nodeId}#${visit}`;
