import type { JsonValue } from "../core/json.ts";
import type { RunStatus, StepVerdict } from "../core/machine/run-event.ts";
import type { MappingTest } from "../core/mapping/test-cases/mapping-test.ts";
import type { RedriveEdits } from "../core/machine/redrive.ts";
import type { RedriveFrom, RedrivePreview } from "../core/machine/redrive-preview.ts";
import type { RunFile } from "../core/run-file/run-file.ts";
import type { RunFilter } from "./engine.ts";
import type { OpenRuns } from "./open-runs.ts";

/**
 * What people do to runs. Each operation is recorded in the run's own log with who asked for it and why. One that makes no
 * sense for the run as it is now is refused with a sentence for the person; nothing has happened then.
 */
export interface RunOperations extends OpenRuns {
  /** Nothing new begins and timers stand still; calls in flight are answered and recorded. */
  pause(request: OperationRequest): Promise<OperationResult>;
  resume(request: OperationRequest): Promise<OperationResult>;
  /** `force` aborts calls in flight and undoes nothing: what became of them stays unknown. */
  cancel(request: OperationRequest & { readonly compensate: boolean; readonly force?: boolean }): Promise<OperationResult>;
  /** Says what became of a step whose outcome only a person can find out. `output` goes with `done`. */
  decideStep(request: StepDecision): Promise<OperationResult>;
  /** Tries a failed undo again, or counts it as done (`waive`). */
  resumeUndo(request: OperationRequest & { readonly waive: boolean }): Promise<OperationResult>;
  /** What `redrive` would do, and what stands in its way. */
  previewRedrive(request: RedriveRequest): Promise<RedrivePlanResult>;
  /** Goes on from an earlier moment: in the same run (`rewind`) or in a new one (`fork`). */
  redrive(request: DoRedrive): Promise<RedriveResult>;
  /** `redrive` for each run that fits, oldest first, at most `perSecond` per second. */
  redriveMany(request: RedriveManyRequest, options?: RedriveManyOptions): Promise<RedriveManyResult>;
  /** Folds the stored history anew and works the pure steps out again. `undefined` for an unknown run. */
  replay(orgId: string, runId: string): Promise<ReplayReport | undefined>;
  /** The run as a file that stands alone, without what is sensitive. `undefined` for an unknown run. */
  exportFile(request: ExportRun): Promise<RunFile | undefined>;
  /** A test case for the mapping of a step, of what it saw in this run. `undefined` for an unknown run. */
  testOfStep(step: StepOfRun): Promise<MappingTestResult | undefined>;
  /** The runs this one came from, started or was forked into. */
  related(orgId: string, runId: string): Promise<RelatedRuns>;
}

export interface OperationRequest {
  readonly orgId: string;
  readonly runId: string;
  readonly by: string;
  readonly reason?: string;
  /** The same key is done once; default: each request is a new one. */
  readonly dedupeKey?: string;
}

export interface ExportRun {
  readonly orgId: string;
  readonly runId: string;
  /** Fields to mask besides those that always are: names, or ends of paths such as `customer.email`. */
  readonly mask?: readonly string[];
  /** Values whose JSON is longer are left out. Default: `LARGEST_VALUE`. */
  readonly largest?: number;
}

export interface StepOfRun {
  readonly orgId: string;
  readonly runId: string;
  readonly nodeId: string;
  /** Default: the last one. */
  readonly visit?: number;
}

export type MappingTestResult =
  { readonly ok: true; readonly test: MappingTest } | { readonly ok: false; readonly reason: string };

export interface StepDecision extends OperationRequest {
  readonly nodeId: string;
  /** Default: the visit that waits for a decision now. */
  readonly visit?: number;
  readonly verdict: StepVerdict;
  readonly output?: JsonValue;
}

export type OperationResult = { readonly ok: true } | Refused;

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export interface Refusal {
  readonly code:
    | "unknownRun"
    | "ended"
    | "notEnded"
    | "alreadyPaused"
    | "notPaused"
    | "quarantined"
    | "notUndecided"
    | "noFailedUndo"
    | "raced"
    | "notRedrivable"
    | "invalidTag"
    | "tooManyTags";
  /** What stands in the way. One sentence. */
  readonly message: string;
  /** What to do instead. One sentence. */
  readonly fix: string;
}

