import { describe, expect, it } from "vitest";
import { dayPeriod, daysOf, periodOf, readPeriod, shiftPeriod, weekOf } from "./period.ts";

const now = Date.parse("2026-11-21T08:15:00Z");

describe("a period of the overview", () => {
  it("ends with today and begins with a whole day", () => {
    expect(periodOf("7d", now)).toEqual({ since: "2026-11-15T00:00:00.000Z", until: "2026-11-22T00:00:00.000Z" });
    expect(daysOf(periodOf("today", now))).toEqual(["2026-11-21"]);
    expect(daysOf(periodOf("90d", now))).toHaveLength(90);
  });

  it("is a week from Monday to Sunday, the last whole one unless another is asked for", () => {
    expect(weekOf(null, now)).toEqual({ since: "2026-11-09T00:00:00.000Z", until: "2026-11-16T00:00:00.000Z" });
    expect(weekOf("2026-11-22", now)).toEqual(weekOf("2026-11-16", now));
    expect(weekOf("yesterday", now)).toEqual(weekOf(null, now));
    expect(shiftPeriod(weekOf("2026-11-16", now), -1)).toEqual(weekOf(null, now));
  });

  it("falls back to a week for an address that means nothing", () => {
    expect([readPeriod("30d"), readPeriod("toString"), readPeriod(null)]).toEqual(["30d", "7d", "7d"]);
    expect(daysOf(dayPeriod("2026-02-28"))).toEqual(["2026-02-28"]);
  });
});
