import { isDeepStrictEqual } from "node:util";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import { replayRun } from "#engine/core/machine/index.ts";
import { hasEnded, type RunEvent } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { brokenInvariants } from "#tests/crash/invariants.ts";
import { compareWithPrediction } from "../plan/compare-with-prediction.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import type { ChaosStack } from "./stack.ts";

const AT_ONCE = 4;
/** Enough to understand; the rest is more of the same. */
const MAX_PROBLEMS = 20;

/** Every acknowledged run against its prediction, its history against its replay, and all invariants. Empty when all hold. */
export async function verifyRuns(stack: ChaosStack): Promise<readonly string[]> {
  const plans = new Map<string, FlowPlan>();
  const accepted = acceptedByRun(stack);
  const statuses = await readStatuses(stack);
  const problems: string[] = stack.sink.conflicts.map((conflict) => `I2: ${conflict}`);
  const waiting = [...stack.accepted];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [runId, planned] = next;
      const status = statuses.get(runId);
      if (status === undefined) problems.push(`I1: run ${runId} was acknowledged and is lost`);
      else problems.push(...(await verifyRun(stack, { runId, planned, status, accepted: accepted.get(runId) ?? [] }, plans)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const [name, rows] of Object.entries(await brokenInvariants(stack.pool)))
    problems.push(`${name}: ${JSON.stringify(rows)}`);
  for (const [key, { accepted: times }] of stack.sink.keys) if (times > 1) problems.push(`I2: ${key} had ${times} effects`);
  return problems.slice(0, MAX_PROBLEMS);
}

interface EndedRun {
  readonly runId: string;
  readonly planned: PlannedRun;
  readonly status: string;
  readonly accepted: readonly string[];
}

async function verifyRun(stack: ChaosStack, run: EndedRun, plans: Map<string, FlowPlan>): Promise<readonly string[]> {
  const { runId, planned, status, accepted } = run;
  if (!hasEnded(status as "completed")) return [`run ${runId} (${planned.flowId}) has not ended: ${status}`];
  const events = await stack.engine.runs.events(stack.engine.orgId, runId, 0);
  const { flowId, version } = planned;
  const plan = plans.get(`${flowId} ${version}`) ?? (await loadPlan(stack, flowId, version));
  plans.set(`${flowId} ${version}`, plan);
  const problems = [
    ...replayProblems(plan, runId, events, status),
    ...compareWithPrediction(planned.prediction, { status, events, accepted }),
  ];
  const why = problems.length === 0 ? "" : failuresOf(events);
  return problems.map((problem) => `run ${runId} (${planned.flowId}): ${problem}${why}`);
}

/** Steps that failed for good, and why: what a refusal did not bring about is the engine's doing. */
function failuresOf(events: readonly RunEvent[]): string {
  const failures = events.flatMap((event) =>
    event.type === "step.failed" ? [`${event.nodeId}: ${event.data.failure.code}, ${event.data.failure.message}`] : [],
  );
  return failures.length === 0 ? "" : ` (${failures.join("; ")})`;
}

export async function loadPlan({ engine }: ChaosStack, flowId: string, version?: number): Promise<FlowPlan> {
  const flow = await engine.flows.get(engine.orgId, flowId, version);
  const { plan } = compileFlow(flow!.document, nodeDefinitions);
  return plan!;
}

/** The stored events, folded twice: at once, and as two processes would, with the state through JSON between them. */
export function replayProblems(plan: FlowPlan, runId: string, events: readonly RunEvent[], status: string): string[] {
  const state = replayRun(plan, runId, events);
  if (state.status !== status) return [`replay ends ${state.status}, the run ${status}`];
  const half = Math.max(1, Math.floor(events.length / 2));
  const first = JSON.parse(JSON.stringify(replayRun(plan, runId, events.slice(0, half)))) as typeof state;
  return isDeepStrictEqual(plain(replayRun(plan, runId, events.slice(half), first)), plain(state))
    ? []
    : ["replay in two parts differs"];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** `<node>#<visit>` of the keys that had their effect, by run. */
function acceptedByRun({ sink }: ChaosStack): Map<string, string[]> {
  const byRun = new Map<string, string[]>();
  for (const [key, { accepted }] of sink.keys) {
    if (accepted === 0) continue;
    const [runId = "", step = ""] = key.split(":");
    byRun.set(runId, [...(byRun.get(runId) ?? []), step]);
  }
  return byRun;
}

async function readStatuses({ pool }: ChaosStack): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; status: string }>("select id, status from run");
  return new Map(rows.map(({ id, status }) => [id, status]));
}
