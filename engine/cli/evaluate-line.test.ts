import { describe, expect, it } from "vitest";
import { evaluateLine } from "./evaluate-line.ts";

describe("evaluateLine", () => {
  it.each([
    ["a value, and its tier", { expr: "a + 1", input: { a: 1 } }, undefined, { tier: "bounded", value: 2 }],
    ["null as a value", { expr: "a", input: { a: null } }, undefined, { tier: "bounded", value: null }],
    ["nothing", { expr: "b", input: {} }, undefined, { tier: "bounded", undefined: true }],
    ["what bindings give", { expr: "$x", bindings: { x: 3 } }, undefined, { tier: "guarded", value: 3 }],
    ["a heavier tier that is asked for", { expr: "1" }, "guarded" as const, { tier: "guarded", value: 1 }],
    [
      "JSONata's error of a bounded expression",
      { expr: "'a' + 1" },
      undefined,
      {
        tier: "bounded",
        error: { code: "T2001", position: 5, message: 'The left side of the "+" operator must evaluate to a number' },
      },
    ],
    [
      "JSONata's error of a syntax",
      { expr: "1 +" },
      undefined,
      { tier: "bounded", error: { code: "S0207", position: 3, message: "Unexpected end of expression" } },
    ],
    [
      "why an expression is not bounded",
      { expr: "a.*" },
      "bounded" as const,
      { tier: "bounded", error: { code: "expression/not-bounded", message: "It reads all fields (*)." } },
    ],
  ])("gives %s", async (_what, request, tier, answer) => {
    expect(await evaluateLine(request, tier)).toEqual(answer);
  });
});
