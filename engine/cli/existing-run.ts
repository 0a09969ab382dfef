import type { RunSummary } from "../runtime/engine.ts";
import { CommandStop } from "./command-stop.ts";
import type { EngineSession } from "./engine-session.ts";
import { nodeLabels } from "./flow-argument.ts";
import type { NodeLabels } from "./trace-view.ts";
import type { WatchedRun } from "./watch-run.ts";

const RUN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function existingRun({ engine, orgId }: EngineSession, runId: string): Promise<RunSummary> {
  const run = RUN_ID.test(runId) ? await engine.runs.get(orgId, runId) : undefined;
  if (!run) throw new CommandStop(`There is no run ${runId}.`, "List the runs with: npx omnilink runs");
  return run;
}

/** Node names of the version that the run belongs to. */
export async function labelsOf({ engine, orgId }: EngineSession, run: RunSummary): Promise<NodeLabels> {
  const flow = await engine.flows.get(orgId, run.flowId, run.version);
  return flow ? nodeLabels(flow.document) : new Map();
}

export async function watchedRun(session: EngineSession, run: RunSummary): Promise<WatchedRun> {
  const { engine, orgId } = session;
  return {
    runId: run.runId,
    labels: await labelsOf(session, run),
    follow: (signal) => engine.runs.follow(orgId, run.runId, 0, signal),
    progress: async () => {
      const { status, seq } = await existingRun(session, run.runId);
      return { status, seq };
    },
  };
}
