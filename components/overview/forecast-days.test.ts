import { describe, expect, it } from "vitest";
import { forecastDays } from "./forecast-days.ts";

const day = (name: string, runs: number) => ({ day: name, runs, completed: runs, money: [] });

describe("forecastDays", () => {
  it("fills the days without runs and leaves out today, which is not over", () => {
    const days = [day("2026-11-17", 4), day("2026-11-19", 2), day("2026-11-21", 1)];
    expect(forecastDays(days, "2026-11-21", ({ runs }) => runs)).toEqual([4, 0, 2, 0]);
    expect(forecastDays([day("2026-11-21", 1)], "2026-11-21", ({ runs }) => runs)).toEqual([]);
    expect(forecastDays([], "2026-11-21", ({ runs }) => runs)).toEqual([]);
  });
});
