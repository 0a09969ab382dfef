import { describe, expect, it } from "vitest";
import { rowForKey } from "./use-row-keys.ts";

describe("the keys of a long list", () => {
  it("lead to the next row, a page on, and to both ends, and never out of it", () => {
    expect(rowForKey("ArrowDown", 3, 100)).toBe(4);
    expect(rowForKey("ArrowUp", 0, 100)).toBe(0);
    expect(rowForKey("PageDown", 3, 100, 20)).toBe(23);
    expect(rowForKey("PageUp", 3, 100)).toBe(0);
    expect(rowForKey("End", 3, 100)).toBe(99);
    expect(rowForKey("Home", 50, 100)).toBe(0);
    expect(rowForKey("ArrowDown", 0, 0)).toBe(0);
  });

  it("leave every other key to the page", () => {
    expect(rowForKey("a", 3, 100)).toBeUndefined();
    expect(rowForKey("Tab", 3, 100)).toBeUndefined();
  });
});
