import { describe, expect, it } from "vitest";
import { readComparison, writeComparison } from "./comparison.ts";

const versions = [{ version: 4 }, { version: 3 }, { version: 1 }];
const read = (query: string) => readComparison(new URLSearchParams(query), versions);

describe("the two versions that are compared", () => {
  it("are the newest and the one before, unless the address says otherwise", () => {
    expect(read("")).toEqual({ from: 3, to: 4, withMoves: false });
    expect(read("?to=3")).toEqual({ from: 1, to: 3, withMoves: false });
    expect(read("?to=1")).toEqual({ from: 3, to: 1, withMoves: false });
    expect(read("?from=4&to=1&moves=1&change=node+price")).toEqual({ from: 4, to: 1, withMoves: true, change: "node price" });
    expect(read("?from=2&to=9")).toEqual({ from: 3, to: 4, withMoves: false });
    expect(readComparison(new URLSearchParams(), versions.slice(2))).toBeUndefined();
  });

  it("come back from the address", () => {
    const comparison = { from: 1, to: 4, change: "edge a.>b flow", withMoves: true };
    expect(read(writeComparison(comparison))).toEqual(comparison);
  });
});
