import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlowLimits } from "./limits-schema.ts";
import { simulate, simulateLimits, type Arrival } from "./simulate.ts";
import type { StartLimits } from "./start-limits.ts";

const at = (atMs: number, limits: Partial<StartLimits>, durationMs = 10): Arrival => ({
  atMs,
  durationMs,
  limits: { priority: 0, ...limits },
});
const startsOf = (arrivals: readonly Arrival[]) => simulate(arrivals).runs.map(({ startedMs }) => startedMs);

describe("simulating limits", () => {
  it("lets one run after the other work, by priority", () => {
    const one = { concurrency: { key: "", max: 1 } };
    expect(startsOf([at(0, one), at(1, one), at(2, { ...one, priority: 5 })])).toEqual([0, 20, 10]);
  });

  it("starts at the pace of a throttle", () => {
    const throttle = { throttle: { key: "", limit: 2, periodMs: 100 } };
    expect(startsOf([0, 1, 2, 3, 4].map((ms) => at(ms, throttle)))).toEqual([0, 1, 100, 101, 200]);
  });

  it("refuses beyond a rate limit and says until when", () => {
    const rateLimit = { rateLimit: { key: "", limit: 1, periodMs: 100 } };
    const { starts } = simulate([at(0, rateLimit), at(50, rateLimit), at(100, rateLimit)]);
    expect(starts).toEqual([
      { outcome: "started", run: 0 },
      { outcome: "rateLimited", untilMs: 100 },
      { outcome: "started", run: 1 },
    ]);
  });

  it("skips or takes the place of an open run", () => {
    const mode = (mode: "skip" | "cancel") => ({ singleton: { key: "", mode } });
    expect(
      simulate([at(0, mode("skip")), at(5, mode("skip")), at(10, mode("skip"))]).starts.map(({ outcome }) => outcome),
    ).toEqual(["started", "skipped", "started"]);
    expect(simulate([at(0, mode("cancel")), at(5, mode("cancel"))]).runs).toMatchObject([
      { endedMs: 5, isCanceled: true },
      { startedMs: 5, endedMs: 15 },
    ]);
  });

  it("collects by debounce and by batch", () => {
    const debounce = { debounce: { key: "", periodMs: 10, maxMs: 15 } };
    expect(simulate([at(0, debounce), at(8, debounce), at(14, debounce)]).runs).toMatchObject([
      { arrivals: [0, 1, 2], startedMs: 15 },
    ]);
    const batch = { batch: { key: "", size: 2, timeoutMs: 50 } };
    expect(simulate([at(0, batch), at(5, batch), at(6, batch)]).runs).toMatchObject([
      { arrivals: [0, 1], startedMs: 5 },
      { arrivals: [2], startedMs: 56 },
    ]);
  });

  it("works out keys over the inputs", async () => {
    const arrivals = ["a", "b", "a"].map((customer) => ({ atMs: 0, durationMs: 10, input: { customer } }));
    const { runs } = await simulateLimits({ concurrency: { max: 1, key: "input.customer" } }, arrivals);
    expect(runs.map(({ startedMs }) => startedMs)).toEqual([0, 0, 10]);
    await expect(simulateLimits({ priority: "input.customer" }, arrivals)).rejects.toThrow('Arrival 1: "limits.priority"');
  });

  it("lets those in line go by the numbers of a version that goes live, each under its own key", async () => {
    const arrivals = [0, 1, 2, 3, 4, 5].map((atMs) => ({ atMs, durationMs: 100, input: { customer: "a" } }));
    const one = { concurrency: { max: 1, key: "input.customer" } };
    const begin = async (...versions: { atMs: number; limits: FlowLimits }[]) =>
      (await simulateLimits(one, arrivals, versions)).runs.map(({ startedMs }) => startedMs);
    expect(await begin()).toEqual([0, 100, 200, 300, 400, 500]);
    expect(await begin({ atMs: 50, limits: { concurrency: { max: 3 } } })).toEqual([0, 50, 50, 100, 150, 150]);
    const lowered = { atMs: 120, limits: one };
    expect(await begin(lowered, { atMs: 50, limits: { concurrency: { max: 2 } } })).toEqual([0, 50, 100, 200, 300, 400]);
    expect(await begin({ atMs: 150, limits: {} })).toEqual([0, 100, 150, 150, 150, 150]);
    expect(await begin({ atMs: 2, limits: { throttle: { limit: 1, period: "PT1S" } } })).toEqual([0, 2, 2, 1002, 2002, 3002]);
  });

  it("collects a batch of one version only", async () => {
    const batch = { batch: { size: 3, timeout: "PT1S" } };
    const arrivals = [0, 10, 20].map((atMs) => ({ atMs, durationMs: 10, input: {} }));
    const { runs } = await simulateLimits(batch, arrivals, [{ atMs: 10, limits: batch }]);
    expect(runs.map((run) => run.arrivals)).toEqual([[0], [1, 2]]);
  });

  it("never breaks a limit, never idles while a run could start, and loses no start", () => {
    const arrival = fc.record({
      atMs: fc.nat(200),
      durationMs: fc.integer({ min: 1, max: 60 }),
      key: fc.constantFrom("a", "b"),
      priority: fc.nat(3),
    });
    fc.assert(
      fc.property(
        fc.array(arrival, { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        (given, max, limit) => {
          const arrivals = given.map(({ key, priority, ...rest }) => ({
            ...rest,
            limits: { priority, concurrency: { key, max }, throttle: { key: "", limit, periodMs: 50 } },
          }));
          const { runs } = simulate(arrivals);
          expect(runs).toHaveLength(arrivals.length);
          const begun = runs.map(({ startedMs }) => startedMs!).toSorted((a, b) => a - b);
          for (const [index, startedMs] of begun.entries()) {
            expect(startedMs - (begun[index - limit] ?? -Infinity)).toBeGreaterThanOrEqual(50);
          }
          for (const { startedMs } of runs) {
            const atWork = runs.filter((run) => run.startedMs! <= startedMs! && run.endedMs > startedMs!);
            for (const key of ["a", "b"]) {
              expect(
                atWork.filter((run) => arrivals[run.arrivals[0]!]!.limits.concurrency.key === key).length,
              ).toBeLessThanOrEqual(max);
            }
          }
        },
      ),
    );
  });
});
