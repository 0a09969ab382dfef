import type { WhyNot } from "../core/approval/tally.ts";
import type { CompiledFlow } from "../core/compile/flow-plan.ts";
import type { JsonValue } from "../core/json.ts";
import type {
  Actor,
  ApprovalDecision,
  ApprovalRequest,
  CancelRequest,
  ChildOutcome,
  RunEvent,
  RunStatus,
  StepVerdict,
} from "../core/machine/run-event.ts";
import type { RunGate } from "../core/limits/run-gate.ts";
import type { RedriveEdits } from "../core/machine/redrive.ts";
import type { RunState } from "../core/machine/run-state.ts";
import type { SearchValues } from "../core/search-fields/search-values.ts";
import type { ClosedIncident, NewIncident } from "./incidents.ts";
import type { Problem } from "../core/problem.ts";

/**
 * What the durable engine needs from the world. Postgres and memory implement it; `run-store.contract.ts` holds both to
 * the same behavior.
 *
 * Ownership: one process drives a run at a time. `claim` sets the owner and raises the epoch; every `checkpoint` names
 * the epoch it was claimed with and is refused when another process has claimed the run since (the fence). Whatever
 * comes from outside is a row in the inbox, written with its acknowledgment; `release` is refused when the inbox has
 * moved on, so no message is ever slept through. A hint only says "look at this run": losing one costs a second, until
 * the sweep notices.
 */
export interface RunStore {
  /** Stores new runs and their `run.started` event, and hints them. A run whose `triggerKey` exists is not made again. */
  createRuns(runs: readonly NewRun[]): Promise<readonly CreatedRun[]>;
  /** Takes a run that nobody owns; `undefined` when it is owned, ended, paused or unknown. `later`: others go first. */
  claim(runId: string, later?: boolean): Promise<ClaimedRun | undefined>;
  checkpoint(checkpoint: Checkpoint): Promise<CheckpointResult>;
  /**
   * Gives up a run that this process owns and cannot go on with. No event is recorded; it is hinted again soon, and
   * whoever claims it starts from what is stored. Given up `QUARANTINED_AFTER` times without an event in between, the run
   * is paused with an incident that shows the reason.
   */
  abandon(runId: string, reason: string): Promise<void>;
  /** Messages that arrived since `afterId`, for a run this process drives. */
  readInbox(runId: string, afterId: number): Promise<readonly InboxMessage[]>;
  /** Stores a message for a run and hints it. `false` when this `dedupeKey` was there already. */
  post(message: NewMessage): Promise<PostResult>;
  /** As `post`, for a run that has ended and is to go on: it is opened again with the message. */
  reopen(message: NewMessage): Promise<PostResult>;
  /** Tells the parent of an ended run how it ended, once per end; nothing happens for a run without a parent. */
  tellParent(runId: string, seq: number, outcome: ChildOutcome): Promise<void>;
  /**
   * Decides a pending approval and posts the decision, in one transaction. The first valid decision wins; a later one
   * learns who decided.
   */
  decideApproval(decision: DecideApproval): Promise<DecideResult>;
  /** Turns due timers into inbox messages; a due approval becomes `timedOut` unless a person was first. */
  fireDueTimers(limit: number): Promise<{ readonly fired: number; readonly nextDueInMs: number | undefined }>;
  /** Lets limited runs go on where there is room; `nextInMs` is when a throttle opens next. */
  admit(): Promise<{ readonly admitted: number; readonly nextInMs: number | undefined }>;
  /** Hints every run that has work and no hint. The number is about 0 outside faults. */
  sweep(): Promise<number>;
  readEvents(runId: string, afterSeq: number, limit?: number): Promise<readonly RunEvent[]>;
}

export interface NewRun {
  /** A UUIDv7: its order is the order of creation, which also places it in its partition. */
  readonly runId: string;
  readonly orgId: string;
  readonly flowVersionId: string;
  /** Same key, same run: a webhook delivery id, an `Idempotency-Key`. Unique per flow. */
  readonly triggerKey?: string;
  /** Searchable text for people, such as an order number. */
  readonly businessKey?: string;
  /** What people look it up by, as its flow declares it. */
  readonly searchValues?: SearchValues;
  readonly started: Extract<RunEvent, { type: "run.started" }>["data"];
  /** What limits the run; only a store that admits runs looks at it. */
  readonly gate?: RunGate;
}

export interface CreatedRun {
  readonly runId: string;
  /** False when `triggerKey` was known: `runId` is then the earlier run. */
  readonly created: boolean;
}

