import fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { compileBounded, type Bounding } from "#engine/core/expression/bounded/compile-bounded.ts";
import { OutOfBounds } from "#engine/core/expression/bounded/frame.ts";
import { evaluateExpression } from "#engine/core/expression/evaluate-expression.ts";
import type { AstNode } from "#engine/core/expression/expression-facts.ts";
import { parseExpression, type ParsedExpression } from "#engine/core/expression/parse-expression.ts";
import { StepFailure, type Failure } from "#engine/core/failure.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { expressionArbitrary, scopeArbitrary } from "./arbitraries/expression.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

/** More is better now and then: BOUNDED_RUNS=20000 FAST_CHECK_SEED=7 npx vitest run tests/property/bounded */
const runs = Number(process.env["BOUNDED_RUNS"] ?? 600);
const recorded = { nowMs: 0, random: seededRandom(0, "test") };

/** Everything that can be told of a value, the order of keys and the sign of zero included. */
const written = (value: unknown): string | undefined =>
  JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === "number" && (Object.is(member, -0) || !Number.isFinite(member))) return `number ${1 / member}${member}`;
    return member;
  });

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) for (const member of Object.values(Object.freeze(value))) frozen(member);
  return value;
}

interface Outcome {
  readonly value?: string | undefined;
  readonly failed: boolean;
}

async function reference(source: string, scope: JsonObject): Promise<Outcome> {
  try {
    return { value: written(await jsonata(source).evaluate(structuredClone(scope))), failed: false };
  } catch {
    return { failed: true };
  }
}

async function outcome(expression: ParsedExpression, scope: JsonObject): Promise<unknown> {
  try {
    return { value: written(await evaluateExpression(expression, scope, recorded)) };
  } catch (error) {
    if (error instanceof StepFailure) return error.failure;
    throw error;
  }
}

/** After `[]` JSONata reads a division as a regular expression, so not everything that is generated can be parsed. */
function compile(source: string): Bounding | undefined {
  try {
    return compileBounded(jsonata(source).ast() as unknown as AstNode);
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === "string") return undefined;
    throw error;
  }
}

describe("bounded expressions", () => {
  it("give JSONata's value wherever they give one, and leave what fails to it", async () => {
    const seen = { refused: 0, left: 0, leftForAnError: 0, decided: 0 };
    const property = fc.asyncProperty(expressionArbitrary, scopeArbitrary, async (source, scope) => {
      const bounding = compile(source);
      if (bounding?.tier !== "bounded") {
        seen.refused++;
        return;
      }
      const expected = await reference(source, scope);
      let actual: Outcome;
      try {
        actual = { value: written(bounding.evaluate(frozen(structuredClone(scope)), recorded)), failed: false };
      } catch (error) {
        expect(error).toBeInstanceOf(OutOfBounds);
        seen[expected.failed ? "leftForAnError" : "left"]++;
        return;
      }
      seen.decided++;
      expect(actual).toEqual(expected);
    });
    await fc.assert(property, { numRuns: runs });
    if (process.env["BOUNDED_RUNS"] !== undefined) process.stdout.write(`${JSON.stringify(seen)}\n`);
    expect(seen.decided).toBeGreaterThan(runs / 4);
    expect(seen.left).toBeLessThan(seen.decided / 20);
  }, 1_200_000);

  it("have the same outcome as in the guarded tier: value, or code, message, position and reason", async () => {
    const property = fc.asyncProperty(expressionArbitrary, scopeArbitrary, async (source, scope) => {
      const parsed = parseExpression(source);
      if (!parsed.ok || parsed.expression.bounded === undefined) return;
      const { bounded: _bounded, ...guarded } = parsed.expression;
      const expected = await outcome(guarded, scope);
      // On a busy machine, JSONata's clock ends what would have ended by itself.
      if ((expected as Partial<Failure>).code === "expression/timeout") return;
      expect(await outcome(parsed.expression, frozen(scope))).toEqual(expected);
    });
    await fc.assert(property, { numRuns: runs });
  }, 1_200_000);
});
