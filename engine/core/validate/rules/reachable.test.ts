import { describe, expect, it } from "vitest";
import { flowOf, said } from "../rule-fixtures.ts";
import { reachable } from "./reachable.ts";

describe("reachable", () => {
  it("follows flow, error and compensation edges", () => {
    expect(said(reachable, flowOf(["t:trigger", "a:call", "b:map", "c:call"], ["t > a", "a !> b", "a ~> c"]))).toEqual([]);
  });

  it("reports what no trigger leads to", () => {
    expect(said(reachable, flowOf(["t:trigger", "a:map", "b:map"], ["a > b"]))).toEqual([
      'flow/unreachable-node /nodes/1: Node "a" can never run: no trigger leads to it. Draw an edge to it, or remove it.',
      'flow/unreachable-node /nodes/2: Node "b" can never run: no trigger leads to it. Draw an edge to it, or remove it.',
    ]);
  });

  it("says nothing of a flow without a trigger, where another rule speaks", () => {
    expect(said(reachable, flowOf(["a:map"], []))).toEqual([]);
  });
});
