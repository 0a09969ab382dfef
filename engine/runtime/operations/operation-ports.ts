import type { RunState } from "../../core/machine/run-state.ts";
import type { NodeExecutors } from "../executor.ts";
import type { EnvironmentValues } from "../run-place.ts";
import type { RunPage, RunFilter, RunSummary } from "../engine.ts";
import type { Clock, FlowVersions, LoadedFlow, RunStore } from "../ports.ts";

/** What the operations on runs need. `find`, `list` and `snapshot` never read across organizations. */
export interface OperationPorts {
  readonly store: Pick<RunStore, "createRuns" | "post" | "reopen" | "readEvents">;
  readonly flows: FlowVersions;
  /** Default: environments have no variables. */
  readonly values?: EnvironmentValues;
  readonly clock: Clock;
  /** Only those of pure steps and containers are run. */
  readonly executors: NodeExecutors;
  find(orgId: string, runId: string): Promise<RunSummary | undefined>;
  list(orgId: string, filter: RunFilter): Promise<RunPage>;
  /** The state kept as a cache of the fold; absent for a run that has ended. */
  snapshot(orgId: string, runId: string): Promise<RunState | undefined>;
  /** Whether a version never passed the review that is required where the run belongs. Default: none is required. */
  isHeldBack?(orgId: string, run: Pick<RunSummary, "flowId" | "environment">, version: number): Promise<boolean>;
  isQuarantined(orgId: string, runId: string): Promise<boolean>;
}

/** The version that the run belongs to. Versions are never deleted, so a missing one is a defect. */
export async function versionOf({ flows }: OperationPorts, orgId: string, run: RunSummary): Promise<LoadedFlow> {
  const flow = await flows.find(orgId, run.flowId, run.version);
  if (!flow) throw new Error(`Run ${run.runId} belongs to version ${run.version} of flow ${run.flowId}, which is not there.`);
  return flow;
}
