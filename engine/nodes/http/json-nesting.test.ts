import { describe, expect, it } from "vitest";
import { isTooDeep, MAX_NESTING } from "./json-nesting.ts";

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe("isTooDeep", () => {
  it("takes what is as deep as the limit and refuses one level more", () => {
    expect(isTooDeep(nested(MAX_NESTING))).toBe(false);
    expect(isTooDeep(nested(MAX_NESTING + 1))).toBe(true);
    expect(isTooDeep(`{"a":`.repeat(MAX_NESTING + 1))).toBe(true);
  });

  it("counts neither what is beside each other nor what is inside of text", () => {
    expect(isTooDeep(`[${nested(10)},`.repeat(1) + nested(10))).toBe(false);
    expect(isTooDeep(`[${"{},".repeat(2_000)}0]`)).toBe(false);
    expect(isTooDeep(JSON.stringify({ text: `\\"${"[".repeat(5_000)}` }))).toBe(false);
  });
});
