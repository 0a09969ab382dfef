import type { Runs } from "../../runtime/engine.ts";
import type { JsonValue } from "../../core/json.ts";
import type { PastRun, RecordedStep } from "../../runtime/tries.ts";
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

/** The newest where the run went back in time and came to the step again. A trigger gives what the run was started with. */
export async function readRecordedOutput(
  runs: Pick<Runs, "get" | "events">,
  orgId: string,
  runId: string,
  { nodeId, visit }: RecordedStep,
): Promise<{ readonly output?: JsonValue } | undefined> {
  if (!(await runs.get(orgId, runId))) return undefined;
  const given = (await runs.events(orgId, runId, 0)).findLast(
    (event) =>
      (event.type === "step.completed" && event.nodeId === nodeId && event.visit === visit) ||
      (event.type === "run.started" && event.data.trigger === nodeId),
  );
  if (given?.type === "run.started") return { output: given.data.input };
  return given?.type === "step.completed" ? { output: given.data.output } : {};
}
