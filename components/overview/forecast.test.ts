import { describe, expect, it } from "vitest";
import { forecastWeek } from "./forecast.ts";

const weeks = (week: readonly number[], count: number): number[] => Array.from({ length: count }, () => week).flat();

describe("forecastWeek", () => {
  it("says nothing without three weeks, and how many days it has", () => {
    expect(forecastWeek([4, 5, 6])).toEqual({ isKnown: false, days: 3, needed: 21 });
  });

  it("finds the rhythm of the week", () => {
    const forecast = forecastWeek(weeks([10, 12, 14, 12, 10, 0, 0], 6));
    expect(forecast).toMatchObject({ isKnown: true, isSeasonal: true, days: 42, weeksTried: 4 });
    if (!forecast.isKnown) throw new Error("expected a forecast");
    expect(forecast.expected).toBeCloseTo(58);
    expect(forecast.offBy).toBeLessThan(0.01);
  });

  it("follows growth, and admits how far it was behind", () => {
    const forecast = forecastWeek(Array.from({ length: 42 }, (_, day) => 100 + 5 * day));
    if (!forecast.isKnown) throw new Error("expected a forecast");
    expect(forecast.expected).toBeGreaterThan(7 * 250);
    expect(forecast.offBy).toBeGreaterThan(0.02);
    expect(forecast.low).toBeLessThan(forecast.expected);
    expect(forecast.high).toBeGreaterThan(forecast.expected);
  });

  it("stays a number when nothing ever happened", () => {
    expect(forecastWeek(weeks([0, 0, 0, 0, 0, 0, 0], 4))).toMatchObject({
      isKnown: true,
      expected: 0,
      low: 0,
      high: 0,
      offBy: 0,
    });
  });
});
