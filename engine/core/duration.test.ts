import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationMs, parseDuration, readableDuration } from "./duration.ts";

describe("durations", () => {
  it.each([
    ["PT1S", 1_000],
    ["PT0.5S", 500],
    ["PT1M30S", 90_000],
    ["PT2H", 7_200_000],
    ["P2D", 172_800_000],
    ["P1W", 604_800_000],
    ["P1DT1S", 86_401_000],
    ["PT0S", 0],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "P", "PT", "P1DT", "1D", "P1M", "P1Y", "PT-1S", "PT1.2345S", "P367D", "pt1s"])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
    expect(() => durationMs(text)).toThrow(RangeError);
  });

  it("adds its parts up", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(23), fc.nat(59), fc.nat(59), (days, hours, minutes, seconds) => {
        const ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
        expect(durationMs(`P${days}DT${hours}H${minutes}M${seconds}S`)).toBe(ms);
      }),
    );
  });

  it.each([
    ["PT2S", "2 seconds"],
    ["PT0.5S", "0.5 seconds"],
    ["PT1M30S", "1 minute 30 seconds"],
    ["PT90M", "1 hour 30 minutes"],
    ["P1DT1H", "1 day 1 hour"],
    ["P1W", "7 days"],
    ["PT0S", "0 seconds"],
    ["soon", "soon"],
  ])("says %s as %s", (text, words) => {
    expect(readableDuration(text)).toBe(words);
  });
});
