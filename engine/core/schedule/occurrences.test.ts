import { describe, expect, it } from "vitest";
import { dueTime, occurrencesOf } from "./occurrences.ts";
import { scheduleConfig, type ScheduleConfig } from "./schedule-config.ts";

const iso = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");

function upcoming(config: ScheduleConfig, from: string, count: number): string[] {
  return occurrencesOf(scheduleConfig.parse(config)).between(Date.parse(from), Infinity, count).map(iso);
}

describe("occurrences where clocks change", () => {
  it("runs a written-out time that the gap swallows at the first moment after the gap (Berlin, March)", () => {
    const daily = { cron: "30 2 * * *", timeZone: "Europe/Berlin" };
    expect(upcoming(daily, "2026-03-28T12:00:00Z", 2)).toEqual(["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
  });

  it("has no occurrence of a repeating pattern inside the gap (Berlin, March)", () => {
    const halfHourly = { cron: "*/30 * * * *", timeZone: "Europe/Berlin" };
    expect(upcoming(halfHourly, "2026-03-29T00:15:00Z", 3)).toEqual([
      "2026-03-29T00:30:00Z",
      "2026-03-29T01:00:00Z",
      "2026-03-29T01:30:00Z",
    ]);
  });

  it.each(["30 2 * * *", "30 2,14 * * *"])(
    "runs the written-out time of %s once in the repeated hour (Berlin, October)",
    (cron) => {
      const times = upcoming({ cron, timeZone: "Europe/Berlin" }, "2026-10-24T14:00:00Z", 3);
      expect(times[0]).toBe("2026-10-25T00:30:00Z");
      expect(times).not.toContain("2026-10-25T01:30:00Z");
    },
  );

  it("runs a repeating pattern in both halves of the repeated hour (Berlin, October)", () => {
    const hourly = { cron: "0 * * * *", timeZone: "Europe/Berlin" };
    expect(upcoming(hourly, "2026-10-24T23:30:00Z", 3)).toEqual([
      "2026-10-25T00:00:00Z",
      "2026-10-25T01:00:00Z",
      "2026-10-25T02:00:00Z",
    ]);
  });

  it("follows New York's own days", () => {
    const gap = { cron: "30 2 * * *", timeZone: "America/New_York" };
    expect(upcoming(gap, "2026-03-07T12:00:00Z", 2)).toEqual(["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]);
    const repeat = { cron: "30 1 * * *", timeZone: "America/New_York" };
    expect(upcoming(repeat, "2026-10-31T12:00:00Z", 2)).toEqual(["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]);
  });

  it("follows a zone that moves by half an hour (Lord Howe)", () => {
    const gap = { cron: "15 2 * * *", timeZone: "Australia/Lord_Howe" };
    expect(upcoming(gap, "2026-10-03T00:00:00Z", 2)).toEqual(["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]);
    const repeat = { cron: "45 1 * * *", timeZone: "Australia/Lord_Howe" };
    expect(upcoming(repeat, "2026-04-03T20:00:00Z", 2)).toEqual(["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]);
    const quarters = { cron: "45 * * * *", timeZone: "Australia/Lord_Howe" };
    expect(upcoming(quarters, "2026-04-04T14:00:00Z", 3)).toEqual([
      "2026-04-04T14:45:00Z",
      "2026-04-04T15:15:00Z",
      "2026-04-04T16:15:00Z",
    ]);
  });

  it("runs a time that is swallowed by a gap that ends at midnight (Greenland)", () => {
    const late = { cron: "30 23 * * *", timeZone: "America/Nuuk" };
    expect(upcoming(late, "2026-03-28T12:00:00Z", 3)).toEqual([
      "2026-03-29T01:00:00Z",
      "2026-03-30T00:30:00Z",
      "2026-03-31T00:30:00Z",
    ]);
    const yearly = { cron: "30 23 28 3 *", timeZone: "America/Nuuk" };
    expect(upcoming(yearly, "2026-01-01T00:00:00Z", 1)).toEqual(["2026-03-29T01:00:00Z"]);
  });

  it("gives backward what it gives forward, also across the change", () => {
    for (const cron of ["30 2 * * *", "*/30 * * * *", "0 2,14 * * *"]) {
      const times = occurrencesOf({ cron, timeZone: "Europe/Berlin" });
      for (const [from, to] of [
        ["2026-03-28", "2026-03-30"],
        ["2026-10-24", "2026-10-26"],
      ] as const) {
        const forward = times.between(Date.parse(from), Date.parse(to), 200);
        expect(times.latest(Date.parse(from), Date.parse(to), 200)).toEqual(forward);
      }
    }
  });

  it("counts a fixed distance in elapsed time", () => {
    const every = { every: "PT6H", timeZone: "Europe/Berlin", start: "2026-03-28T22:00:00Z" };
    expect(upcoming(every, "2026-03-28T00:00:00Z", 3)).toEqual([
      "2026-03-28T22:00:00Z",
      "2026-03-29T04:00:00Z",
      "2026-03-29T10:00:00Z",
    ]);
  });
});

describe("occurrences", () => {
  it("begin at the start and are over at the end", () => {
    const bounded = { cron: "0 12 * * *", start: "2026-01-02T12:00:00Z", end: "2026-01-04T12:00:00Z" };
    expect(upcoming(bounded, "2026-01-01T00:00:00Z", 9)).toEqual(["2026-01-02T12:00:00Z", "2026-01-03T12:00:00Z"]);
    const latest = occurrencesOf(bounded).latest(0, Date.parse("2026-02-01T00:00:00Z"), 9);
    expect(latest.map(iso)).toEqual(["2026-01-02T12:00:00Z", "2026-01-03T12:00:00Z"]);
  });

  it("take seconds as a sixth field", () => {
    expect(upcoming({ cron: "*/20 * * * * *" }, "2026-01-01T00:00:00.500Z", 2)).toEqual([
      "2026-01-01T00:00:20Z",
      "2026-01-01T00:00:40Z",
    ]);
  });

  it("are due within the jitter, always at the same moment, and not all at the same", () => {
    const config: ScheduleConfig = { cron: "0 * * * *", jitter: "PT5M" };
    const delays = upcoming(config, "2026-01-01T00:00:00Z", 20).map(
      (at) => dueTime(config, "a", Date.parse(at)) - Date.parse(at),
    );
    expect(delays).toEqual(
      upcoming(config, "2026-01-01T00:00:00Z", 20).map((at) => dueTime(config, "a", Date.parse(at)) - Date.parse(at)),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThan(300_000);
    expect(new Set(delays).size).toBeGreaterThan(15);
  });
});
