import fc from "fast-check";
import jsonata from "jsonata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateExpression, evaluateIn, type Outcome } from "#engine/core/expression/evaluate-expression.ts";
import { connectExpressionJail } from "#engine/core/expression/expression-jail.ts";
import { parseExpression, type ParsedExpression } from "#engine/core/expression/parse-expression.ts";
import { StepFailure } from "#engine/core/failure.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { openExpressionJail, type ProcessJail } from "#engine/hub/jail/process-jail.ts";
import { expressionArbitrary, scopeArbitrary } from "./arbitraries/expression.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

const runs = Number(process.env["MAPPING_RUNS"] ?? 200);
const recorded = { nowMs: 0, random: seededRandom(0, "test") };

/** How an expression may use a mapping `m@1`, itself made of a random expression, over a random value. */
const usesOf = (value: string): readonly string[] => [
  `$useMapping("m@1", ${value})`,
  `{ "a": $useMapping("m@1", (${value})), "b": 1 }`,
  `$map([1, 2], function($n) { $useMapping("m@1", (${value})) })`,
  `[$useMapping("m@1", (${value}))][0]`,
];

/** What the mapping may say that it takes and gives. */
const schemaArbitrary = fc.constantFrom(
  ...[{}, {}, { type: "object" }, { type: ["number", "string"] }, { type: "array", maxItems: 2 }, { not: { type: "boolean" } }],
);
const declaredArbitrary = fc.record({ input: schemaArbitrary, output: schemaArbitrary }, { requiredKeys: [] });

const useArbitrary = fc
  .record({
    value: expressionArbitrary,
    inside: expressionArbitrary,
    form: fc.nat({ max: 3 }),
    scope: scopeArbitrary,
    declared: declaredArbitrary,
  })
  .map(({ value, inside, form, scope, declared }) => ({
    value,
    form,
    source: usesOf(value)[form]!,
    // What the expression reads by its names is found in the value.
    mappings: { "m@1": { expression: `input.(${inside})`, ...declared } },
    scope: scope as JsonObject,
  }));

let jail: ProcessJail;
beforeAll(() => {
  jail = openExpressionJail();
});
afterAll(() => {
  connectExpressionJail(undefined);
  jail.stop();
});

async function outcome(expression: ParsedExpression, scope: JsonObject): Promise<unknown> {
  try {
    return { value: JSON.stringify(await evaluateExpression(expression, scope, recorded)) };
  } catch (error) {
    if (error instanceof StepFailure) return error.failure;
    throw error;
  }
}

const told = (result: Outcome): unknown =>
  "error" in result ? { error: result.error } : { value: JSON.stringify(result.value) };

describe("an expression that uses a mapping", () => {
  it("has the same outcome in the bounded, the guarded and the jailed tier", async () => {
    const seen = { bounded: 0, failed: 0, mismatched: 0 };
    const property = fc.asyncProperty(useArbitrary, async ({ source, mappings, scope }) => {
      const parsed = parseExpression(source, { mappings });
      if (!parsed.ok) return;
      const { bounded, ...guarded } = parsed.expression;
      if (bounded) seen.bounded++;
      const inGuarded = await evaluateIn(guarded, "guarded", { input: structuredClone(scope), recorded });
      if ("error" in inGuarded) seen[inGuarded.error.mismatch ? "mismatched" : "failed"]++;
      expect(await outcome(parsed.expression, structuredClone(scope))).toEqual(await outcome(guarded, structuredClone(scope)));
      const inJail = await evaluateIn(guarded, "jailed", { input: structuredClone(scope), recorded });
      expect(told(inJail)).toEqual(told(inGuarded));
    });
    await fc.assert(property, { numRuns: runs });
    expect(seen.bounded).toBeGreaterThan(runs / 5);
    expect(seen.failed).toBeGreaterThan(0);
    expect(seen.mismatched).toBeGreaterThan(runs / 20);
  }, 60_000);

  it("gives what the mapping gives for the value, when both are evaluated one after the other by JSONata", async () => {
    let compared = 0;
    const property = fc.asyncProperty(useArbitrary, async ({ value, source, form, mappings, scope }) => {
      if (form !== 0) return;
      const parsed = parseExpression(source, { mappings });
      if (!parsed.ok) return;
      const expected = await oneAfterTheOther(value, mappings["m@1"].expression, scope).catch(() => undefined);
      const actual = await outcome(parsed.expression, structuredClone(scope));
      if (expected === undefined || !("value" in (actual as object))) return;
      compared++;
      expect(actual).toEqual(expected);
    });
    await fc.assert(property, { numRuns: runs });
    expect(compared).toBeGreaterThan(runs / 20);
  }, 60_000);
});

async function oneAfterTheOther(value: string, mapping: string, scope: JsonObject): Promise<unknown> {
  const input: unknown = asJson(await jsonata(value).evaluate(structuredClone(scope)));
  const result: unknown = await jsonata(mapping).evaluate(input === undefined ? {} : { input });
  return { value: result === undefined ? undefined : JSON.stringify(asJson(result)) };
}

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
