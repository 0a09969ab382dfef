import { describe, expect, it } from "vitest";
import { failureOf, testContext } from "../test-context.ts";
import { wait } from "./definition.ts";
import { waitExecutor } from "./execute.ts";

describe("wait", () => {
  it("waits for a duration and then goes on", async () => {
    const context = testContext({ config: { duration: "PT2S" } });
    expect(await waitExecutor.begin(context)).toEqual({ dueInMs: 2_000 });
    expect(await waitExecutor.wake(context, { type: "timer" })).toEqual({ output: null });
  });

  it("waits until a moment, whatever zone it is written in", async () => {
    const context = testContext({ config: { until: "2027-01-31T09:00:00+01:00" } });
    expect(await waitExecutor.begin(context)).toEqual({ dueAt: "2027-01-31T08:00:00.000Z" });
    expect(await waitExecutor.wake(context, { type: "timer" })).toEqual({ output: null });
  });

  it.each(["2027-01-31T09:00:00", "2027-01-31", "tomorrow", 7])("refuses %j, which is no moment", async (until) => {
    const failure = await failureOf(waitExecutor.begin(testContext({ config: { until } })));
    expect(failure).toMatchObject({ code: "step/invalid-config", message: expect.stringContaining('"until" must be an ISO') });
  });

  it("gives the payload of the signal it waited for", async () => {
    const context = testContext({ config: { signal: "paid" } });
    expect(await waitExecutor.begin(context)).toEqual({ signal: "paid" });
    expect(await waitExecutor.wake(context, { type: "signal", name: "paid", payload: { amount: 3 } })).toEqual({
      output: { amount: 3 },
    });
  });

  it("leaves by timedOut when the signal does not come in time", async () => {
    const context = testContext({ config: { signal: "paid", timeout: "P1D" } });
    expect(await waitExecutor.begin(context)).toEqual({ signal: "paid", dueInMs: 86_400_000 });
    expect(await waitExecutor.wake(context, { type: "timer" })).toEqual({ output: null, port: "timedOut" });
  });

  it("names the field when a template gave no duration", async () => {
    const failure = await failureOf(waitExecutor.begin(testContext({ config: { duration: "soon" } })));
    expect(failure).toMatchObject({ code: "step/invalid-config", message: expect.stringContaining('"duration"') });
  });

  it("has exactly one of duration, until and signal, and a timeout only with a signal", () => {
    const accepts = (config: object): boolean => wait.config.safeParse(config).success;
    expect(
      [
        {},
        { duration: "PT1S", signal: "x" },
        { duration: "PT1S", timeout: "PT1S" },
        { until: "=x", signal: "x" },
        { until: "=x", duration: "PT1S" },
        { until: "soon" },
      ].some(accepts),
    ).toBe(false);
    expect(
      [
        { duration: "=input.pause" },
        { until: "=input.at" },
        { until: "2027-01-31T09:00:00Z" },
        { signal: "x" },
        { signal: "x", timeout: "PT1S" },
      ].every(accepts),
    ).toBe(true);
  });

  it("has the port timedOut only with a timeout", () => {
    expect(wait.ports({ signal: "x" }).map(({ name }) => name)).toEqual(["out"]);
    expect(wait.ports({ signal: "x", timeout: "PT1S" }).map(({ name }) => name)).toEqual(["out", "timedOut"]);
  });

  it("says on the card what it waits for", () => {
    expect(wait.summarize({ duration: "PT2S" })).toBe("For 2 seconds");
    expect(wait.summarize({ until: "=input.dueOn" })).toBe("Until {dueOn}");
    expect(wait.summarize({ signal: '="paid:" & input.id', timeout: "P1D" })).toBe("For paid:{id}, at most 1 day");
  });
});
