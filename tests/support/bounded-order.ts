import jsonata from "jsonata";
import { expect } from "vitest";
import { compileBounded, type Bounding } from "#engine/core/expression/bounded/compile-bounded.ts";
import type { AstNode } from "#engine/core/expression/expression-facts.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

/** What the tests of the bounded tier evaluate over: a bit of everything that paths can meet. */
export const order = {
  id: "A-1",
  none: null,
  on: true,
  one: [{ v: 5, w: [1] }],
  nested: [[1, 2], [3]],
  deep: [[{ v: [1] }], [[{ v: [2, 3] }]]],
  empty: [],
  words: ["b", "a"],
  lines: [
    { sku: "a", price: 2, qty: 3, tags: ["x"] },
    { sku: "b", price: 5, qty: 1, tags: ["y", "z"] },
    { sku: "c", price: 1 },
  ],
};

export const recordedThen = { nowMs: Date.UTC(2024, 4, 6, 7, 8, 9, 10), random: seededRandom(0, "test") };

export const compileText = (source: string): Bounding => compileBounded(jsonata(source).ast() as unknown as AstNode);

/** The value in the bounded tier; throws where the expression is not bounded. */
export function evaluateBounded(source: string, scope: unknown = order): unknown {
  const bounding = compileText(source);
  if (bounding.tier === "guarded") throw new Error(`${source} is not bounded: ${bounding.reason}`);
  return bounding.evaluate(scope, recordedThen);
}

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** The bounded tier gives what JSONata gives, and leaves the scope as it is. */
export async function expectAsJsonata(source: string): Promise<void> {
  const expected: unknown = await jsonata(source).evaluate(structuredClone(order));
  const scope = structuredClone(order);
  const actual = evaluateBounded(source, scope);
  if (typeof expected === "number") expect(actual).toBe(expected);
  else expect(asJson(actual)).toEqual(asJson(expected));
  expect(scope).toEqual(order);
}
