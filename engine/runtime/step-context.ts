import { evaluateExpression } from "../core/expression/evaluate-expression.ts";
import { parseExpression } from "../core/expression/parse-expression.ts";
import { seededRandom } from "../core/expression/seeded-random.ts";
import { fillTemplates } from "../core/expression/template.ts";
import { StepFailure } from "../core/failure.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import { stepKey, type ActiveStep, type RunState } from "../core/machine/run-state.ts";
import type { FlowPlan, NodePlan } from "../core/compile/flow-plan.ts";
import type { StepContext } from "./executor.ts";

/** What the expressions of a step see, and nothing else: recorded data, recorded time, seeded randomness. */
export async function stepContext(plan: FlowPlan, state: RunState, step: ActiveStep): Promise<StepContext> {
  const node = plan.nodes[step.nodeId]!;
  const scope = scopeOf(state, step);
  const recorded = { nowMs: step.nowMs, random: seededRandom(state.seed, stepKey(step.nodeId, step.visit)) };
  const evaluate = (source: string): Promise<JsonValue | undefined> => {
    const parsed = parseExpression(source);
    if (!parsed.ok) throw new StepFailure({ code: "expression/failed", message: parsed.message, nodeId: node.id });
    return evaluateExpression(parsed.expression, scope, recorded);
  };
  return { node, config: await resolveConfig(node, evaluate), evaluate, scope, schemas: plan.schemas };
}

function scopeOf(state: RunState, step: ActiveStep): JsonObject {
  const { runId: id, flow, version, startedAt } = state;
  const error = step.chain === undefined ? undefined : state.chains[step.chain]?.error;
  const undone = step.undoes && { input: step.undoes.input ?? null, output: step.undoes.output };
  return {
    input: state.input,
    steps: state.outputs,
    vars: state.vars,
    run: { id, flow, version, startedAt },
    ...(error ? { error: { ...error } as JsonObject } : {}),
    ...(undone ? { step: undone } : {}),
  };
}

async function resolveConfig(node: NodePlan, evaluate: (source: string) => Promise<JsonValue | undefined>): Promise<JsonObject> {
  if (node.templates.length === 0) return fillTemplates(node.config, node.templates, []);
  const values: (JsonValue | undefined)[] = [];
  for (const { source } of node.templates) values.push(await evaluate(source));
  return fillTemplates(node.config, node.templates, values);
}
