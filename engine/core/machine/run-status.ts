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

/** The events that end a run, with the status they leave behind. */
export const endStatus = {
  "run.completed": "completed",
  "run.failed": "failed",
  "run.compensated": "compensated",
  "run.compensationIncomplete": "compensation_incomplete",
  "run.canceled": "canceled",
} as const satisfies Record<string, RunStatus>;

const ENDED: ReadonlySet<RunStatus> = new Set(Object.values(endStatus));
export const hasEnded = (status: RunStatus): boolean => ENDED.has(status);
