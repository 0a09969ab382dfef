import { randomInt } from "node:crypto";
import { PRODUCTION } from "../core/environment/environment.ts";
import type { JsonValue } from "../core/json.ts";
import { withoutCaller } from "../core/machine/no-caller.ts";
import { hasErrors, type Problem } from "../core/problem.ts";
import { searchValues } from "../core/search-fields/search-values.ts";
import { validateInput } from "../core/validate/validate-input.ts";
import { respondPlan } from "../hub/gateway/respond-plan.ts";
import type { ActiveVersions } from "../postgres/active-versions.ts";
import { businessKeyOf } from "../runtime/business-key.ts";
import { chooseTrigger } from "../runtime/choose-trigger.ts";
import { newRunId } from "../runtime/new-run-id.ts";
import { noVariables, placeOfRun, type EnvironmentValues } from "../runtime/run-place.ts";
import type { LimitedStarts } from "../runtime/limited-starts.ts";
import type { FlowVersions, LoadedFlow, NewRun, RunStore } from "../runtime/ports.ts";
import { startLimited, type LimitedStart } from "./start-limited.ts";
import type { StartResult, StartRun } from "../runtime/engine.ts";

export interface StartPorts {
  readonly active: ActiveVersions;
  readonly versions: FlowVersions;
  readonly store: Pick<RunStore, "createRuns">;
  readonly limited: LimitedStarts;
  /** Default: environments have no variables. */
  readonly values?: EnvironmentValues;
}

/** Starts a run of the version that is live in the environment. Nothing starts when the flow is unknown or the input breaks its contract. */
export async function startRun(ports: StartPorts, request: StartRun): Promise<StartResult> {
  const { active, versions, values = noVariables } = ports;
  const { orgId, environment = PRODUCTION } = request;
  const live = await active.find(orgId, request.flowId, environment);
  if (live === undefined) return { ok: false, reason: "unknownFlow", problems: [] };
  const { flowVersionId, hasCollected } = live;
  const flow = await versions.load(flowVersionId);
  const trigger = chooseTrigger(flow.document, request.trigger);
  const problems = trigger === undefined ? [unknownTrigger(request)] : inputProblems(request.input, flow);
  if (trigger === undefined || hasErrors(problems)) return { ok: false, reason: "invalidInput", problems };
  const runId = newRunId();
  const { triggerKey } = request;
  const businessKey = businessKeyOf(request.input);
  const found = flow.document.searchFields && (await searchValues(flow.document.searchFields, request.input));
  const run: NewRun = {
    runId,
    orgId,
    flowVersionId,
    ...(triggerKey === undefined ? {} : { triggerKey }),
    ...(businessKey === undefined ? {} : { businessKey }),
    ...(found ? { searchValues: found } : {}),
    started: { ...startedEvent(flow, trigger, request), ...(await placeOfRun(values, flow, { orgId, environment })) },
  };
  const respond = respondPlan(flow.document, trigger);
  const started = await createRun(ports, flow, { run, mayBeKnown: hasCollected && triggerKey !== undefined });
  return started.ok && respond ? { ...started, respond } : started;
}

async function createRun(ports: StartPorts, flow: LoadedFlow, start: LimitedStart): Promise<StartResult> {
  if (flow.document.limits || start.mayBeKnown) return startLimited(ports, flow, start);
  const [created] = await ports.store.createRuns([start.run]);
  return { ok: true, ...created!, version: flow.number };
}

function startedEvent({ plan, number }: LoadedFlow, trigger: string, request: StartRun) {
  const { input, startedBy, startedById, traceparent, callerWaits } = request;
  const by = {
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(startedById === undefined ? {} : { startedById }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(callerWaits ? {} : withoutCaller(plan, trigger, "byHand")),
  };
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

/** A deeper input overflows the stack of whoever walks it, the database's included: such a run could never be stored. */
export const INPUT_NESTING = 500;

function inputProblems(input: JsonValue, { document }: LoadedFlow): readonly Problem[] {
  if (!nestsDeeper(input, INPUT_NESTING)) return validateInput(input, document);
  const message = `The input nests deeper than ${INPUT_NESTING} levels.`;
  return [{ code: "input/invalid", severity: "error", message, fix: "Send a flatter structure.", path: "" }];
}

function nestsDeeper(value: JsonValue | undefined, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => nestsDeeper(child, levels - 1));
}