export interface ClaimedRun {
  readonly runId: string;
  readonly orgId: string;
  readonly flowVersionId: string;
  readonly epoch: number;
  /** Cache of the fold, when one was kept; `events` are those after it. */
  readonly state?: RunState;
  readonly events: readonly RunEvent[];
  /** Unread mail. */
  readonly inbox: readonly InboxMessage[];
  /** Mail up to this id was folded in by earlier owners. */
  readonly inboxReadId: number;
  /** Database clock at the claim, milliseconds since 1970. */
  readonly nowMs: number;
}

export type MessageBody =
  | { readonly type: "timer"; readonly nodeId: string; readonly visit: number }
  | { readonly type: "signal"; readonly name: string; readonly payload: JsonValue; readonly by?: string }
  | {
      readonly type: "approval";
      readonly approvalId: string;
      readonly nodeId: string;
      readonly visit: number;
      readonly decision: ApprovalDecision;
      readonly by?: string;
      readonly comment?: string;
      readonly answer?: JsonValue;
    }
  | ({ readonly type: "cancel" } & CancelRequest)
  | ({ readonly type: "pause" } & Actor)
  /** `onlyOwn`: ends no pause but the one ordered by the same actor. */
  | ({ readonly type: "resume"; readonly onlyOwn?: true } & Actor)
  /** What became of a step whose outcome only a person can tell. */
  | ({
      readonly type: "verdict";
      readonly nodeId: string;
      readonly visit: number;
      readonly verdict: StepVerdict;
      readonly output?: JsonValue;
    } & Actor)
  /** A run that a step waits for has ended; which step that is, the parent knows. */
  | ({ readonly type: "child" } & ChildOutcome)
  /** For ended runs, with `reopen`: undo it as a whole; try a failed undo again or count it as done; go back in time. */
  | ({ readonly type: "undo" } & Actor)
  | ({ readonly type: "resumeUndo"; readonly waive: boolean } & Actor)
  | ({ readonly type: "rewind"; readonly toSeq: number; readonly edits: RedriveEdits; readonly byId?: string } & Actor);

export interface InboxMessage {
  /** Rises with arrival, per run. */
  readonly id: number;
  readonly body: MessageBody;
}

export interface NewMessage {
  readonly runId: string;
  /** Unique per run; a repeat changes nothing. */
  readonly dedupeKey: string;
  readonly body: MessageBody;
}

/** `paused`: only of a rewind, which a paused run does not take. */
export type PostResult = "stored" | "duplicate" | "unknownRun" | "ended" | "paused";

export interface Checkpoint {
  readonly runId: string;
  readonly orgId: string;
  readonly epoch: number;
  /** New events, continuing the run's sequence. */
  readonly events: readonly RunEvent[];
  readonly status: RunStatus;
  /** Highest inbox id folded in; those rows count as read. */
  readonly inboxReadId?: number;
  /** A timer that is in both lists is set. Nothing is set for a run that ends. */
  readonly setTimers: readonly {
    readonly nodeId: string;
    readonly visit: number;
    readonly dueAt: string;
    readonly approvalId?: string;
  }[];
  readonly clearTimers: readonly { readonly nodeId: string; readonly visit: number }[];
  readonly openApprovals: readonly NewApproval[];
  /** Approvals nobody needs any more. */
  readonly closeApprovals: readonly string[];
  /** Not for a canceled run; of a run that ends, only what stays true of it: `failed` and `undoFailed`. */
  readonly openIncidents?: readonly NewIncident[];
  /** A run that ends closes its `undecided` incidents by itself. */
  readonly closeIncidents?: readonly ClosedIncident[];
  /** The state after `events`, to be kept as a cache although the run is not let go: a claim then reads only what follows. */
  readonly snapshot?: RunState;
  /**
   * Present when the process lets go of the run: it waits (state kept as a cache) or has ended. An ended run is let go
   * whatever its mail; its timers are dropped and its approvals closed.
   */
  readonly release?: { readonly state?: RunState };
  /** The run is beyond its fair share: the checkpoints of others need not wait for this one. */
  readonly later?: true;
}

/** A run that rests goes on with another version of its flow. */
export interface RunMove extends Pick<Checkpoint, "setTimers" | "clearTimers" | "closeApprovals"> {
  readonly orgId: string;
  readonly runId: string;
  readonly fromVersionId: string;
  readonly toVersionId: string;
  /** `run.moved`, the next event of the run as it was read. */
  readonly event: RunEvent;
  /** The state after it. */
  readonly state: RunState;
  /** There is something to do now. */
  readonly goesOn: boolean;
}

