import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { followPath, fromPointer, toPointer } from "./pointer.ts";

describe("JSON pointers", () => {
  it("escape what RFC 6901 escapes", () => {
    expect(toPointer(["a/b", "m~n", 0, ""])).toBe("/a~1b/m~0n/0/");
  });

  it("lead back to their path", () => {
    fc.assert(fc.property(fc.array(fc.string()), (path) => void expect(fromPointer(toPointer(path))).toEqual(path)));
  });

  it("lead through members and items to a value, and past the end to nothing", () => {
    const root = { lines: [{ sku: "PEN" }, { sku: null }], toString: 1 };
    expect(followPath(root, ["lines", "0", "sku"])).toBe("PEN");
    expect(followPath(root, ["lines", "1", "sku"])).toBeNull();
    expect(followPath(root, [])).toBe(root);
    for (const path of [["lines", "2"], ["lines", "length"], ["lines", "1", "sku", "x"], ["constructor"]])
      expect(followPath(root, path), path.join("/")).toBeUndefined();
  });
});
