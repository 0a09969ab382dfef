import type { RunStatus } from "../core/machine/run-event.ts";

/**
 * What becomes of the open runs of a flow when a newer version is live. By default they stay on the version they began
 * with; people may have them moved to the live one, or canceled.
 */
export interface OpenRuns {
  /**
   * Looks at each open run of an older version, oldest first, with its recorded history: whether it would go on with the
   * version that is live, and what stands in the way. `undefined` when nothing of the flow is live there.
   */
  previewMove(request: OpenRunsRequest): Promise<MovePlan | undefined>;
  /** Moves those that can be moved; each run that is left is named with the reason. */
  moveOpenRuns(request: DoWithOpenRuns): Promise<MoveOutcome | undefined>;
  /** Cancels open runs of older versions and undoes what they did. */
  cancelOlderRuns(request: DoWithOpenRuns): Promise<CancelOutcome | undefined>;
}

export interface OpenRunsRequest {
  readonly orgId: string;
  readonly flowId: string;
  /** Default: production. */
  readonly environment?: string;
  /** Runs at most, 1 to 10,000. */
  readonly limit: number;
}

export interface DoWithOpenRuns extends OpenRunsRequest {
  readonly by: string;
  readonly reason?: string;
}

export interface MovePlan {
  readonly flowId: string;
  /** The version that is live. */
  readonly version: number;
  readonly runs: readonly PlannedMove[];
  /** The limit was reached, and there may be more. */
  readonly isMore: boolean;
}

export interface PlannedMove {
  readonly runId: string;
  readonly businessKey?: string;
  readonly status: RunStatus;
  /** Version that it belongs to. */
  readonly version: number;
  /** `busy`: not now, because it is not at rest. `breaks`: its history does not fit the live version. */
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
  readonly isMore: boolean;
}

export interface CancelOutcome {
  readonly version: number;
  readonly canceled: readonly string[];
  readonly refused: readonly { readonly runId: string; readonly message: string }[];
  readonly isMore: boolean;
}
