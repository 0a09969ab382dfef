import { describe, expect, it } from "vitest";
import { createFairShare } from "./fair-share.ts";

const flooding = { orgId: "a", flowVersionId: "flood" };

function share() {
  let now = 0;
  const { levelOf } = createFairShare({ monotonicMs: () => now });
  return { levelOf, pass: (ms: number) => (now += ms) };
}

describe("fair share", () => {
  it("lets a burst pass and puts what follows behind, farther and farther", () => {
    const { levelOf } = share();
    const levels = Array.from({ length: 1_000 }, () => levelOf(flooding));
    expect(levels.slice(0, 200).every((level) => level === 0)).toBe(true);
    expect(levels.slice(200).every((level, index) => level > 0 && level >= levels[199 + index]!)).toBe(true);
    expect(levels.at(-1)).toBe(17);
  });

  it("leaves other organizations, and other flows of the same one, at the front", () => {
    const { levelOf } = share();
    for (let start = 0; start < 700; start += 1) levelOf(flooding);
    expect(levelOf({ orgId: "b", flowVersionId: "calm" })).toBe(0);
    expect(levelOf({ orgId: "a", flowVersionId: "other" })).toBe(0);
  });

  it("counts many flows of one organization together", () => {
    const { levelOf } = share();
    for (let start = 0; start < 1_000; start += 1) levelOf({ orgId: "a", flowVersionId: `flow ${start % 20}` });
    expect(levelOf({ orgId: "a", flowVersionId: "one more" })).toBeGreaterThan(0);
  });

  it("forgives with time", () => {
    const { levelOf, pass } = share();
    for (let start = 0; start < 1_000; start += 1) levelOf(flooding);
    pass(9_000);
    expect(levelOf(flooding)).toBe(0);
  });

  it("never gives a level above 1,000", () => {
    const { levelOf } = share();
    for (let start = 0; start < 100_000; start += 1) levelOf(flooding);
    expect(levelOf(flooding)).toBe(1_000);
  });
});
