import { describe, expect, it } from "vitest";
import { simulate } from "#tests/chaos/simulation/simulate.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Its promises are test T0 of the catalogue; here is what makes that test worth something. */
describe("the simulation", () => {
  it("gives the same history for the same seed, and another for another", async () => {
    const [first, again, other] = [await simulate(7), await simulate(7), await simulate(8)];
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });

  it.each(["noFence", "newKeys"] as const)("notices when the engine is broken: %s", async (sabotage) => {
    let noticed = 0;
    for (const seed of SEEDS) noticed += (await simulate(seed, sabotage)).problems.length > 0 ? 1 : 0;
    expect(noticed).toBeGreaterThan(0);
  });
});
