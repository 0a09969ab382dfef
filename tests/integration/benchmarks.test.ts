import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BenchResult } from "#engine/bench/bench-options.ts";
import { benchmarks } from "#engine/bench/benchmarks.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const measure = (name: string, runs: number): Promise<BenchResult> =>
  benchmarks[name]!.run({ databaseUrl: database.url, runs, alone: 2, concurrency: 20, small: true, progress: () => {} });

/** Few runs: whether a benchmark measures what it says, not how fast this machine is. */
describe("benchmarks", () => {
  it("chain10http makes each call of each run once", async () => {
    const { repeatedCalls, acceptedCalls, ...figures } = await measure("chain10http", 20);
    expect({ repeatedCalls, acceptedCalls }).toEqual({ repeatedCalls: 0, acceptedCalls: 200 });
    expect(Object.entries(figures).filter(([, figure]) => !(figure > 0))).toEqual([]);
  });

  it("sleepers10k wakes every run it started", async () => {
    expect(await measure("sleepers10k", 40)).toMatchObject({ runs: 40, workerPeakMegabytes: expect.any(Number) });
  });

  it("webhook sees the effect of every delivery once", async () => {
    const result = await measure("webhook", 100);
    for (const connections of [1, 50, 500]) {
      expect(result).toMatchObject({ [`at${connections}Errors`]: 0, [`at${connections}RepeatedEffects`]: 0 });
      expect(result[`at${connections}EffectsPerSecond`]).toBeGreaterThan(0);
    }
  });

  it("recovery loses no run and repeats only calls that were being made", async () => {
    const result = await measure("recovery", 20);
    expect(result).toMatchObject({ runs: 20, runsNotCompleted: 0, acceptedEffectsPerStep: 1 });
    expect(result["repeatedCalls"]).toBeLessThanOrEqual(20);
  });
});
