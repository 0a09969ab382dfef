import { describe, expect, it } from "vitest";
import { flowOf, said } from "../rule-fixtures.ts";
import { danglingEdge } from "./dangling-edge.ts";

describe("danglingEdge", () => {
  it("accepts edges between nodes that exist", () => {
    expect(said(danglingEdge, flowOf(["a:trigger", "b:map"], ["a > b"]))).toEqual([]);
  });

  it("reports an end that does not exist, and proposes the nearest id", () => {
    expect(said(danglingEdge, flowOf(["start:trigger", "price:map"], ["start > prise"]))).toEqual([
      'flow/dangling-edge /edges/0/to: The edge from "start" to "prise" leads to a node "prise" that does not exist. Write "price" instead of "prise", add a node "prise", or remove the edge.',
    ]);
  });

  it("reports both ends", () => {
    expect(said(danglingEdge, flowOf(["a:trigger"], ["somewhere > elsewhere"])).map((line) => line.slice(0, 33))).toEqual([
      "flow/dangling-edge /edges/0/from:",
      "flow/dangling-edge /edges/0/to: T",
    ]);
  });
});
