import { randomInt } from "node:crypto";
import { isJsonObject, type JsonValue } from "../core/json.ts";
import { hasErrors, type Problem } from "../core/problem.ts";
import { validateInput } from "../core/validate/validate-input.ts";
import { respondPlan } from "../hub/gateway/respond-plan.ts";
import type { ActiveVersions } from "../postgres/active-versions.ts";
import { chooseTrigger } from "../runtime/choose-trigger.ts";
import { newRunId } from "../runtime/new-run-id.ts";
import type { FlowVersions, LoadedFlow, RunStore } from "../runtime/ports.ts";
import type { StartResult, StartRun } from "../runtime/engine.ts";

export interface StartPorts {
  readonly active: ActiveVersions;
  readonly versions: FlowVersions;
  readonly store: Pick<RunStore, "createRuns">;
}

/** Starts a run of the deployed version. Nothing starts when the flow is unknown or the input breaks its contract. */
export async function startRun({ active, versions, store }: StartPorts, request: StartRun): Promise<StartResult> {
  const flowVersionId = await active.find(request.orgId, request.flowId);
  if (flowVersionId === undefined) return { ok: false, reason: "unknownFlow", problems: [] };
  const flow = await versions.load(flowVersionId);
  const trigger = chooseTrigger(flow.document, request.trigger);
  const problems = trigger === undefined ? [unknownTrigger(request)] : validateInput(request.input, flow.document);
  if (trigger === undefined || hasErrors(problems)) return { ok: false, reason: "invalidInput", problems };
  const runId = newRunId();
  const { triggerKey } = request;
  const businessKey = businessKeyOf(request.input);
  const [created] = await store.createRuns([
    {
      runId,
      orgId: request.orgId,
      flowVersionId,
      ...(triggerKey === undefined ? {} : { triggerKey }),
      ...(businessKey === undefined ? {} : { businessKey }),
      started: startedEvent(flow, trigger, request),
    },
  ]);
  const respond = respondPlan(flow.document, trigger);
  return { ok: true, ...created!, version: flow.number, ...(respond && { respond }) };
}

function startedEvent({ plan, number }: LoadedFlow, trigger: string, { input, startedBy }: StartRun) {
  const by = startedBy === undefined ? {} : { startedBy };
  return { flow: plan.flowId, version: number, contentHash: plan.contentHash, trigger, input, seed: randomInt(2 ** 32), ...by };
}

function unknownTrigger({ flowId, trigger = "" }: StartRun): Problem {
  return {
    code: "input/invalid",
    severity: "error",
    message: `Flow ${flowId} has no trigger "${trigger}".`,
    fix: "Name one of its trigger nodes, or none to use the first.",
    path: "",
  };
}

const MAX_BUSINESS_KEY = 200;

/** What people look a run up by: the `id`, `key` or `number` of its input, when there is one. */
function businessKeyOf(input: JsonValue): string | undefined {
  if (!isJsonObject(input)) return undefined;
  const value = [input["id"], input["key"], input["number"]].find(
    (candidate) => typeof candidate === "string" || typeof candidate === "number",
  );
  return value === undefined ? undefined : String(value).slice(0, MAX_BUSINESS_KEY);
}
