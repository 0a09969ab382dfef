import { afterEach, describe, expect, it, vi } from "vitest";
import { JailProcess, type JailOutcome } from "./jail-process.ts";

const PATIENCE_MS = 600_000;
const endless = "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+(?!b)$/)";

let jailed: JailProcess | undefined;
afterEach(() => {
  jailed?.stop();
  vi.useRealTimers();
});

/** An expression that never ends, in a process that has used so much of the processor at each look; our clock stands still. */
async function evaluateEndless(usedAtLook: (look: number) => number | undefined) {
  let looks = -1;
  jailed = new JailProcess(() => usedAtLook(++looks));
  await jailed.ready;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let outcome: JailOutcome | undefined;
  void jailed.evaluate({ source: endless, nowMs: 0, randomState: 0, resultCharacters: 10 }).then((given) => (outcome = given));
  await vi.advanceTimersByTimeAsync(0);
  return {
    passMs: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    outcome: () => outcome,
    looks: () => looks,
  };
}

describe("JailProcess", () => {
  it(
    "is killed at the first look at which it has had its 500 ms of the processor, and not before",
    async () => {
      // 1000 ms were used before the request, and 20 ms of each two looks since.
      const { passMs, outcome, looks } = await evaluateEndless((look) => (look === 0 ? 1_000 : 1_300 + look * 10));
      await passMs(499);
      expect(looks()).toBe(0);
      await passMs(1 + 18 * 20);
      expect([looks(), outcome()]).toEqual([19, undefined]);
      await passMs(20);
      expect([looks(), outcome()]).toEqual([20, { killed: "time" }]);
    },
    PATIENCE_MS,
  );

  it(
    "is killed after 250 looks when it never gets its time, so that nobody waits for ever",
    async () => {
      const { passMs, outcome } = await evaluateEndless(() => 0);
      await passMs(500 + 249 * 20);
      expect(outcome()).toBeUndefined();
      await passMs(20);
      expect(outcome()).toEqual({ killed: "time" });
    },
    PATIENCE_MS,
  );

  it(
    "is killed at the first look where the system does not tell what it used",
    async () => {
      const { passMs, outcome } = await evaluateEndless(() => undefined);
      await passMs(500);
      expect(outcome()).toEqual({ killed: "time" });
    },
    PATIENCE_MS,
  );
});
