import { afterEach, expect, it, vi } from "vitest";
import { evaluateExpression } from "#engine/core/expression/evaluate-expression.ts";
import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

const PAUSE_MS = 400;

afterEach(() => vi.restoreAllMocks());

/** The machine gives the process no time for a moment, as under load or while garbage is collected. */
it("evaluates an expression although the process was paused in its middle", async () => {
  const parsed = parseExpression("steps.*.at");
  if (!parsed.ok) throw new Error(parsed.message);
  const { now } = Date;
  let looks = 0;
  vi.spyOn(Date, "now").mockImplementation(() => now() + ((looks += 1) > 2 ? PAUSE_MS : 0));
  const value = evaluateExpression(
    parsed.expression,
    { steps: { a: { at: 1 }, b: { at: 2 } } },
    { nowMs: 0, random: seededRandom(0, "test") },
  );
  expect(await value).toEqual([1, 2]);
});
