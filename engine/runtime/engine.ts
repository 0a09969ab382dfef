import type { CloudEvent } from "../core/event/cloud-event.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowLayout } from "../core/flow/layout.ts";
import type { JsonValue } from "../core/json.ts";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { SearchValues } from "../core/search-fields/search-values.ts";
import type { Problem } from "../core/problem.ts";
import type { Approvals, Delegations } from "./approvals.ts";
import type { ConnectionList } from "./connection-list.ts";
import type { Drafts } from "./drafts.ts";
import type { EmittedEvent, OutgoingEvent } from "./event-bus.ts";
import type { Environments } from "./environments.ts";
import type { Exports } from "./exports.ts";
import type { FlowHeat } from "./flow-heat.ts";
import type { Imports } from "./imports.ts";
import type { Incidents } from "./incidents.ts";
import type { MappingLibrary } from "./mapping-library.ts";
import type { Mappings } from "./mappings.ts";
import type { Overview } from "./overview.ts";
import type { People } from "./people.ts";
import type { PostResult } from "./ports.ts";
import type { Reviews } from "./reviews.ts";
import type { RunOperations } from "./run-operations.ts";
import type { RemovedRunTag, RunTag, RunTags } from "./run-tags.ts";
import type { SavedViews } from "./saved-views.ts";
import type { Schedules } from "./schedule-operations.ts";
import type { Switches } from "./switches.ts";
import type { Tries } from "./tries.ts";

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
  readonly imports: Imports;
  readonly reviews: Reviews;
  readonly environments: Environments;
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
  readonly mappingLibrary: MappingLibrary;
  readonly overview: Overview;
  /** Whether a process that drives runs holds a lease now. */
  hasLivingWorker(): Promise<boolean>;
  /** Rejects when the database does not answer. */
  checkDatabase(): Promise<void>;
  close(): Promise<void>;
}

export interface Flows {
  list(orgId: string): Promise<readonly FlowSummary[]>;
  /**
   * By flow id (`orderApproval`): the given version, else the one that is live in production, else the one that has come
   * furthest. The addresses of webhooks are those of the environment that version is taken from.
   */
  get(orgId: string, flowId: string, version?: number): Promise<FlowDetail | undefined>;
  /** How many open runs the versions have in an environment (default: production), newest first. A new version changes nothing about them but the pace of those in line. */
  openRuns(orgId: string, flowId: string, environment?: string): Promise<readonly VersionRuns[]>;
  /** Validates and stores a version; the same content hash again changes nothing. */
  deploy(deployment: Deployment): Promise<DeployResult>;
  /**
   * Takes a flow out of service in an environment: nothing starts it there any more. Its open runs go on, its versions stay, and deploying one makes it
   * live again. Refused where changes of the flow take a review: taking it away is one.
   */
  retire(retirement: Retirement): Promise<RetireResult>;
  /** Where requests to a webhook token go. */
  findWebhook(token: string): Promise<WebhookTarget | undefined>;
}

export interface Retirement {
  readonly orgId: string;
  readonly flowId: string;
  /** Default: production. */
  readonly environment?: string;
  /** Who does it, by name, and why; both stay on record. */
  readonly by: string;
  readonly reason?: string;
}

export type RetireResult =
  | { readonly ok: true; /** False when it was not deployed. */ readonly changed: boolean }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface WebhookTarget {
  readonly orgId: string;
  readonly flowId: string;
  readonly environment: string;
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
  /** Where it goes live. Default: production. */
  readonly environment?: string;
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
      /** Open runs, by the version they belong to and stay on, newest first. */
      readonly openRuns: readonly VersionRuns[];
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

export interface Runs extends RunOperations, RunTags {
  /** Checks the input against the flow's contract; on problems nothing starts. */
  start(request: StartRun): Promise<StartResult>;
  list(orgId: string, filter: RunFilter): Promise<RunPage>;
  get(orgId: string, runId: string): Promise<RunSummary | undefined>;
  /** Names of the search fields that runs have values of, a hundred at most. */
  searchFields(orgId: string): Promise<readonly string[]>;
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
  /** Default: production. */
  readonly environment?: string;
  /** Default: the flow's `trigger.manual`, else its first trigger. */
  readonly trigger?: string;
  readonly input: JsonValue;
  /** Same key, same run. The same key with another input is refused. At most 255 characters. */
  readonly triggerKey?: string;
  readonly startedBy?: string;
  /** The member of the organization that is; who starts a run may be kept from approving it. */
  readonly startedById?: string;
  /** The caller's span, as W3C Trace Context writes it. */
  readonly traceparent?: string;
  /** Whoever asks stays for the answer of the run, where the trigger has the caller wait for one. */
  readonly callerWaits?: true;
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
  /** The trigger key came before, with another input, and started that run. */
  | { readonly ok: false; readonly reason: "keyReused"; readonly problems: readonly Problem[]; readonly runId: string }
  | { readonly ok: false; readonly reason: "unknownFlow" | "invalidInput"; readonly problems: readonly Problem[] };

export interface RespondPlan {
  /** `result`: with the outcome of the run; `node`: with what one of these nodes says. */
  readonly mode: "result" | "node";
  readonly nodes: readonly string[];
  readonly waitMs: number;
}

export interface RunFilter {
  readonly flowId?: string;
  readonly environment?: string;
  /** Of the flow; says nothing without one. */
  readonly version?: number;
  readonly status?: readonly RunStatus[];
  /** Exact run id, or part of a business key. */
  readonly text?: string;
  /** The whole key, or its beginning with `*` behind: `A-10*`. */
  readonly businessKey?: string;
  /** By the name of a search field: the whole value, or its beginning with `*` behind. All of them must fit. */
  readonly searchFields?: SearchValues;
  /** Only runs that have all of these tags. */
  readonly tags?: readonly string[];
  /** Why a run did not end well, or the beginning with `*` behind: `http/*`. */
  readonly failureCode?: string;
  /** Only runs with an open incident that has the cause of the incident with this id. */
  readonly likeIncident?: string;
  /** With `likeIncident`: only the runs of so many of these incidents, those that have been open longest. */
  readonly longestOpen?: number;
  /** Only runs that started at this ISO time or later, and before that one. */
  readonly since?: string;
  readonly until?: string;
  /** Only runs of versions that declare what a run is worth or costs. */
  readonly priced?: true;
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
  readonly searchValues?: SearchValues;
  /** What people put on it, the oldest first. */
  readonly tags?: readonly RunTag[];
  /** What people took off again, the latest first; lists do without. */
  readonly removedTags?: readonly RemovedRunTag[];
  readonly startedBy?: string;
  /** Where it runs; absent in production. */
  readonly environment?: string;
  /** Why it did not end well. */
  readonly failureCode?: string;
}

/** The event bus. A worker delivers its events to the event triggers of deployed flows. */
export interface Events {
  /** Returns once the event is stored. */
  emit(
    event: OutgoingEvent & { readonly orgId: string; /** Default: production. */ readonly environment?: string },
  ): Promise<EmittedEvent>;
  /** Newest first. */
  list(orgId: string, filter: EventFilter): Promise<readonly EventSummary[]>;
}

export interface EventFilter {
  readonly type?: string;
  readonly limit: number;
}

export interface EventSummary extends CloudEvent {
  /** Absent in production. */
  readonly environment?: string;
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
