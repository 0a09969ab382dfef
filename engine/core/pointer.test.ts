import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromPointer, toPointer } from "./pointer.ts";

describe("JSON pointers", () => {
  it("escape what RFC 6901 escapes", () => {
    expect(toPointer(["a/b", "m~n", 0, ""])).toBe("/a~1b/m~0n/0/");
  });

  it("lead back to their path", () => {
    fc.assert(fc.property(fc.array(fc.string()), (path) => void expect(fromPointer(toPointer(path))).toEqual(path)));
  });
});
