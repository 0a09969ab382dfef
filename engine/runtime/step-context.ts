import { evaluateExpression } from "../core/expression/evaluate-expression.ts";
import { parseExpression } from "../core/expression/parse-expression.ts";
import { seededRandom } from "../core/expression/seeded-random.ts";
import { fillTemplates } from "../core/expression/template.ts";
import { StepFailure } from "../core/failure.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import { chainOf, nodeOf } from "../core/machine/draft.ts";
import { frameAt, itemOf } from "../core/machine/scope-tree.ts";
import { causeOfUndo } from "../core/machine/undo-stack.ts";
import { stepKey, type ActiveStep, type Frame, type ItemRef, type RunState, type UndoEntry } from "../core/machine/run-state.ts";
import type { FlowPlan, NodePlan } from "../core/compile/flow-plan.ts";
import type { StepContext } from "./executor.ts";
import type { ItemPages } from "./item-pages.ts";
import { idempotencyKeyOf } from "./step-world.ts";

interface StepSurroundings {
  readonly plan: FlowPlan;
  readonly items: ItemPages;
  readonly orgId: string;
  readonly onEvaluate?: (source: string, scope: JsonObject) => void;
}

/** What the expressions of a step see, and nothing else: recorded data, recorded time, seeded randomness. */
export async function stepContext(
  { plan, items, orgId: owner, onEvaluate }: StepSurroundings,
  state: RunState,
  step: ActiveStep,
): Promise<StepContext> {
  const node = nodeOf(plan, step.nodeId);
  const scope = { ...scopeOf(plan, state, step), ...(await itemNames(itemAround(state, step), items)) };
  const recorded = { nowMs: step.nowMs, random: seededRandom(state.seed, stepKey(step.nodeId, step.visit)) };
  const evaluate: StepContext["evaluate"] = async (source, resultCharacters, names) => {
    const parsed = parseExpression(source, { mappings: plan.mappings });
    if (!parsed.ok) throw new StepFailure({ code: "expression/failed", message: parsed.message, nodeId: node.id });
    const seen = names ? { ...scope, ...names } : scope;
    onEvaluate?.(source, seen);
    return evaluateExpression(parsed.expression, seen, recorded, {
      resultCharacters,
      owner,
    });
  };
  const { schemas, nodes } = plan;
  const { trigger, noCaller } = state;
  const config = await resolveConfig(node, evaluate);
  return { node, config, evaluate, scope, schemas, nodes, trigger, ...(noCaller === undefined ? {} : { noCaller }) };
}

function scopeOf(plan: FlowPlan, state: RunState, step: ActiveStep): JsonObject {
  const { runId: id, flow, version, startedAt } = state;
  const error = chainOf(state, step)?.error;
  const undone = step.undoes && undoneStep(plan, state, step.undoes);
  const { outputs, vars } = frameOf(state, step);
  return {
    input: state.input,
    steps: outputs,
    vars,
    run: { id, flow, version, startedAt },
    ...(state.env ? { env: state.env } : {}),
    ...(error ? { error: { ...error } } : {}),
    ...(undone ? { step: undone } : {}),
    ...(plan.nodes[step.nodeId]?.effect === "lookup" ? { call: { reference: referenceOf(idempotencyKeyOf(id, step)) } } : {}),
  };
}

/** A name for the call that is the same for every attempt, and that an address can hold as it is. */
const referenceOf = (idempotencyKey: string): string => idempotencyKey.replaceAll(/[:#]/g, ".");

/** The step that an undo undoes, frozen as it was, and why it is undone. */
function undoneStep(plan: FlowPlan, state: RunState, entry: UndoEntry): JsonObject {
  const cause = causeOfUndo(plan, state);
  return {
    input: entry.input ?? null,
    output: entry.output,
    idempotencyKey: idempotencyKeyOf(state.runId, entry),
    ...(cause ? { cause: { ...cause } } : {}),
  };
}

/** An undo, and a call that was given up, have outlived their item: they belong to it as it was then. */
const itemAround = (state: RunState, { undoes, late, scope }: ActiveStep): ItemRef | undefined =>
  (undoes ?? late)?.item ?? itemOf(state, scope);

/** They see what its steps had returned when the undone step completed, or the call was given up. */
function frameOf(state: RunState, { scope, undoes, late }: ActiveStep): Frame {
  const frame = (undoes ?? late)?.frame;
  if (!frame) return frameAt(state, scope);
  const { vars, outputs } = frame;
  return { vars: { ...state.vars, ...vars }, outputs: { ...state.outputs, ...outputs } };
}

/** `item` and `index` of the innermost item or turn; those around it under `outer`. */
async function itemNames(ref: ItemRef | undefined, items: ItemPages): Promise<JsonObject> {
  if (!ref) return {};
  const item = await items.read(ref);
  const outer = ref.outer ? { outer: await itemNames(ref.outer, items) } : {};
  return { ...(item === undefined ? {} : { item }), index: ref.index, ...outer };
}

async function resolveConfig(node: NodePlan, evaluate: (source: string) => Promise<JsonValue | undefined>): Promise<JsonObject> {
  if (node.templates.length === 0) return fillTemplates(node.config, node.templates, []);
  const values: (JsonValue | undefined)[] = [];
  for (const { source } of node.templates) values.push(await evaluate(source));
  return fillTemplates(node.config, node.templates, values);
}
