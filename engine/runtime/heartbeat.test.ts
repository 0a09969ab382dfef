import { describe, expect, it } from "vitest";
import type { NodePlan } from "../core/compile/flow-plan.ts";
import { StepFailure } from "../core/failure.ts";
import { Heartbeat, silenceFailure, type HeartbeatRules } from "./heartbeat.ts";
import type { Clock } from "./ports.ts";

/** A clock that stands still until it is told to pass, and knows what sleeps on it. */
class StandingClock implements Pick<Clock, "monotonicMs" | "sleep"> {
  #nowMs = 0;
  readonly asked: number[] = [];
  readonly #sleepers = new Map<() => void, number>();

  monotonicMs = (): number => this.#nowMs;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.asked.push(ms);
    return new Promise((resolve) => {
      const wake = (): void => void (this.#sleepers.delete(wake), resolve());
      this.#sleepers.set(wake, this.#nowMs + ms);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  get sleeping(): number {
    return this.#sleepers.size;
  }

  async pass(ms: number): Promise<void> {
    this.#nowMs += ms;
    for (const [wake, dueMs] of [...this.#sleepers]) if (dueMs <= this.#nowMs) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function start(rules: Partial<HeartbeatRules> = {}) {
  const clock = new StandingClock();
  const heartbeat = new Heartbeat(clock, { silenceMs: 1_000, patienceMs: 0, ...rules });
  return { clock, heartbeat, aborted: () => [heartbeat.silent.aborted, heartbeat.over.aborted] };
}

describe("a heartbeat", () => {
  it("gives up an attempt of which nothing is heard", async () => {
    const { clock, aborted } = start();
    await clock.pass(999);
    expect(aborted()).toEqual([false, false]);
    await clock.pass(1);
    expect(aborted()).toEqual([true, true]);
    expect(clock.sleeping).toBe(0);
  });

  it("lets an attempt that goes on take many times as long, with one timer per silence", async () => {
    const { clock, heartbeat, aborted } = start();
    for (let beat = 0; beat < 1_000; beat += 1) {
      await clock.pass(10);
      heartbeat.beat();
    }
    expect(aborted()).toEqual([false, false]);
    expect(clock.asked.length).toBeLessThanOrEqual(12);
    await clock.pass(999);
    expect(aborted()).toEqual([false, false]);
    await clock.pass(1);
    expect(aborted()).toEqual([true, true]);
  });

  it("listens on for a while to a call that can be undone, and ends it then", async () => {
    const { clock, aborted } = start({ patienceMs: 30_000 });
    await clock.pass(1_000);
    expect(aborted()).toEqual([true, false]);
    await clock.pass(30_000);
    expect(aborted()).toEqual([true, true]);
  });

  it.each([0, 1_000])("leaves nothing behind when the attempt ends after %i ms", async (afterMs) => {
    const { clock, heartbeat } = start({ patienceMs: 30_000 });
    await clock.pass(afterMs);
    heartbeat.stop();
    await clock.pass(0);
    expect(clock.sleeping).toBe(0);
    await clock.pass(60_000);
    expect(heartbeat.over.aborted).toBe(false);
  });
});

describe("the failure of a silent attempt", () => {
  const node = (effect: NodePlan["effect"]): NodePlan => ({
    ...{ id: "charge", kind: "http", behavior: "effect", label: "Charge", config: {}, templates: [], undoBy: [] },
    heartbeatMs: 5_000,
    ...(effect ? { effect } : {}),
  });
  const endedBy = (retryable: boolean, unknown: boolean): StepFailure =>
    new StepFailure({ code: "http/timeout", message: "no answer", retryable, unknown });

  it("may be repeated, and leaves open what was done, where that holds after a timeout", () => {
    expect(silenceFailure(node("keyed"), endedBy(true, true))).toEqual({
      code: "step/heartbeat-timeout",
      message: 'Nothing was heard of "Charge" for 5 s, so it was given up; whether it did anything is not known yet.',
      nodeId: "charge",
      retryable: true,
      unknown: true,
    });
    expect(silenceFailure(node("idempotent"), endedBy(true, false))).toEqual({
      code: "step/heartbeat-timeout",
      message: 'Nothing was heard of "Charge" for 5 s, so it was given up.',
      nodeId: "charge",
      retryable: true,
    });
    expect(silenceFailure(node("none"), endedBy(false, true))).toMatchObject({ retryable: false, unknown: true });
  });

  it("assumes the worst of a call that ends without a word, or has not ended", () => {
    expect(silenceFailure(node("keyed"), new Error("aborted"))).toMatchObject({ retryable: true, unknown: true });
    expect(silenceFailure(node("none"), new Error("aborted"))).toMatchObject({ retryable: false, unknown: true });
    expect(silenceFailure(node("none"))).toMatchObject({ unknown: true });
  });
});
