import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import { planDue } from "./plan-due.ts";
import type { ScheduleConfig } from "./schedule-config.ts";

const at = (text: string): number => Date.parse(`2026-01-05T${text}Z`);
const time = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

function plan(config: ScheduleConfig, cursor: string, now: string) {
  const { run, missed, nextDueMs } = planDue(config, { cursorMs: at(cursor), nowMs: at(now), key: "flow:tick" });
  return { run: run.map(time), missed, next: nextDueMs === undefined ? undefined : time(nextDueMs) };
}

describe("what is due", () => {
  it("runs an occurrence that has just come, and says when the next is due", () => {
    expect(plan({ every: "PT1H" }, "09:00:00", "10:00:01")).toEqual({ run: ["10:00:00"], missed: undefined, next: "11:00:00" });
  });

  it("runs nothing before the time", () => {
    expect(plan({ every: "PT1H" }, "09:00:00", "09:59:59")).toEqual({ run: [], missed: undefined, next: "10:00:00" });
  });

  it("runs every occurrence that is only seconds late, whatever the catch-up", () => {
    expect(plan({ every: "PT1S", catchUp: { max: 0 } }, "10:00:00", "10:00:03").run).toEqual([
      "10:00:01",
      "10:00:02",
      "10:00:03",
    ]);
  });

  it("runs only the newest of those missed while no engine ran", () => {
    const { run, missed } = plan({ every: "PT1H" }, "03:00:00", "10:30:00");
    expect(run).toEqual(["10:00:00"]);
    expect(missed).toEqual({ firstMs: at("04:00:00"), count: 6 });
    expect(plan({ every: "PT1H", catchUp: { max: 3 } }, "03:00:00", "10:30:00").run).toEqual([
      "08:00:00",
      "09:00:00",
      "10:00:00",
    ]);
    expect(plan({ every: "PT1H", catchUp: { max: 0 } }, "03:00:00", "10:30:00").run).toEqual([]);
  });

  it("does not flood after a month without an engine", () => {
    const nowMs = at("10:30:00");
    const plan = () => {
      const { run, missed } = planDue({ cron: "* * * * * *" }, { cursorMs: nowMs - 31 * 86_400_000, nowMs, key: "flow:tick" });
      expect(run).toHaveLength(11);
      expect(missed?.count).toBe(1_000);
    };
    expect(threadMs(plan)).toBeLessThan(4_000);
  });

  it("is over after the end", () => {
    expect(plan({ every: "PT1H", end: "2026-01-05T10:30:00Z" }, "09:00:00", "10:00:00")).toEqual({
      run: ["10:00:00"],
      missed: undefined,
      next: undefined,
    });
  });

  it("waits for the jitter of an occurrence, and runs each exactly once", () => {
    const config: ScheduleConfig = { every: "PT1M", jitter: "PT50S" };
    const ran: number[] = [];
    let cursorMs = at("10:00:00");
    for (let nowMs = cursorMs; nowMs <= at("10:31:00"); nowMs += 1_000) {
      const due = planDue(config, { cursorMs, nowMs, key: "flow:tick" });
      for (const occurrence of due.run) expect(nowMs - occurrence).toBeLessThanOrEqual(51_000);
      ran.push(...due.run);
      cursorMs = due.cursorMs;
    }
    expect(ran.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, n) => at("10:01:00") + n * 60_000));
  });

  it.each(["* * * * *", "*/10 * * * * *"])("loses nothing of %s with a jitter that is longer than its distance", (cron) => {
    const config: ScheduleConfig = { cron, jitter: "PT5M", catchUp: { max: 0 } };
    const ran: number[] = [];
    let cursorMs = at("10:00:00");
    for (let nowMs = cursorMs; nowMs <= at("10:30:00"); nowMs += 1_000) {
      const due = planDue(config, { cursorMs, nowMs, key: "flow:tick" });
      expect(due.missed).toBeUndefined();
      ran.push(...due.run);
      cursorMs = due.cursorMs;
    }
    const distance = ran[1]! - ran[0]!;
    expect(ran.length).toBeGreaterThanOrEqual(25);
    expect(ran).toEqual(ran.map((_, n) => ran[0]! + n * distance));
  });
});
