import { describe, expect, it } from "vitest";
import { startTimerLoop } from "./loops.ts";
import type { Clock, RunStore } from "./ports.ts";

/** Sleeps until it is told to wake, and notes for how long it was asked. */
function world(due: Partial<Awaited<ReturnType<RunStore["fireDueTimers"]>>> = {}) {
  const pauses: number[] = [];
  let looks = 0;
  const clock: Clock = {
    monotonicMs: () => 0,
    sleep: (ms, signal) => {
      pauses.push(ms);
      return new Promise((resolve) => {
        if (signal?.aborted) resolve();
        signal?.addEventListener("abort", () => resolve());
      });
    },
    after: () => () => {},
  };
  const store = { fireDueTimers: async () => ({ fired: 0, ...due, looks: (looks += 1) }) } as unknown as RunStore;
  const loop = startTimerLoop({ store, clock, onError: () => {}, lookEveryMs: 1_000 });
  return { loop, pauses, looks: () => looks };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the loop of timers", () => {
  it("sleeps less long when a timer was set here that is due before the next look, and asks for nothing until then", async () => {
    const { loop, pauses, looks } = world();
    await settled();
    loop.setHere(40);
    await settled();
    loop.setHere(5_000);
    await settled();
    expect(pauses).toEqual([1_000, 40]);
    expect(looks()).toBe(1);
    await loop.stop();
  });

  it("leaves a due timer that it could not fire alone for a moment", async () => {
    const { loop, pauses, looks } = world({ fired: 0, nextDueInMs: -300 });
    await settled();
    expect(pauses).toEqual([20]);
    expect(looks()).toBe(1);
    await loop.stop();
  });

  it("looks at once for what became due while it fired others", async () => {
    const { loop, pauses } = world({ fired: 3, nextDueInMs: -0.5 });
    await settled();
    expect(pauses).toEqual([1]);
    await loop.stop();
  });
});
