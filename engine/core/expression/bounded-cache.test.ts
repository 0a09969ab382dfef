import { describe, expect, it } from "vitest";
import { BoundedCache } from "./bounded-cache.ts";

describe("BoundedCache", () => {
  it("makes a value once", () => {
    const cache = new BoundedCache<object>(2);
    const first = cache.getOrMake("a", () => ({}));
    expect(cache.getOrMake("a", () => ({}))).toBe(first);
  });

  it("drops what was not used for longest", () => {
    const cache = new BoundedCache<string>(2);
    cache.getOrMake("a", () => "old a");
    cache.getOrMake("b", () => "old b");
    cache.getOrMake("a", () => "never");
    cache.getOrMake("c", () => "c");
    expect(cache.size).toBe(2);
    expect(cache.getOrMake("a", () => "new a")).toBe("old a");
    expect(cache.getOrMake("b", () => "new b")).toBe("new b");
  });
});
