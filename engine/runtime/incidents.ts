import type { Failure } from "../core/failure.ts";

/**
 * An incident is something in a run that needs a person: `failed`, it failed for good; `undecided`, it waits because the
 * outcome of a call is unknown; `undoFailed`, an undo failed for good; `quarantined`, it killed or broke its process
 * several times and is set aside. Incidents are written in the checkpoint that tells of them.
 */
export type IncidentKind = "failed" | "undecided" | "undoFailed" | "quarantined";

export interface NewIncident {
  /** Quarantine is not a checkpoint's to say: nobody drives such a run. */
  readonly kind: Exclude<IncidentKind, "quarantined">;
  readonly nodeId?: string;
  readonly visit?: number;
  readonly failure: Failure;
}

/** What became of the open incidents of a step, such as `retried` or `treatedAsDone`, and who said so. */
export interface ClosedIncident {
  readonly nodeId: string;
  readonly visit: number;
  readonly resolution: string;
  readonly by?: string;
}

/** The recovery queue of an organization. */
export interface Incidents {
  /** Newest first. */
  list(orgId: string, filter: IncidentFilter): Promise<IncidentPage>;
  /** The same, those with the same cause as one. */
  groups(orgId: string, filter: IncidentGroupFilter): Promise<IncidentGroupPage>;
  get(orgId: string, incidentId: string): Promise<IncidentSummary | undefined>;
  countOpen(orgId: string): Promise<OpenIncidents>;
  /** Nothing is to be done about it; only when the run has ended, because one that waits would wait for ever. */
  discard(request: DiscardIncident): Promise<CloseIncidentResult>;
  /** The open ones of a group that a person has seen. `undefined` for an unknown incident. */
  discardGroup(request: DiscardGroup): Promise<DiscardGroupResult | undefined>;
  /** Lets a quarantined run go on, with a clean count, and closes its incident. */
  release(request: ReleaseRun): Promise<ReleaseResult>;
}

export interface IncidentFilter {
  readonly status: IncidentSummary["status"];
  readonly flowId?: string;
  readonly kind?: IncidentKind;
  readonly runId?: string;
  /** Only those with the cause of the incident with this id, whatever became of that one. */
  readonly like?: string;
  /** Incidents older than the one with this id. */
  readonly before?: string;
  /** 1–100. */
  readonly limit: number;
}

export interface IncidentPage {
  readonly incidents: readonly IncidentSummary[];
  readonly nextBefore?: string;
}

/** By the newest of each group or by its oldest, and then that one stands for the group. */
export interface IncidentGroupFilter extends Pick<IncidentFilter, "status" | "flowId" | "kind" | "like" | "limit"> {
  readonly order: "newest" | "oldest";
  /** Groups that come after the one with this incident. */
  readonly after?: string;
}

export interface IncidentGroupPage {
  readonly groups: readonly IncidentGroup[];
  readonly nextAfter?: string;
}

/** Incidents of one flow, kind and step, with the same code and the same message but for numbers and ids. */
export interface IncidentGroup {
  /** The one that stands for all of them. */
  readonly incident: IncidentSummary;
  readonly count: number;
  readonly firstOpenedAt: string;
  readonly lastOpenedAt: string;
}

export interface IncidentSummary {
  readonly incidentId: string;
  readonly runId: string;
  readonly businessKey?: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly kind: IncidentKind;
  readonly nodeId?: string;
  readonly visit?: number;
  readonly failure: Failure;
  readonly status: "open" | "resolved" | "discarded";
  readonly openedAt: string;
  readonly resolvedAt?: string;
  readonly resolvedBy?: string;
  /** What became of it; for a run that ended meanwhile, the status it ended with. */
  readonly resolution?: string;
  readonly comment?: string;
}

export interface OpenIncidents {
  readonly count: number;
  readonly oldestOpenedAt?: string;
}

export interface DiscardIncident {
  readonly orgId: string;
  readonly incidentId: string;
  readonly by: string;
  readonly reason: string;
}

export interface DiscardGroup extends DiscardIncident {
  /** When the last one of the group was opened that the person knows of. */
  readonly upTo: string;
}

export interface DiscardGroupResult {
  readonly discarded: number;
  /** Left open, because their runs wait for them. */
  readonly waiting: number;
}

export type CloseIncidentResult =
  | { readonly outcome: "closed" }
  | { readonly outcome: "unknown" }
  | { readonly outcome: "runWaits" }
  | { readonly outcome: "alreadyClosed"; readonly incident: IncidentSummary };

export interface ReleaseRun {
  readonly orgId: string;
  readonly runId: string;
  readonly by: string;
  readonly comment?: string;
}

export type ReleaseResult = "released" | "notQuarantined" | "unknownRun";
