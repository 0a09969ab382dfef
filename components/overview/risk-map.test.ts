import { describe, expect, it } from "vitest";
import type { FlowFigures } from "#engine/runtime/overview.ts";
import { flowRisks, riskTone } from "./risk-map.ts";

const money = (value: number) => [{ currency: "EUR", value, cost: 0, runs: 1, completed: 1 }];

function flow(flowId: string, change: Partial<FlowFigures>): FlowFigures {
  return {
    flowId,
    name: flowId,
    runs: 100,
    byStatus: {},
    durationMs: 0,
    money: [],
    withoutValue: 0,
    openIncidents: 0,
    ...change,
  };
}

const total = { runs: 1_000, byStatus: {}, durationMs: 0, money: money(1_000), withoutValue: 0 };
const placeOf = (change: Partial<FlowFigures>): string => {
  const [risk] = flowRisks([flow("a", change)], total);
  return `${risk!.likelihood}, ${risk!.impact}`;
};

describe("the risk map", () => {
  it("tells how often a flow fails, and leaves out what people canceled", () => {
    expect(placeOf({ byStatus: { completed: 100 } })).toBe("rare, medium");
    expect(placeOf({ byStatus: { completed: 98, failed: 1, compensated: 1 } })).toBe("sometimes, medium");
    expect(placeOf({ byStatus: { completed: 90, failed: 10 } })).toBe("often, medium");
    expect(placeOf({ byStatus: { completed: 50, canceled: 50 } })).toBe("rare, medium");
  });

  it("tells how much depends on a flow, by its value, else by its runs, and by what waits for a person", () => {
    expect(placeOf({ runs: 10 })).toBe("rare, low");
    expect(placeOf({ runs: 500 })).toBe("rare, high");
    expect(placeOf({ runs: 500, money: money(10) })).toBe("rare, low");
    expect(placeOf({ runs: 1, money: money(300) })).toBe("rare, high");
    expect(placeOf({ runs: 1, openIncidents: 1 })).toBe("rare, high");
  });

  it("warns only where something fails", () => {
    expect([riskTone("rare", "high"), riskTone("sometimes", "low"), riskTone("often", "medium")]).toEqual([
      "good",
      "warn",
      "bad",
    ]);
  });
});
