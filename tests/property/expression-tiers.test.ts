import jsonata from "jsonata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateIn, type Outcome } from "#engine/core/expression/evaluate-expression.ts";
import { connectExpressionJail, type EvaluationError } from "#engine/core/expression/expression-jail.ts";
import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import type { Tier } from "#engine/core/expression/tier.ts";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { openExpressionJail, type ProcessJail } from "#engine/hub/jail/process-jail.ts";
import { corpusCases, corpusInput, type CorpusCase } from "#tests/support/expression-corpus.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

let jail: ProcessJail;
beforeAll(() => {
  jail = openExpressionJail();
});
afterAll(() => {
  connectExpressionJail(undefined);
  jail.stop();
});

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Unlimited recursion ends at whose limits it met, not at a result. */
const endless = /\$inf\(/;
const changing = /\$(now|millis|random|shuffle)\b/;
const cases = corpusCases.filter(({ expr }) => !endless.test(expr) && !changing.test(expr));

async function reference(test: CorpusCase): Promise<unknown> {
  try {
    return { value: asJson(await jsonata(test.expr).evaluate(corpusInput(test), test.bindings)) };
  } catch (error) {
    const { code, position, message } = error as { code?: string; position?: number; message?: string };
    return { code, position, message };
  }
}

async function outcomeIn(tier: Tier, test: CorpusCase): Promise<unknown> {
  const parsed = parseExpression(test.expr, { allowsEval: true });
  if (!parsed.ok) return wordsOf(parsed.reason);
  const recorded = { nowMs: 0, random: seededRandom(0, "test") };
  const input = corpusInput(test) as JsonValue | undefined;
  const bindings = test.bindings as JsonObject | undefined;
  const outcome: Outcome = await evaluateIn(parsed.expression, tier, { input, recorded, ...(bindings ? { bindings } : {}) });
  return "value" in outcome ? { value: outcome.value } : wordsOf(outcome.error);
}

const wordsOf = ({ code, position, message }: Partial<EvaluationError> = {}): unknown => ({ code, position, message });

/** A function as a result, for one: an error here, and nothing or null where JSONata's result is written as JSON. */
const isNotJson = (outcome: unknown): boolean =>
  (outcome as { message?: string }).message?.includes("which JSON cannot hold") === true;

describe.each<Tier>(["guarded", "jailed"])("the cases of JSONata's test suite in the %s tier", (tier) => {
  it("give the reference's value, or its code, position and message", async () => {
    let same = 0;
    for (const test of cases) {
      const expected = await reference(test);
      const actual = await outcomeIn(tier, test);
      if (isNotJson(actual)) continue;
      expect(actual, test.expr).toEqual(expected);
      same++;
    }
    expect(same).toBeGreaterThan(cases.length - 10);
  }, 60_000);
});