export interface RedriveRequest {
  readonly orgId: string;
  readonly runId: string;
  readonly from: RedriveFrom;
  readonly mode: "rewind" | "fork";
  /** Of the flow; only a fork can take another than `same`, the default. */
  readonly version?: "same" | "latest" | number;
  readonly edits?: RedriveEdits;
}

export interface DoRedrive extends RedriveRequest {
  readonly by: string;
  /** Id of that person, where it is one with an account. */
  readonly byId?: string;
  readonly reason?: string;
  /** The same key makes one fork, however often it is sent. */
  readonly requestKey?: string;
}

export interface RedrivePlan {
  readonly runId: string;
  readonly flowId: string;
  readonly mode: "rewind" | "fork";
  /** Version that the run goes on with. */
  readonly version: number;
  /** Absent when there is no such moment or version. */
  readonly preview?: RedrivePreview;
  /** What follows from it, in sentences. */
  readonly notes: readonly string[];
  readonly problems: readonly RedriveProblem[];
}

export interface RedriveProblem {
  readonly code:
    | "stillRunning"
    | "paused"
    | "noSuchMoment"
    | "oneVersionOnly"
    | "unknownVersion"
    | "reviewRequired"
    | "missingNode"
    | "invalidInput"
    | "undoneSince"
    | "childAlive"
    | "originalAlive"
    | "hasParent";
  /** An error keeps it from being done. */
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly fix: string;
  readonly nodeId?: string;
  /** The other run it is about. */
  readonly otherRunId?: string;
  /** JSON pointer into the input. */
  readonly path?: string;
}

export type RedrivePlanResult = { readonly ok: true; readonly plan: RedrivePlan } | Refused;

/** `runId` is the new run of a fork, else the run itself. */
export type RedriveResult =
  { readonly ok: true; readonly runId: string } | (Refused & { readonly problems: readonly RedriveProblem[] });

export interface RedriveManyRequest extends Omit<RedriveRequest, "runId"> {
  /** Which runs, as in a search for them. One that has not ended is passed over unless its status is asked for. */
  readonly filter: Omit<RunFilter, "before" | "limit">;
  /** Runs at most, 1 to 10,000. */
  readonly limit: number;
  readonly perSecond: number;
  /** Only looks at each run. */
  readonly dryRun: boolean;
  readonly by: string;
  readonly byId?: string;
  readonly reason?: string;
}

export interface RedriveManyOptions {
  readonly onProgress?: (progress: RedriveManyResult) => void;
  /** Stops before the next run. */
  readonly signal?: AbortSignal;
}

export interface RedriveManyResult {
  /** Runs that fit the filter. */
  readonly matched: number;
  /** Done so far; with `dryRun`, those that could be. */
  readonly redriven: readonly { readonly runId: string; readonly goesOnAs: string }[];
  readonly refused: readonly { readonly runId: string; readonly message: string }[];
  /** The limit was reached, and more may fit. */
  readonly isMore: boolean;
}

export interface ReplayReport {
  readonly runId: string;
  readonly ok: boolean;
  readonly events: number;
  /** Pure steps that were worked out again. */
  readonly steps: number;
  /** Steps that looked at values which were taken out, came out differently without them, and were taken as recorded. */
  readonly unchecked?: readonly UncheckedStep[];
  readonly differsAt?: ReplayDifference;
}

export interface UncheckedStep {
  /** The event that tells the outcome. */
  readonly seq: number;
  readonly type: string;
  readonly nodeId: string;
}

export interface ReplayDifference {
  /** The event that cannot be reproduced. */
  readonly seq: number;
  readonly type: string;
  readonly nodeId?: string;
  /** JSON pointer into the event, or into the state kept after it. */
  readonly path: string;
  readonly recorded?: JsonValue;
  readonly replayed?: JsonValue;
  /** What was compared. */
  readonly what: string;
}

export interface RelatedRuns {
  /** The run that started this one and waits for it. */
  readonly parent?: RelatedRun;
  /** The run this one was forked from. */
  readonly original?: RelatedRun;
  readonly children: readonly RelatedRun[];
  readonly forks: readonly RelatedRun[];
}

export interface RelatedRun {
  readonly runId: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly startedAt: string;
  /** The step of the parent, for a child run. */
  readonly nodeId?: string;
}
