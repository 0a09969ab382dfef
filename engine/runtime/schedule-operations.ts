import type { ScheduleConfig } from "../core/schedule/schedule-config.ts";

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
  /** Occurrences at most, the oldest ones; never more than `BACKFILL_LIMITS` allow. */
  readonly limit: number;
}

export interface StartBackfill extends BackfillRange {
  readonly by: string;
  /** Runs started per second at most; likewise. */
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
