import { describe, expect, it } from "vitest";
import { heatMarks } from "./heat-marks.ts";

const node = (p95Ms: number, failed = 0) => ({ steps: 1_200, failed, retried: 0, p50Ms: 1, p95Ms });

describe("the heat of a flow", () => {
  it("says how often, how slow and how bad, in words and in warmth", () => {
    const { nodes } = heatMarks({ runs: 100, nodes: { quick: node(2), middle: node(200), slow: node(2_000, 3) } });
    expect(nodes["quick"]).toMatchObject({ word: "1,200× · p95 2 ms", tone: "quiet", heat: 0 });
    expect(nodes["middle"]).toMatchObject({ heat: 0.5 });
    expect(nodes["slow"]).toMatchObject({ word: "1,200× · p95 2.0 s · 3 failed", tone: "bad", heat: 1 });
  });
});
