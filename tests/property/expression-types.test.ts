import fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { admits } from "#engine/core/expression/infer/admits.ts";
import { inferType } from "#engine/core/expression/infer/infer-type.ts";
import { typeOfValue } from "#engine/core/expression/infer/type-of-value.ts";
import { fromJsonSchema, toJsonSchema } from "#engine/core/expression/infer/type-schema.ts";
import type { Type } from "#engine/core/expression/infer/type.ts";
import { toPlainJson } from "#engine/core/expression/plain-result.ts";
import { parseSyntax } from "#engine/core/expression/syntax/parse-syntax.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { corpusCases, corpusInput } from "#tests/support/expression-corpus.ts";
import { expressionArbitrary, scopeArbitrary } from "./arbitraries/expression.ts";

const runs = Number(process.env["TYPE_RUNS"] ?? 1_500);

const typesOf = (bindings: Record<string, unknown> = {}): ReadonlyMap<string, Type> =>
  new Map(Object.entries(bindings).map(([name, value]) => [name, typeOfValue(value as JsonValue)]));

async function valueOf(
  text: string,
  input: unknown,
  bindings?: Record<string, unknown>,
): Promise<{ readonly value: unknown } | undefined> {
  try {
    const value: unknown = await jsonata(text, { timeout: 500, stack: 2_000 }).evaluate(input, bindings);
    return { value: toPlainJson(value) };
  } catch {
    return undefined;
  }
}

describe("inferred types", () => {
  it("admit what JSONata's own test cases give", async () => {
    const seen = { admitted: 0, known: 0 };
    for (const test of corpusCases) {
      const tree = parseSyntax(test.expr);
      const result = await valueOf(test.expr, corpusInput(test), test.bindings);
      if (!tree.ok || result === undefined) continue;
      const { type } = inferType(tree, typeOfValue(corpusInput(test) as JsonValue | undefined), {
        bindings: typesOf(test.bindings),
      });
      expect(
        admits(type, result.value),
        `${test.expr} gives ${JSON.stringify(result.value)?.slice(0, 300)}, not ${JSON.stringify(toJsonSchema(type)).slice(0, 300)}`,
      ).toBe(true);
      seen.admitted++;
      if (type.kind !== "unknown") seen.known++;
    }
    process.stdout.write(`inferred types: ${JSON.stringify(seen)}\n`);
    expect(seen.known).toBeGreaterThan(seen.admitted * 0.7);
  }, 60_000);

  it.each<[string, JsonValue]>([
    ["($reverse(true))[]^(a)", {}],
    ["$#$pos[][$pos<3]^($)[-1]", [4, 3, 2, 1]],
    ["d[][]^(a)", { d: [] }],
    ["x.(a[])", { x: { a: 0.1 } }],
    ["($y := a[]; x.$y)", { x: {}, a: 0.1 }],
    ["$map($, function($x) { $x.(a['q'][]) })", { a: 0.1 }],
    ["[$map($, function($x) { $x.a }), 0.1]", { a: [{}] }],
    ["[$filter([[1]], function($x) { true })]", {}],
  ])("admit what %s gives, which many random ones have found", async (text, input) => {
    const tree = parseSyntax(text);
    const result = await valueOf(text, structuredClone(input));
    expect(tree.ok && admits(inferType(tree, typeOfValue(input)).type, result!.value)).toBe(true);
  });

  it("admit what random expressions give", async () => {
    let admitted = 0;
    const property = fc.asyncProperty(expressionArbitrary, scopeArbitrary, async (text, scope) => {
      const tree = parseSyntax(text);
      if (!tree.ok) return;
      const result = await valueOf(text, structuredClone(scope));
      if (result === undefined) return;
      const { type } = inferType(tree, typeOfValue(scope));
      expect(admits(type, result.value), `${JSON.stringify(result.value)} is not of ${JSON.stringify(toJsonSchema(type))}`).toBe(
        true,
      );
      admitted++;
    });
    await fc.assert(property, { numRuns: runs });
    expect(admitted).toBeGreaterThan(runs / 3);
  }, 1_200_000);

  it("are the same after they were written as JSON Schema, for what JSON can hold", () => {
    fc.assert(
      fc.property(scopeArbitrary, (scope) => {
        const type = typeOfValue(scope);
        expect(admits(fromJsonSchema(toJsonSchema(type)), scope)).toBe(true);
        expect(toJsonSchema(fromJsonSchema(toJsonSchema(type)))).toEqual(toJsonSchema(type));
      }),
      { numRuns: 300 },
    );
  });
});
