import { createRequire } from "node:module";
import fc from "fast-check";
import type jsonata from "jsonata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateLine } from "#engine/cli/evaluate-line.ts";
import { connectExpressionJail } from "#engine/core/expression/expression-jail.ts";
import type { Tier } from "#engine/core/expression/tier.ts";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { openExpressionJail, type ProcessJail } from "#engine/hub/jail/process-jail.ts";
import { corpusInput } from "#tests/support/expression-corpus.ts";
import { splicedArbitrary, type SplicedCase } from "./arbitraries/spliced-expression.ts";

/** More is better now and then: SPLICED_RUNS=20000 FAST_CHECK_SEED=7 npx vitest run tests/property/spliced */
const runs = Number(process.env["SPLICED_RUNS"] ?? 600);
const goesOn = process.env["SPLICED_GO_ON"] !== undefined;

let jail: ProcessJail;
beforeAll(() => {
  jail = openExpressionJail();
});
afterAll(() => {
  connectExpressionJail(undefined);
  jail.stop();
});

const changing = /\$(now|millis|random|shuffle|eval)\b/;

const require = createRequire(import.meta.url);

/**
 * JSONata of its own for each comparison: it notes the last call of a function on the function, some of its errors say so,
 * and what an expression does to a function stays.
 */
function freshJsonata(): typeof jsonata {
  delete require.cache[require.resolve("jsonata")];
  return require("jsonata") as typeof jsonata;
}

/** As an answer of `omnilink eval` without its tier; nothing where the reference does not end soon, or with what is no JSON. */
async function reference({ expr, over }: SplicedCase): Promise<unknown> {
  try {
    const value: unknown = await freshJsonata()(expr, { timeout: 300, stack: 400, sequence: 50_000 }).evaluate(
      corpusInput(over),
      over.bindings,
    );
    const text = JSON.stringify(value, (_key, member: unknown) => (isJson(member) ? member : notJson()));
    return text === undefined ? { undefined: true } : { value: JSON.parse(text) as unknown };
  } catch (error) {
    const { code, position, message } = error as { code?: string; position?: number; message?: string };
    const isOver = error === noJson || error instanceof RangeError || ["D1011", "D1012", "D2014", "D2015"].includes(code ?? "");
    return isOver ? undefined : { error: { code, position, message } };
  }
}

const noJson = new Error("The result is not JSON");
const notJson = (): never => {
  throw noJson;
};
const isJson = (value: unknown): boolean => {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  return !("_jsonata_lambda" in value || "_jsonata_function" in value);
};

/** Some errors write functions with where they were called last, and name that of two calls at once that JSONata noted last. */
const comparable = (outcome: unknown): unknown => {
  const { error } = outcome as { readonly error?: { readonly code?: string; readonly message: string } };
  const dependsOnLastCall = error && /_jsonata_function|function undefined|of function/.test(error.message);
  return dependsOnLastCall ? { code: error.code } : outcome;
};

async function outcomeIn(tier: Tier | undefined, { expr, over }: SplicedCase): Promise<unknown> {
  const { tier: _tier, ...outcome } = await evaluateLine(
    {
      expr,
      input: corpusInput(over) as JsonValue,
      ...(over.bindings === undefined ? {} : { bindings: over.bindings as JsonObject }),
    },
    tier,
  );
  return outcome;
}

describe("expressions put together from JSONata's test suite", () => {
  it("have JSONata's outcome in every tier: value, or code, position and message", async () => {
    const seen = { compared: 0, values: 0, skipped: 0, bounded: 0, mismatches: 0 };
    const property = fc.asyncProperty(splicedArbitrary, async (spliced) => {
      if (changing.test(spliced.expr)) return;
      const found = await reference(spliced);
      if (found === undefined) {
        seen.skipped++;
        return;
      }
      const expected = comparable(found);
      seen.compared++;
      if ("value" in (expected as object)) seen.values++;
      const tiers: readonly (Tier | undefined)[] =
        seen.compared % 8 === 0 ? [undefined, "guarded", "jailed"] : [undefined, "guarded"];
      for (const tier of tiers) {
        const actual = comparable(await outcomeIn(tier, spliced));
        if (!goesOn) expect(actual, `${tier}: ${spliced.expr}`).toEqual(expected);
        else if (JSON.stringify(actual) !== JSON.stringify(expected)) {
          seen.mismatches++;
          process.stdout.write(
            `${JSON.stringify({ tier: tier ?? "own", expr: spliced.expr, file: (spliced.over as { file?: string }).file, actual, expected }).slice(0, 1500)}\n`,
          );
        }
      }
    });
    await fc.assert(property, { numRuns: runs });
    process.stdout.write(`spliced expressions: ${JSON.stringify(seen)}\n`);
    expect(seen.values).toBeGreaterThan(runs / 4);
  }, 3_600_000);
});
