import { describe, expect, it } from "vitest";
import { scoreRisk, type RiskFactor } from "./risk.ts";

const hours = { from: 8, to: 18, timeZone: "Europe/Lisbon" };
const at = (text: string): number => Date.parse(text);
const points = (factor: RiskFactor): number => scoreRisk([factor]).factors[0]!.points;

describe("scoreRisk", () => {
  it("adds up what each factor contributes, and says what was found", () => {
    const risk = scoreRisk([
      { kind: "value", weight: 0.4, amount: 12_500, full: 50_000 },
      { kind: "dataClass", weight: 0.3, dataClass: "secret" },
      { kind: "newTarget", weight: 0.2, applies: true },
      { kind: "irreversible", weight: 0.2, applies: false },
    ]);
    expect(risk).toMatchObject({ score: 0.6, threshold: 0.7 });
    expect(risk.factors.map(({ label, finding, points: added }) => [label, finding, added])).toEqual([
      ["Value", "12,500 of 50,000", 0.1],
      ["Class of the data", "secret", 0.3],
      ["New target", "yes", 0.2],
      ["Cannot be undone", "no", 0],
    ]);
  });

  it("never leaves 0 to 1, and equals a sum of tenths exactly", () => {
    const seven = Array.from({ length: 7 }, (): RiskFactor => ({ kind: "other", weight: 0.1, applies: true, label: "x" }));
    expect(scoreRisk(seven).score).toBe(0.7);
    expect(scoreRisk([...seven, ...seven]).score).toBe(1);
    expect(points({ kind: "value", weight: 0.5, amount: 9e9, full: 1 })).toBe(0.5);
  });

  it("knows nights and weekends of the time zone", () => {
    const off = (time: string): boolean => points({ kind: "offHours", weight: 1, hours, atMs: at(time) }) === 1;
    expect(off("2026-07-03T09:00:00Z")).toBe(false);
    expect(off("2026-07-03T17:30:00Z")).toBe(true);
    expect(off("2026-07-04T09:00:00Z")).toBe(true);
  });
});
