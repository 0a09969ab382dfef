import { randomInt } from "node:crypto";
import { StepFailure } from "../core/failure.ts";
import type { ActiveStep } from "../core/machine/run-state.ts";
import { withoutCaller } from "../core/machine/no-caller.ts";
import { hasErrors } from "../core/problem.ts";
import { searchValues } from "../core/search-fields/search-values.ts";
import { traceparentOfCall } from "../core/trace/trace-ids.ts";
import { validateInput } from "../core/validate/validate-input.ts";
import { chooseTrigger } from "./choose-trigger.ts";
import type { ChildRequest } from "./executor.ts";
import { PRODUCTION } from "../core/environment/environment.ts";
import { placeOfRun, type EnvironmentValues } from "./run-place.ts";
import { newRunId } from "./new-run-id.ts";
import { inputOfOne, paceOfRun } from "./pace-of-run.ts";
import type { FlowVersions, LoadedFlow, RunStore } from "./ports.ts";
import { idempotencyKeyOf, type ChildRuns } from "./step-world.ts";

interface Parent {
  readonly orgId: string;
  readonly runId: string;
  readonly store: RunStore;
  readonly flows: FlowVersions;
  readonly values: EnvironmentValues;
  /** That of the parent: its sub-flows run there too. Absent: production. */
  readonly environment?: string | undefined;
}

/** Runs that one run starts. The step's name is their trigger key, so a step that asks twice has one run. */
export function createChildRuns({ orgId, runId: parentId, store, flows, values, environment = PRODUCTION }: Parent): ChildRuns {
  const by = `run ${parentId}`;

  async function start(step: ActiveStep, request: ChildRequest): Promise<string> {
    const flow = await flows.find(orgId, request.flow, request.version, environment);
    if (!flow) throw unknownFlow(step, request, environment);
    const trigger = checkInput(step, request, flow);
    const { plan, number } = flow;
    const started = {
      flow: plan.flowId,
      version: number,
      contentHash: plan.contentHash,
      trigger,
      input: inputOfOne(flow, request.input),
      seed: randomInt(2 ** 32),
      startedBy: by,
      ...withoutCaller(plan, trigger, "subFlow"),
      ...(await placeOfRun(values, flow, { orgId, environment })),
      ...(request.wait
        ? { parent: { runId: parentId, nodeId: step.nodeId, visit: step.visit } }
        : { traceparent: traceparentOfCall(idempotencyKeyOf(parentId, step)) }),
    };
    const triggerKey = `run:${parentId}:${step.nodeId}#${step.visit}`;
    const gate = await gateOf(step, request, flow, environment);
    const found = await searchValues(flow.document.searchFields, request.input);
    const child = { runId: newRunId(), orgId, flowVersionId: flow.flowVersionId, triggerKey, started };
    const [created] = await store.createRuns([{ ...child, ...(gate && { gate }), ...(found && { searchValues: found }) }]);
    return created!.runId;
  }

  return {
    start,
    undo: (step, runId) =>
      store.reopen({ runId, dedupeKey: `undo:${parentId}:${step.nodeId}#${step.visit}`, body: { type: "undo", by } }),
    cancel: (runId, how) =>
      store.post({ runId, dedupeKey: `cancel:${parentId}${how.force ? ":force" : ""}`, body: { type: "cancel", by, ...how } }),
    hold: (runId, sinceMs) => store.post({ runId, dedupeKey: `hold:${parentId}:${sinceMs}`, body: { type: "pause", by } }),
    letGo: (runId, sinceMs) =>
      store.post({ runId, dedupeKey: `letGo:${parentId}:${sinceMs}`, body: { type: "resume", by, onlyOwn: true } }),
  };
}

async function gateOf({ nodeId }: ActiveStep, { flow, input }: ChildRequest, loaded: LoadedFlow, environment: string) {
  const pace = await paceOfRun(loaded, input, environment);
  if (pace.ok) return pace.gate;
  const message = `Flow "${flow}" refuses its input: ${pace.message}`;
  throw new StepFailure({ code: "subflow/invalid-input", message, nodeId });
}

function unknownFlow({ nodeId }: ActiveStep, { flow, version }: ChildRequest, environment: string): StepFailure {
  const where = environment === PRODUCTION ? "" : ` live in ${environment}`;
  const which = version === undefined ? where : ` with a version ${version}`;
  const message = `There is no flow "${flow}"${which}. Deploy it, or name another one in the step.`;
  return new StepFailure({ code: "subflow/unknown-flow", message, nodeId });
}

/** The trigger the run begins at. */
function checkInput({ nodeId }: ActiveStep, { flow, input }: ChildRequest, { document }: LoadedFlow): string {
  const problems = validateInput(input, document);
  const trigger = chooseTrigger(document);
  if (trigger !== undefined && !hasErrors(problems)) return trigger;
  const message = `Flow "${flow}" refuses its input: ${problems[0]?.message ?? "it has no trigger"}`;
  throw new StepFailure({ code: "subflow/invalid-input", message, nodeId, details: problems.map((problem) => problem.message) });
}
