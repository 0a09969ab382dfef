import type { NodePlan } from "../core/compile/flow-plan.ts";
import { evaluateExpression } from "../core/expression/evaluate-expression.ts";
import { parseExpression } from "../core/expression/parse-expression.ts";
import type { Failure } from "../core/failure.ts";
import { StepFailure } from "../core/failure.ts";
import type { JsonObject } from "../core/json.ts";
import type { EffectContext, StepContext } from "../runtime/executor.ts";
import { seededRandom } from "../core/expression/seeded-random.ts";

/** What the tests of executors say about the step; `config` is given as it is after templates were replaced. */
export interface TestStep {
  readonly config: JsonObject;
  readonly scope?: JsonObject;
  readonly schemas?: Readonly<Record<string, JsonObject>>;
  readonly effect?: NonNullable<NodePlan["effect"]>;
  /** The other nodes of the flow; the first is the trigger of the run. */
  readonly nodes?: readonly Pick<NodePlan, "id" | "kind" | "config">[];
  readonly noCaller?: NonNullable<StepContext["noCaller"]>;
}

/** A step context over real expressions, for tests of executors. */
export function testContext({ config, scope = {}, schemas = {}, effect, nodes = [], noCaller }: TestStep): StepContext {
  const plan = { behavior: "pure", label: "Probe", templates: [], undoBy: [] } as const;
  return {
    node: { ...plan, id: "probe", kind: "test", config, ...(effect === undefined ? {} : { effect }) },
    config,
    scope,
    schemas,
    nodes: Object.fromEntries(nodes.map((node) => [node.id, { ...plan, ...node }])),
    trigger: nodes[0]?.id ?? "start",
    ...(noCaller === undefined ? {} : { noCaller }),
    evaluate: (source) => {
      const parsed = parseExpression(source);
      if (!parsed.ok) throw new Error(parsed.message);
      return evaluateExpression(parsed.expression, scope, { nowMs: 0, random: seededRandom(0, "test") });
    },
  };
}

export const testEffectContext = (step: TestStep): EffectContext => ({
  ...testContext(step),
  attempt: 1,
  idempotencyKey: "run:probe#1",
  signal: new AbortController().signal,
  connection: async (name) => ({
    name,
    baseUrl: "https://api.example.com/v1",
    headers: { Authorization: "Bearer secret" },
    allowPrivate: false,
  }),
});

/** The failure that `work` ends with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof StepFailure) return error.failure;
    throw error;
  }
  throw new Error("It was expected to fail, and did not.");
}
