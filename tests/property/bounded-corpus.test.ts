import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { compileBounded } from "#engine/core/expression/bounded/compile-bounded.ts";
import { OutOfBounds } from "#engine/core/expression/bounded/frame.ts";
import type { AstNode } from "#engine/core/expression/expression-facts.ts";
import { corpusCases as cases, corpusInput as inputOf, type CorpusCase as Case } from "#tests/support/expression-corpus.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function boundedOf(source: string): ((scope: unknown) => unknown) | undefined {
  try {
    const bounding = compileBounded(jsonata(source).ast() as unknown as AstNode);
    return bounding.tier === "bounded"
      ? (scope) => bounding.evaluate(scope, { nowMs: 0, random: seededRandom(0, "test") })
      : undefined;
  } catch (error) {
    expect(error).toHaveProperty("code");
    return undefined;
  }
}

type Reference = { readonly value: unknown } | { readonly code: unknown };

const referenceOf = (test: Case): Promise<Reference> =>
  jsonata(test.expr)
    .evaluate(inputOf(test), test.bindings)
    .then(
      (value: unknown) => ({ value: asJson(value) }),
      (error: unknown) => ({ code: (error as { code?: unknown }).code }),
    );

describe("the cases of JSONata's test suite that are bounded", () => {
  it("give the reference's value, or are left to JSONata where it fails or the input is not an object", async () => {
    const seen = { cases: cases.length, bounded: 0, decided: 0 };
    for (const test of cases) {
      const evaluate = boundedOf(test.expr);
      if (evaluate === undefined) continue;
      seen.bounded++;
      const reference = await referenceOf(test);
      const input = inputOf(test);
      try {
        expect({ value: asJson(evaluate(input)) }, test.expr).toEqual(reference);
      } catch (error) {
        if (!(error instanceof OutOfBounds)) throw error;
        expect(error.isLimit || "code" in reference || Array.isArray(input), `${test.expr} is left without need`).toBe(true);
        continue;
      }
      seen.decided++;
      expect(input, test.expr).toEqual(inputOf(test));
      if (test.result !== undefined) expect("value" in reference && reference.value, test.expr).toEqual(test.result);
    }
    process.stdout.write(`expression corpus: ${JSON.stringify(seen)}\n`);
    expect(seen.bounded).toBeGreaterThanOrEqual(500);
    expect(seen.decided).toBeGreaterThanOrEqual(420);
  }, 60_000);
});
