import type { StartLimits } from "../core/limits/start-limits.ts";
import type { Loop } from "./loops.ts";
import { startLoop } from "./loops.ts";
import type { Clock, NewRun } from "./ports.ts";

/**
 * Starts of flows whose limits may refuse a start (rate limit, singleton) or put several into one run (debounce, batch).
 * They are decided on one at a time per flow, in any process, and the decision is stored together with what follows
 * from it.
 */
export interface LimitedStarts {
  start(run: NewRun, limits: StartLimits): Promise<StartDecision>;
  /** Makes the runs whose time to be collected is over; returns how many. */
  startCollected(): Promise<number>;
  /** When `startCollected` has something to do next: 0 or less is now; `undefined` when nothing is being collected. */
  nextCollectedInMs(): Promise<number | undefined>;
}

export type StartDecision =
  | { readonly outcome: "started"; readonly runId: string; readonly created: boolean }
  /** The input is stored. `runId` is the run it goes into, which begins at `startsAt`, or later when more comes. */
  | { readonly outcome: "collected"; readonly runId: string; readonly created: boolean; readonly startsAt: string }
  /** Nothing is stored. */
  | { readonly outcome: "rateLimited"; readonly until: string }
  | { readonly outcome: "skipped"; readonly openRunId: string };

/** Whether the way through `LimitedStarts` is needed; the other limits are a matter of the run's gate alone. */
export const decidesStarts = ({ rateLimit, singleton, debounce, batch }: StartLimits): boolean =>
  rateLimit !== undefined || singleton !== undefined || debounce !== undefined || batch !== undefined;

/** A start that another process collects for a shorter time than this is noticed this late at most. */
const LOOK_EVERY_MS = 1_000;

export function startCollectionLoop({
  starts,
  clock,
  onError,
}: {
  readonly starts: LimitedStarts;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Loop {
  return startLoop(clock, onError, async () => {
    const dueInMs = await starts.nextCollectedInMs();
    if (dueInMs === undefined || dueInMs > 0) return Math.max(10, Math.min(LOOK_EVERY_MS, dueInMs ?? LOOK_EVERY_MS));
    return (await starts.startCollected()) > 0 ? 0 : LOOK_EVERY_MS;
  });
}
