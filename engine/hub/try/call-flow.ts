import { StepFailure } from "../../core/failure.ts";
import { endStatus, type RunEvent } from "../../core/machine/run-event.ts";
import type { Runs, StartResult } from "../../runtime/engine.ts";
import type { ChildRequest, EffectExecutor } from "../../runtime/executor.ts";

/** Starts a run of a deployed flow, which is then a run like any other, and waits for its output if the step does. */
export function createFlowCall(
  runs: Pick<Runs, "start" | "follow">,
  { orgId, environment }: { readonly orgId: string; readonly environment: string },
  by: string,
): EffectExecutor["run"] {
  return async ({ node, signal, idempotencyKey }, input) => {
    const { flow, version, input: payload, wait } = input as unknown as ChildRequest;
    const fail = (code: string, message: string): never => {
      throw new StepFailure({ code, message, nodeId: node.id });
    };
    if (version !== undefined) {
      fail(
        "try/fixed-version",
        `A try runs the deployed version of "${flow}", and the step names version ${version}. Answer it yourself.`,
      );
    }
    const triggerKey = `try:${idempotencyKey}`;
    const started = await runs.start({ orgId, environment, flowId: flow, input: payload, triggerKey, startedBy: by });
    if (!started.ok) return fail(refusalCode(started), started.problems[0]?.message ?? `Flow "${flow}" could not be started.`);
    if (!wait) return { output: { runId: started.runId } };
    for await (const event of runs.follow(orgId, started.runId, 0, signal)) {
      if (event.type === "run.completed") return { output: event.data.output };
      if (event.type in endStatus)
        fail("subflow/failed", `The run that "${node.label}" started ended otherwise: ${reasonOf(event)}`);
    }
    return fail("step/timeout", `The run that "${node.label}" started did not end in time; it goes on by itself.`);
  };
}

const refusalCode = ({ reason }: Extract<StartResult, { ok: false }>): string =>
  reason === "unknownFlow" ? "subflow/unknown-flow" : "subflow/invalid-input";

const reasonOf = (event: RunEvent): string =>
  "data" in event && "failure" in event.data ? event.data.failure.message : `${event.type.replace("run.", "")}.`;
