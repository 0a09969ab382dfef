import { describe, expect, it } from "vitest";
import { check, flowOf } from "../rule-fixtures.ts";
import { duplicateEdge } from "./duplicate-edge.ts";

const paths = (edges: string[]) => check(duplicateEdge, flowOf(["a:call", "b:map", "s:split"], edges)).map(({ path }) => path);

describe("duplicateEdge", () => {
  it("accepts edges that differ in their ends, kind or port", () => {
    expect(paths(["a > b", "b > a", "a !> b", "a ~> b", "s.yes > b", "s.no > b"])).toEqual([]);
  });

  it.each([
    [["a > b", "a > b"]],
    [["a > b", "a.out > b"]],
    [["a !> b", "a.error !> b"]],
    [["s > b", "s.yes > b"]],
    [["x > b", "x > b"]],
  ])("reports the second of %j", (edges) => {
    expect(paths(edges)).toEqual(["/edges/1"]);
  });
});
