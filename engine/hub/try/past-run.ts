import type { Runs } from "../../runtime/engine.ts";
import type { PastRun } from "../../runtime/tries.ts";
import { nodeResults } from "./node-results.ts";

/** What a recorded run can give to a try. A fork begins with the results of the run it is from; those are not repeated here. */
export async function readPastRun(
  runs: Pick<Runs, "get" | "events">,
  orgId: string,
  runId: string,
): Promise<PastRun | undefined> {
  const run = await runs.get(orgId, runId);
  const events = run && (await runs.events(orgId, runId, 0));
  const [first] = events ?? [];
  if (!run || first?.type !== "run.started") return undefined;
  const { flowId, version, status, startedAt } = run;
  const { trigger, input } = first.data;
  return { runId, flowId, version, status, startedAt, trigger, input, nodes: nodeResults(events!, {}) };
}
