import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import type { MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import { seededRandom } from "../../expression/seeded-random.ts";
import { StepFailure, toFailure, type Failure } from "../../failure.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { Schemas } from "../../schema/check-schema.ts";
import { checkContract, type Contract } from "../contract.ts";
import { compareJson, type Difference } from "./compare-json.ts";
import { measureCoverage, type FieldCoverage } from "./field-coverage.ts";
import type { MappingTest } from "./mapping-test.ts";

/** A mapping as its tests see it. */
export interface TestedMapping {
  readonly expression: string;
  readonly tests: readonly MappingTest[];
  readonly schemas?: Schemas;
  /** What the flow brings along for `$useMapping`. */
  readonly mappings?: MappingBundle;
  readonly source?: Contract & { readonly of: string };
  readonly target?: Contract;
}

export interface MappingTestReport {
  readonly results: readonly MappingTestResult[];
  readonly passed: boolean;
  readonly coverage: FieldCoverage;
}

export interface MappingTestResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was not as expected, in sentences to follow the name of the field. */
  readonly differences: readonly Difference[];
  /** What it made; absent when it failed. */
  readonly output?: JsonValue;
  readonly failure?: Failure;
}

/** Evaluates an expression; throws `StepFailure`. `random` is the same in each run of a test. */
export type EvaluateMapping = (
  source: string,
  given: JsonObject,
  nowMs: number,
  mappings?: MappingBundle,
) => Promise<JsonValue | undefined>;

const DEFAULT_NOW = Date.UTC(2024, 0, 1);

/** Runs the test cases of a mapping: no clock, no network, the same result each time. Never throws. */
export async function runMappingTests(
  mapping: TestedMapping,
  evaluate: EvaluateMapping = evaluateHere,
): Promise<MappingTestReport> {
  const results: MappingTestResult[] = [];
  for (const test of mapping.tests) results.push(await runTest(mapping, test, evaluate));
  const outputs = results.flatMap(({ passed, output }) => (passed && output !== undefined ? [output] : []));
  return { results, passed: results.every(({ passed }) => passed), coverage: measureCoverage(mapping.expression, outputs) };
}

export const evaluateHere: EvaluateMapping = async (source, given, nowMs, mappings) => {
  const parsed = parseExpression(source, { mappings });
  if (!parsed.ok) throw new StepFailure({ code: parsed.code, message: parsed.message });
  return evaluateExpression(parsed.expression, given, { nowMs, random: seededRandom(1, "mapping-test") });
};

async function runTest(mapping: TestedMapping, test: MappingTest, evaluate: EvaluateMapping): Promise<MappingTestResult> {
  const { name, expected, fails, ignore, tolerance } = test;
  try {
    const output = await outputOf(mapping, test, evaluate);
    const differences =
      fails === undefined
        ? compareJson(expected as JsonValue, output, { ...(ignore && { ignore }), ...(tolerance !== undefined && { tolerance }) })
        : [{ path: "", message: `must fail with ${fails}, and made a value` }];
    return { name, passed: differences.length === 0, differences, output };
  } catch (error) {
    const failure = toFailure(error);
    const isMeant = failure.code === fails;
    const wanted = fails === undefined ? "must make a value" : `must fail with ${fails}`;
    const differences = isMeant ? [] : [{ path: "", message: `${wanted}, and failed with ${failure.code}: ${failure.message}` }];
    return { name, passed: isMeant, differences, failure };
  }
}

/** As the step does it: contract, expression, contract. */
async function outputOf(
  { expression, schemas = {}, mappings, source, target }: TestedMapping,
  test: MappingTest,
  evaluate: EvaluateMapping,
) {
  const nowMs = test.now === undefined ? DEFAULT_NOW : Date.parse(test.now);
  const given = test.given;
  const step = { id: "mapping", label: "Mapping" };
  if (source !== undefined) {
    const value = (await evaluate(source.of, given, nowMs, mappings)) ?? null;
    checkContract(source, schemas, { side: "source", value, step });
  }
  const output = (await evaluate(expression, given, nowMs, mappings)) ?? null;
  if (target !== undefined) checkContract(target, schemas, { side: "target", value: output, step });
  return output;
}
