import { describe, expect, it } from "vitest";
import { seededRandom } from "./seeded-random.ts";

const draw = (seed: number, key: string, count: number): number[] => Array.from({ length: count }, seededRandom(seed, key));

describe("seededRandom", () => {
  it("gives the same sequence for the same seed and key", () => {
    expect(draw(42, "price#1", 20)).toEqual(draw(42, "price#1", 20));
  });

  it("gives other sequences for another seed or key", () => {
    expect(draw(42, "price#1", 3)).not.toEqual(draw(43, "price#1", 3));
    expect(draw(42, "price#1", 3)).not.toEqual(draw(42, "price#2", 3));
  });

  it("never changes between releases, because recorded runs depend on it", () => {
    expect(draw(42, "price#1", 3)).toMatchInlineSnapshot(`
      [
        0.8966573905199766,
        0.5147815498057753,
        0.6700549749657512,
      ]
    `);
  });

  it("spreads evenly over [0, 1)", () => {
    const numbers = draw(7, "spread", 20_000);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter((number) => Math.floor(number * 10) === tenth).length);
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});
