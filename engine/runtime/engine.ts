import type { CloudEvent } from "../core/event/cloud-event.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowLayout } from "../core/flow/layout.ts";
import type { JsonValue } from "../core/json.ts";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { Problem } from "../core/problem.ts";
import type { Role } from "../core/role.ts";
import type { Approvals, Delegations } from "./approvals.ts";
import type { Drafts } from "./drafts.ts";
import type { Exports } from "./exports.ts";
import type { Incidents } from "./incidents.ts";
import type { ScheduleConfig } from "../core/schedule/schedule-config.ts";
import type { EmittedEvent, OutgoingEvent } from "./event-bus.ts";
import type { Mappings } from "./mappings.ts";
import type { Reviews } from "./reviews.ts";
import type { Overview } from "./overview.ts";
import type { Switches } from "./switches.ts";
import type { Tries } from "./tries.ts";
import type { PostResult } from "./ports.ts";
import type { RunOperations } from "./run-operations.ts";

/**
 * Everything a face of the product (web, gateway, CLI) may ask of the engine. Faces authorize; the engine takes the
 * organization they established and never reads across it.
 */
export interface Engine {
  /** The organization of this installation: the first start makes one. */
  readonly orgId: string;
  readonly flows: Flows;
  readonly drafts: Drafts;
  readonly exports: Exports;
  readonly reviews: Reviews;
  readonly runs: Runs;
  readonly approvals: Approvals;
  readonly delegations: Delegations;
  readonly incidents: Incidents;
  readonly people: People;
  readonly schedules: Schedules;
  readonly events: Events;
  readonly switches: Switches;
  readonly connections: ConnectionList;
  readonly tries: Tries;
  readonly views: SavedViews;
  readonly mappings: Mappings;
  readonly overview: Overview;
  /** Whether a process that drives runs holds a lease now. */
  hasLivingWorker(): Promise<boolean>;
  /** Rejects when the database does not answer. */
  checkDatabase(): Promise<void>;
  close(): Promise<void>;
}

/** The systems that flows can call by name. */
export interface ConnectionList {
  list(orgId: string): Promise<readonly ConnectionSummary[]>;
}

export interface ConnectionSummary {
  readonly name: string;
  readonly type: "http" | "smtp";
  /** Where it leads, without credentials: `https://api.example.com/v1`. */
  readonly about: string;
}

export interface Flows {
  list(orgId: string): Promise<readonly FlowSummary[]>;
  /** By flow id (`orderApproval`); the deployed version, or the given one. */
  get(orgId: string, flowId: string, version?: number): Promise<FlowDetail | undefined>;
  /** Runs that have not ended, by version, newest first. A new version changes nothing about them. */
  inFlight(orgId: string, flowId: string): Promise<readonly VersionRuns[]>;
  /** Validates and stores a version; the same content hash again changes nothing. */
  deploy(deployment: Deployment): Promise<DeployResult>;
  /**
   * Takes a flow out of service: nothing starts it any more. Its open runs go on, its versions stay, and deploying one makes it
   * live again. Refused where changes of the flow take a review: taking it away is one.
   */
  retire(orgId: string, flowId: string): Promise<RetireResult>;
  /** Where requests to a webhook token go. */
  findWebhook(token: string): Promise<WebhookTarget | undefined>;
}

export type RetireResult =
  | { readonly ok: true; /** False when it was not deployed. */ readonly changed: boolean }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface WebhookTarget {
  readonly orgId: string;
  readonly flowId: string;
  /** The trigger node. */
  readonly trigger: string;
  readonly method: string;
  /** Path behind the token, without slashes at its ends. */
  readonly path: string;
}

export interface Deployment {
  readonly orgId: string;
  /** Text of `flow.yaml`, with `expression: {file}` already inlined. */
  readonly source: string;
  readonly layout?: FlowLayout;
  readonly deployedBy: string;
  /** Goes live without the review that is required: leaves a review that is owed, and an alarm. */
  readonly breakGlass?: { readonly reason: string };
  /** What its author says about a new version. */
  readonly note?: string;
}

