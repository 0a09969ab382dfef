import { describe, expect, it } from "vitest";
import { join } from "./definition.ts";

describe("join", () => {
  it("waits for all branches, for the first, or for so many", () => {
    expect(join.branchesNeeded?.({})).toBeUndefined();
    expect(join.branchesNeeded?.({ mode: "all" })).toBeUndefined();
    expect(join.branchesNeeded?.({ mode: "any" })).toBe(1);
    expect(join.branchesNeeded?.({ mode: "count", count: 3 })).toBe(3);
  });

  it("has a count with mode count, and only then", () => {
    const accepts = (config: object): boolean => join.config.safeParse(config).success;
    expect([{ mode: "count" }, { count: 2 }, { mode: "any", count: 2 }].some(accepts)).toBe(false);
    expect(accepts({ mode: "count", count: 2 })).toBe(true);
  });

  it("says on the card when it goes on", () => {
    expect([{}, { mode: "any" }, { mode: "count", count: 2 }].map((config) => join.summarize(config))).toEqual([
      "Waits for all branches",
      "The first branch wins",
      "The first 2 branches win",
    ]);
  });
});
