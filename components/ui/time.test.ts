import { describe, expect, it } from "vitest";
import { formatDuration, formatIsoDuration, formatRelative } from "./time.ts";

describe("formatDuration", () => {
  it("chooses units a person would say", () => {
    expect([0, 840, 3_240, 59_900, 245_000, 7_800_000, 273_600_000].map(formatDuration)).toEqual([
      "0 ms",
      "840 ms",
      "3.2 s",
      "59 s",
      "4 min 5 s",
      "2 h 10 min",
      "3 d 4 h",
    ]);
  });
});

describe("formatRelative", () => {
  const now = Date.parse("2026-03-10T12:00:00.000Z");
  it("speaks of the past and the future", () => {
    expect(formatRelative("2026-03-10T11:59:58.000Z", now)).toBe("just now");
    expect(formatRelative("2026-03-10T12:00:01.000Z", now)).toBe("just now");
    expect(formatRelative("2026-03-10T12:00:04.000Z", now)).toBe("in a few seconds");
    expect(formatRelative("2026-03-10T11:57:00.000Z", now)).toBe("3 minutes ago");
    expect(formatRelative("2026-03-12T12:00:00.000Z", now)).toBe("in 2 days");
  });
  it("is shorter where there is little room", () => {
    expect(formatRelative("2026-03-10T11:57:00.000Z", now, true)).toBe("3 min. ago");
  });
});

describe("formatIsoDuration", () => {
  it("spells out a duration and leaves other text alone", () => {
    expect(formatIsoDuration("P2D")).toBe("2 days");
    expect(formatIsoDuration("PT1M30S")).toBe("1 minute 30 seconds");
    expect(formatIsoDuration("=vars.limit")).toBe("=vars.limit");
  });
});