export type DeployResult =
  | {
      readonly ok: true;
      readonly flowId: string;
      readonly version: number;
      readonly changed: boolean;
      readonly flowVersionId: string;
      /** Runs that have not ended, by the version they belong to and stay on, newest first. */
      readonly inFlight: readonly VersionRuns[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface VersionRuns {
  readonly version: number;
  readonly runs: number;
}

export interface FlowSummary {
  readonly flowId: string;
  readonly name: string;
  readonly description?: string;
  readonly version: number;
  readonly triggers: readonly string[];
  readonly updatedAt: string;
  readonly lastRunAt?: string;
  /** Runs of the last 24 hours by status. */
  readonly recent: Readonly<Partial<Record<RunStatus, number>>>;
}

export interface FlowDetail {
  readonly flowId: string;
  readonly name: string;
  readonly version: number;
  readonly contentHash: string;
  readonly document: FlowDocument;
  readonly layout?: FlowLayout;
  readonly source: string;
  readonly deployedAt: string;
  readonly deployedBy: string;
  /** Full request paths, e.g. `/hooks/<token>/orders`, by trigger node. */
  readonly webhooks: Readonly<Record<string, { readonly method: string; readonly path: string }>>;
}

export interface Runs extends RunOperations {
  /** Checks the input against the flow's contract; on problems nothing starts. */
  start(request: StartRun): Promise<StartResult>;
  list(orgId: string, filter: RunFilter): Promise<RunPage>;
  get(orgId: string, runId: string): Promise<RunSummary | undefined>;
  /** How the nodes of a version did in its newest runs, 1 to 500 of them. */
  heat(orgId: string, request: { flowId: string; version: number; runs: number }): Promise<FlowHeat>;
  events(orgId: string, runId: string, afterSeq: number): Promise<readonly RunEvent[]>;
  /** Events after `afterSeq` as they are committed; ends with the run or the signal. Neither gaps nor repeats. */
  follow(orgId: string, runId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** The same in batches of some milliseconds; what many watch at once is read once. */
  watch(orgId: string, runId: string, afterSeq: number, signal: AbortSignal): AsyncIterable<readonly RunEvent[]>;
  signal(request: {
    orgId: string;
    runId: string;
    name: string;
    payload: JsonValue;
    by?: string;
    dedupeKey?: string;
  }): Promise<PostResult>;
}

export interface StartRun {
  readonly orgId: string;
  readonly flowId: string;
  /** Default: the flow's `trigger.manual`, else its first trigger. */
  readonly trigger?: string;
  readonly input: JsonValue;
  readonly triggerKey?: string;
  readonly startedBy?: string;
  /** The member of the organization that is; who starts a run may be kept from approving it. */
  readonly startedById?: string;
}

export type StartResult =
  | {
      readonly ok: true;
      readonly runId: string;
      readonly created: boolean;
      readonly version: number;
      /** Present when the caller of the trigger is to be answered with more than that the run is stored. */
      readonly respond?: RespondPlan;
      /** Set when the input was collected for a run that is not made yet: when it begins, unless more comes. */
      readonly startsAt?: string;
    }
  /** A limit of the flow keeps it from starting now: until then, or as long as that run is open. Nothing was stored. */
  | {
      readonly ok: false;
      readonly reason: "limited";
      readonly problems: readonly Problem[];
      readonly until?: string;
      readonly openRunId?: string;
    }
  | { readonly ok: false; readonly reason: "unknownFlow" | "invalidInput"; readonly problems: readonly Problem[] };

export interface RespondPlan {
  /** `result`: with the outcome of the run; `node`: with what one of these nodes says. */
  readonly mode: "result" | "node";
  readonly nodes: readonly string[];
  readonly waitMs: number;
}

export interface RunFilter {
  readonly flowId?: string;
  /** Of the flow; says nothing without one. */
  readonly version?: number;
  readonly status?: readonly RunStatus[];
  /** Exact run id, or part of a business key. */
  readonly text?: string;
  /** The whole key, or its beginning with `*` behind: `A-10*`. */
  readonly businessKey?: string;
  /** Why a run did not end well, or the beginning with `*` behind: `http/*`. */
  readonly failureCode?: string;
  /** Only runs that started at this ISO time or later, and before that one. */
  readonly since?: string;
  readonly until?: string;
  /** How long runs that have ended took, in milliseconds. */
  readonly leastMs?: number;
  readonly mostMs?: number;
  /** Runs older than this run id. */
  readonly before?: string;
  /** 1–100. */
  readonly limit: number;
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  readonly nextBefore?: string;
  /** Set when the search stopped before the page was full: runs that started before this time have not been looked at. */
  readonly searchedBackTo?: string;
}

export interface RunSummary {
  readonly runId: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly seq: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly businessKey?: string;
  readonly startedBy?: string;
  /** Why it did not end well. */
  readonly failureCode?: string;
}

/** Filters of the list of runs that people have given names, each their own. */
export interface SavedViews {
  list(owner: ViewOwner): Promise<readonly SavedView[]>;
  /** Under a name that is taken, the filter is replaced. */
  save(owner: ViewOwner, view: Pick<SavedView, "name" | "query">): Promise<{ ok: true } | { ok: false; message: string }>;
  remove(owner: ViewOwner, viewId: string): Promise<void>;
}

export interface ViewOwner {
  readonly orgId: string;
  readonly userId: string;
}

export interface SavedView {
  readonly viewId: string;
  readonly name: string;
  /** As in the address of the list: `?flow=orders&status=failed`. */
  readonly query: string;
}

/** What the newest runs of a flow version did at each node. */
export interface FlowHeat {
  /** Runs looked at; of long runs, their first thousands of events. */
  readonly runs: number;
  readonly nodes: Readonly<Record<string, NodeHeat>>;
}

export interface NodeHeat {
  /** Steps with an outcome. */
  readonly steps: number;
  readonly failed: number;
  /** Attempts that failed and were repeated. */
  readonly retried: number;
  /** Of the attempt with the outcome, in milliseconds. */
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** The schedule triggers of deployed flows. A worker starts their runs. */
export interface Schedules {
  list(orgId: string, flowId?: string): Promise<readonly ScheduleSummary[]>;
  /** `false` when the flow has no such schedule. */
  pause(request: ScheduleName & { readonly by: string }): Promise<boolean>;
  /** Goes on with the first occurrence from now; those in the pause do not run. */
  resume(request: ScheduleName & { readonly by: string }): Promise<boolean>;
  /** What `backfill` would start; `undefined` when the flow has no such schedule. */
  previewBackfill(range: BackfillRange): Promise<BackfillPlan | undefined>;
  /** Runs past occurrences that have not run, each once. Returns what it will start. */
  backfill(request: StartBackfill): Promise<BackfillPlan | undefined>;
}

export interface ScheduleName {
  readonly orgId: string;
  readonly flowId: string;
  /** The trigger node. */
  readonly nodeId: string;
}

export interface ScheduleSummary {
  readonly flowId: string;
  readonly flowName: string;
  readonly nodeId: string;
  readonly config: ScheduleConfig;
  readonly paused?: { readonly at: string; readonly by: string };
  /** When the next run starts, jitter included; absent in a pause and after the end. */
  readonly nextAt?: string;
  /** Why the last attempt to start a run did not work; it is repeated. */
  readonly problem?: string;
  /** The next five occurrences by the schedule. */
  readonly upcoming: readonly string[];
  /** The five that were decided on last, newest first. */
  readonly recent: readonly OccurrenceSummary[];
  /** Occurrences that wait for an open run or belong to a backfill that goes on. */
  readonly waiting: number;
}

export interface OccurrenceSummary {
  readonly scheduledAt: string;
  readonly status: "started" | "skipped" | "missed" | "failed";
  readonly runId?: string;
  readonly detail?: string;
  /** Set for a backfilled one. */
  readonly requestedBy?: string;
}

export interface BackfillRange extends ScheduleName {
  /** First moment, and the moment before which the range ends; ISO 8601. Nothing after now is run. */
  readonly from: string;
  readonly to: string;
  /** Occurrences at most, the oldest ones: 1 to 1,000. */
  readonly limit: number;
}

export interface StartBackfill extends BackfillRange {
  readonly by: string;
  /** Runs started per second at most. */
  readonly perSecond: number;
}

export interface BackfillPlan {
  /** Oldest first; a taken one has run or waits already, and is left as it is. */
  readonly occurrences: readonly { readonly scheduledAt: string; readonly isTaken: boolean }[];
  /** How many of them run. */
  readonly count: number;
  /** The range holds more than the limit. */
  readonly isMore: boolean;
}

/** The event bus. A worker delivers its events to the event triggers of deployed flows. */
export interface Events {
  /** Returns once the event is stored. */
  emit(event: OutgoingEvent & { readonly orgId: string }): Promise<EmittedEvent>;
  /** Newest first. */
  list(orgId: string, filter: EventFilter): Promise<readonly EventSummary[]>;
}

export interface EventFilter {
  readonly type?: string;
  readonly limit: number;
}

export interface EventSummary extends CloudEvent {
  /** Runs that led to it, one starting the next; 0 for an event from outside. */
  readonly hops: number;
  readonly isDelivered: boolean;
  /** What became of it at each trigger that matched. */
  readonly deliveries: readonly {
    readonly flowId: string;
    readonly nodeId: string;
    readonly outcome: "started" | "failed" | "stopped";
    readonly runId?: string;
    readonly detail?: string;
  }[];
}

/** Sign-in and membership. Passwords are kept as scrypt hashes; invitation tokens as SHA-256. */
export interface People {
  authenticate(email: string, password: string): Promise<{ userId: string; name: string; email: string } | undefined>;
  /** The membership that counts now; read on every request. */
  membership(userId: string): Promise<Membership | undefined>;
  list(orgId: string): Promise<readonly Person[]>;
  /** Returns the secret of a one-time link, valid for 7 days. The first start invites the owner as admin. */
  invite(request: {
    orgId: string;
    email?: string;
    role: Role;
    invitedBy: string;
  }): Promise<{ token: string; expiresAt: string }>;
  invitation(token: string): Promise<{ email?: string; role: Role; organization: string } | undefined>;
  accept(request: {
    token: string;
    email: string;
    name: string;
    password: string;
  }): Promise<{ ok: true } | { ok: false; message: string }>;
  setRole(request: { orgId: string; userId: string; role: Role }): Promise<{ ok: true } | { ok: false; message: string }>;
  /** The groups a person belongs to, all of them; a group exists while it has members. */
  setGroups(request: {
    orgId: string;
    userId: string;
    groups: readonly string[];
  }): Promise<{ ok: true } | { ok: false; message: string }>;
}

export interface Membership {
  readonly userId: string;
  readonly orgId: string;
  readonly organization: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Names of groups that approvals can ask, in order. */
  readonly groups: readonly string[];
  readonly joinedAt: string;
}
