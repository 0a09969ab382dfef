import { describe, expect, it } from "vitest";
import { createSlowCalls } from "./slow-calls.ts";

/** A clock that passes when it is told to. */
function tickingClock() {
  const sleepers: (() => void)[] = [];
  return {
    clock: { sleep: () => new Promise<void>((resolve) => sleepers.push(resolve)) },
    sleeping: () => sleepers.length,
    tick: async () => {
      for (const wake of sleepers.splice(0)) wake();
      await new Promise(setImmediate);
    },
  };
}

describe("slow calls", () => {
  it("shows once what is still waiting at the second tick, and nothing that was answered", async () => {
    const { clock, tick } = tickingClock();
    const slow = createSlowCalls(clock, new AbortController().signal);
    const shown: string[] = [];
    slow.watch(() => shown.push("slow"));
    const answered = slow.watch(() => shown.push("answered"));
    await tick();
    slow.watch(() => shown.push("later"));
    answered();
    expect(shown).toEqual([]);
    await tick();
    expect(shown).toEqual(["slow"]);
    await tick();
    expect(shown).toEqual(["slow", "later"]);
  });

  it("leaves the clock alone while nothing is waited for", async () => {
    const { clock, tick, sleeping } = tickingClock();
    const slow = createSlowCalls(clock, new AbortController().signal);
    expect(sleeping()).toBe(0);
    const answered = slow.watch(() => {});
    slow.watch(() => {})();
    expect(sleeping()).toBe(1);
    answered();
    await tick();
    expect(sleeping()).toBe(0);
    slow.watch(() => {});
    expect(sleeping()).toBe(1);
  });

  it("ends with the process", async () => {
    const { clock, tick, sleeping } = tickingClock();
    const stopping = new AbortController();
    const slow = createSlowCalls(clock, stopping.signal);
    const shown: string[] = [];
    slow.watch(() => shown.push("shown"));
    stopping.abort();
    await tick();
    await tick();
    expect({ shown, sleeping: sleeping() }).toEqual({ shown: [], sleeping: 0 });
  });
});
