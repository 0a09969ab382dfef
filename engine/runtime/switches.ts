import type { RunStatus } from "../core/machine/run-status.ts";
import { startLoop, type Loop } from "./loops.ts";
import type { Clock } from "./ports.ts";

/**
 * Switches pause a flow, or everything in an organization. While one is on, new runs are stored paused, and the open ones get
 * a message to pause, some at a time; each finishes the calls it has in flight and begins no others, and its timers stand
 * still. Switched back on, exactly the runs that a switch paused go on, unless another switch still holds them; a run that a
 * person paused stays paused, and one that a person let go on under the switch is left alone.
 */
export interface Switches {
  /** Those that are on, the newest first. */
  list(orgId: string): Promise<readonly SwitchSummary[]>;
  /** Without `flowId` everything of the organization. One that is paused already stays as it is. `undefined`: no such flow. */
  pause(request: SwitchRequest): Promise<SwitchSummary | undefined>;
  resume(request: SwitchRequest): Promise<"resumed" | "notPaused" | "unknownFlow">;
  status(orgId: string, flowId?: string): Promise<SwitchStatus>;
  /** Sends one message to every open run that matches, at most `perSecond`; resolves with their number when all are sent. */
  apply(request: BulkRequest): Promise<{ readonly runs: number }>;
}

export interface SwitchRequest {
  readonly orgId: string;
  readonly flowId?: string;
  readonly by: string;
  readonly reason?: string;
}

export interface SwitchSummary {
  /** Absent for the switch of the organization. */
  readonly flowId?: string;
  readonly by: string;
  readonly reason?: string;
  readonly since: string;
}

export interface SwitchStatus {
  /** The switches that hold this scope: its own and the organization's. */
  readonly switches: readonly SwitchSummary[];
  /** Runs of the scope that have not ended. */
  readonly open: number;
  readonly paused: number;
  /** Runs that a process has in hand, be it only to wait for a call that was begun before the pause. */
  readonly inFlight: number;
  /** A switch is on, every open run is paused, and nothing is in flight. */
  readonly isQuiescent: boolean;
}

export interface BulkRequest {
  readonly orgId: string;
  readonly action: "pause" | "resume" | "cancel";
  readonly filter: { readonly flowId?: string; readonly status?: readonly RunStatus[]; readonly startedBefore?: string };
  readonly by: string;
  readonly reason?: string;
  /** For `cancel`: undo what the runs did. Default: true. */
  readonly compensate?: boolean;
  readonly perSecond: number;
}

const RUNS_PER_ROUND = 250;
const ROUND_EVERY_MS = 250;
const IDLE_MS = 1_000;

/** Pauses and resumes what the switches say, at most 1,000 runs a second. `round` returns how many messages it sent. */
export function startSwitchLoop({
  round,
  clock,
  onError,
}: {
  readonly round: (limit: number) => Promise<number>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Loop {
  return startLoop(clock, onError, async () => ((await round(RUNS_PER_ROUND)) > 0 ? ROUND_EVERY_MS : IDLE_MS));
}
