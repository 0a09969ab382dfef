import type { RunStatus } from "../core/machine/run-event.ts";

/**
 * The figures of an organization. Runs count for the moment they began; days are days of UTC, the same for everybody. A
 * worker keeps them up to date (`overview-loop.ts`).
 */
export interface Overview {
  /** Of whole hours: `since` and `until` are cut to them. */
  read(orgId: string, period: OverviewPeriod): Promise<OverviewReport>;
}

export interface OverviewPeriod {
  /** ISO 8601; the end is the first moment that no longer belongs. */
  readonly since: string;
  readonly until: string;
}

export interface OverviewReport {
  readonly since: string;
  readonly until: string;
  /** Runs that ended after this moment are not in the figures yet; absent before the first count. */
  readonly countedUntil?: string;
  readonly total: RunFigures;
  /** The same length of time before. */
  readonly before: RunFigures;
  /** By name; flows without a run in the period are left out. */
  readonly flows: readonly FlowFigures[];
  /** Most frequent first, at most ten. */
  readonly failures: readonly FailureFigures[];
  /** One entry per day that had runs, oldest first: the period, and what a forecast needs before it. */
  readonly days: readonly DayFigures[];
  readonly now: OpenFigures;
  readonly decisions: DecisionFigures;
}

/** Runs that have ended. */
export interface RunFigures {
  readonly runs: number;
  readonly byStatus: Readonly<Partial<Record<RunStatus, number>>>;
  /** All of them together, from beginning to end. */
  readonly durationMs: number;
  /** One entry per currency that flows declare, by code. */
  readonly money: readonly Money[];
  /** Completed runs whose declared value gave no number. */
  readonly withoutValue: number;
}

export interface Money {
  readonly currency: string;
  /** Of completed runs. */
  readonly value: number;
  readonly cost: number;
  readonly runs: number;
  readonly completed: number;
}

export interface FlowFigures extends RunFigures {
  readonly flowId: string;
  readonly name: string;
  readonly openIncidents: number;
}

export interface FailureFigures {
  readonly flowId: string;
  readonly flowName: string;
  readonly code: string;
  readonly runs: number;
}

export interface DayFigures {
  /** `2026-11-21`. */
  readonly day: string;
  readonly completed: number;
  readonly runs: number;
  readonly money: readonly Pick<Money, "currency" | "value" | "cost">[];
}

/** What is so now, whatever the period. */
export interface OpenFigures {
  readonly byStatus: Readonly<Partial<Record<RunStatus, number>>>;
  readonly oldestOpenAt?: string;
  readonly approvals: Waiting & { readonly overdue: number };
  readonly incidents: Waiting;
}

export interface Waiting {
  readonly count: number;
  readonly oldestAt?: string;
}

/** Decisions and answers of people in the period. */
export interface DecisionFigures {
  readonly decided: number;
  /** Those that had a due time, and those of them that came before it. */
  readonly due: number;
  readonly inTime: number;
  /** How long the middle one of them waited, in milliseconds. */
  readonly medianWaitMs?: number;
}
