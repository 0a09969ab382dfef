import type { RunStatus } from "../core/machine/run-event.ts";

/**
 * What becomes of the open runs of a flow when another version goes live. By default they stay on the version they began
 * with; people may have them moved to the live one, or canceled. A run belongs to one environment, so only the runs of the
 * one where the version goes live are concerned.
 */
export interface OpenRuns {
  /**
   * Looks at each open run of another version, oldest first, with its recorded history: whether it would go on with the
   * version that is live, or that is to go live, and what stands in the way. `undefined` when there is no such version.
   */
  previewMove(request: PreviewMove): Promise<MovePlan | undefined>;
  /** Moves those that can be moved; each run that is left is named with the reason. */
  moveOpenRuns(request: DoWithOpenRuns, options?: OpenRunsOptions): Promise<MoveOutcome | undefined>;
  /** Cancels open runs of other versions and undoes what they did: one statement per batch, at most 1,000 runs a second. */
  cancelOpenRuns(request: DoWithOpenRuns, options?: OpenRunsOptions): Promise<CancelOutcome | undefined>;
}

export interface OpenRunsRequest {
  readonly orgId: string;
  readonly flowId: string;
  /** Default: production. */
  readonly environment?: string;
  /** Runs at most, 1 to 10,000. */
  readonly limit: number;
  /** Only runs behind this one, in the order of their ids: the `next` of the answer before. */
  readonly after?: string;
}

export interface PreviewMove extends OpenRunsRequest {
  /** What is to go live: a version that is stored, or the text of one that is not yet. Default: what is live. */
  readonly goesLive?: { readonly version: number } | { readonly source: string };
}

export interface DoWithOpenRuns extends OpenRunsRequest {
  readonly by: string;
  readonly reason?: string;
}

export interface OpenRunsOptions {
  /** How many runs have been looked at so far. */
  readonly onProgress?: (runs: number) => void;
  /** Stops before the next batch; those done by then stay done. */
  readonly signal?: AbortSignal;
}

export interface MovePlan {
  readonly flowId: string;
  /** The version that is live, or goes live; of one that is not stored yet, the number that it will get. */
  readonly version: number;
  /** Open runs of other versions, also those past the limit. */
  readonly open: number;
  readonly runs: readonly PlannedMove[];
  /** Where to go on: the limit was reached, and there may be more. */
  readonly next?: string;
}

export interface PlannedMove {
  readonly runId: string;
  readonly businessKey?: string;
  readonly status: RunStatus;
  /** Version that it belongs to. */
  readonly version: number;
  /** `busy`: not now, because it is not at rest. `breaks`: its history does not fit that version. */
  readonly outcome: "moves" | "busy" | "breaks";
  /** Nodes it waits at that were changed: they begin again, and ask or wait anew. */
  readonly again: readonly string[];
  /** Why it is not moved; empty when it is. */
  readonly obstacles: readonly MoveObstacle[];
}

export interface MoveObstacle {
  readonly code: "busy" | "doesNotFit" | "invalidInput";
  readonly nodeId?: string;
  readonly message: string;
  readonly fix: string;
}

export interface MoveOutcome {
  readonly version: number;
  readonly moved: readonly string[];
  readonly left: readonly PlannedMove[];
  readonly next?: string;
}

export interface CancelOutcome {
  readonly version: number;
  readonly canceled: readonly string[];
  readonly refused: readonly { readonly runId: string; readonly message: string }[];
  readonly next?: string;
}