export interface NewApproval extends ApprovalRequest {
  readonly nodeId: string;
  readonly visit: number;
}

/**
 * `fenced`: another process owns the run; drop everything. `inboxMoved`: the events are stored, the run is still ours
 * and there is mail to read.
 */
export type CheckpointResult = "stored" | "released" | "inboxMoved" | "fenced";

export interface DecideApproval {
  readonly orgId: string;
  readonly approvalId: string;
  /** `answered` decides a form and carries the answer; the others decide an approval. */
  readonly decision: PersonDecision;
  readonly comment?: string;
  /** To a form; with `approved`, the members of the details that the person changed. */
  readonly answer?: JsonValue;
  /** With `rejected`: the run ends here, and what it has done is left as it is. */
  readonly leaveDone?: boolean;
  /** What the person was shown (`ApprovalSummary.shownHash`). Absent for programs, to whom nothing is shown. */
  readonly shownHash?: string;
  /** The secret of the link in a mail that led here; it is used up with the answer. */
  readonly linkToken?: string;
  readonly by: Decider;
}

export type PersonDecision = Exclude<ApprovalDecision, "timedOut">;

/**
 * The deciding person. Of a member, named by `id`, the store reads role, groups and whom they stand in for itself, in the
 * deciding transaction; of anybody else, what is given here counts.
 */
export interface Decider {
  readonly id?: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Decides whatever the rules say. */
  readonly isOperator?: boolean;
}

export type DecideResult =
  | { readonly outcome: "decided" }
  /** Recorded; others have to agree as well. */
  | { readonly outcome: "counted"; readonly signed: number; readonly needed: number }
  | { readonly outcome: "unknown" }
  /** What there is to decide is not what the person was shown. Nothing was recorded. */
  | { readonly outcome: "changed"; readonly because: "flow" | "run" }
  /** The link was for somebody else or for something else, was used before, or is too old. Nothing was recorded. */
  | { readonly outcome: "linkInvalid" }
  | { readonly outcome: "notNow"; readonly why: Exclude<WhyNot, "notAsked"> }
  | { readonly outcome: "forbidden"; readonly roles: readonly string[] }
  /** The answer does not fit the form, or the decision is none for this kind of task. Nothing was decided. */
  | { readonly outcome: "invalid"; readonly problems: readonly Problem[] }
  | { readonly outcome: "alreadyDecided"; readonly status: string; readonly by?: string; readonly at?: string };

/** Compiled flow versions by id. Versions are immutable, so an implementation keeps what it has loaded. */
export interface FlowVersions {
  load(flowVersionId: string): Promise<LoadedFlow>;
  /** The version of a flow by its id: the one that is live in the environment (default: production), or the given number. */
  find(orgId: string, flowId: string, version?: number, environment?: string): Promise<LoadedFlow | undefined>;
}

export interface LoadedFlow extends CompiledFlow {
  readonly flowVersionId: string;
  readonly number: number;
}

/** Resolves a connection name to where it points. The only source of base URLs and credentials for executors. */
export interface Connections {
  /** As the environment means the name; default: production. */
  resolve(orgId: string, name: string, environment?: string): Promise<ResolvedConnection>;
}

export interface ResolvedConnection {
  readonly name: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The operator vouches for this address, also when it is private. */
  readonly allowPrivate: boolean;
  /** Texts that nobody may be shown, whoever gives them back: credentials, and addresses that are one. */
  readonly secrets?: readonly string[];
  /** Present when the connection leads to a mail server; `baseUrl` is then only its name, such as `smtp://mail.example.com:587`. */
  readonly mailServer?: MailServer;
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise the connection is upgraded when the server offers it, and always before a sign-in. */
  readonly secure: boolean;
  readonly from: string;
  readonly signIn?: { readonly user: string; readonly password: string };
}

/** Time as the engine process sees it: only for measuring how long something took and for waiting, never for deadlines of a run. */
export interface Clock {
  /** Milliseconds on a monotonic scale. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `act` after `ms`, unless what this returns is called before. Keeps no process alive. */
  after(ms: number, act: () => void): () => void;
}

/** Named places where tests crash the process on purpose. The default does nothing. */
export interface Faults {
  hit(point: string): void;
}

export const noFaults: Faults = { hit: () => {} };
