import { describe, expect, it } from "vitest";
import { firstDifference } from "./first-difference.ts";

describe("firstDifference", () => {
  it("finds nothing in equal values, whatever the order of their keys, and takes undefined members for absent", () => {
    expect(firstDifference({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1, d: undefined })).toBeUndefined();
  });

  it.each([
    [{ a: { "b/c": 1 } }, { a: { "b/c": 2 } }, { path: "/a/b~1c", recorded: 1, replayed: 2 }],
    [[1, 2], [1], { path: "/1", recorded: 2 }],
    [{ a: [] }, { a: {} }, { path: "/a", recorded: [], replayed: {} }],
    [1, undefined, { path: "", recorded: 1 }],
  ])("names the first path that differs between %j and %j", (recorded, replayed, expected) => {
    expect(firstDifference(recorded, replayed)).toEqual(expected);
  });
});
