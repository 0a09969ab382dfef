import { describe, expect, it } from "vitest";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { callOf, whyNotReusable } from "./extract-mapping.ts";
import { seededRandom } from "../../expression/seeded-random.ts";

describe("making a reusable mapping of an expression", () => {
  it("is possible for one that reads the input, and gives what it gave", async () => {
    const expression = '{ "id": input.id, "n": $count(input.lines) }';
    expect(whyNotReusable(expression)).toBeUndefined();
    const mappings = { "short@1": { expression } };
    const parsed = parseExpression(callOf({ name: "short", version: 1 }), { mappings });
    if (!parsed.ok) throw new Error(parsed.message);
    const scope = { input: { id: "A", lines: [1, 2] } };
    expect(await evaluateExpression(parsed.expression, scope, { nowMs: 0, random: seededRandom(0, "test") })).toEqual({
      id: "A",
      n: 2,
    });
  });

  it("says what else one reads", () => {
    expect(whyNotReusable("input.id & steps.a.b")).toContain("`steps`");
    expect(whyNotReusable("$keys($$)")).toContain("everything there is");
    expect(whyNotReusable("1 +")).toContain("cannot be read");
  });
});
