import type { RunSummary } from "../runtime/engine.ts";
import { CommandStop } from "./command-stop.ts";
import type { EngineSession } from "./engine-session.ts";
import { nodeLabels, traceView } from "./flow-argument.ts";
import { TraceView, type NodeLabels } from "./trace-view.ts";
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

/** The same for its trace. */
export async function traceViewOf({ engine, orgId }: EngineSession, run: RunSummary): Promise<TraceView> {
  const flow = await engine.flows.get(orgId, run.flowId, run.version);
  return flow ? traceView(flow.document) : new TraceView(new Map(), () => undefined);
}

export async function watchedRun(session: EngineSession, run: RunSummary): Promise<WatchedRun> {
  const { engine, orgId } = session;
  return {
    runId: run.runId,
    view: await traceViewOf(session, run),
    follow: (signal) => engine.runs.follow(orgId, run.runId, 0, signal),
    progress: async () => {
      const { status, seq } = await existingRun(session, run.runId);
      return { status, seq };
    },
  };
}
