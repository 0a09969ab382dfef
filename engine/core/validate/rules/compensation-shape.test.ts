import { describe, expect, it } from "vitest";
import { check, flowOf } from "../rule-fixtures.ts";
import { compensationShape } from "./compensation-shape.ts";

const nodes = ["t:trigger", "c:call", "m:map", "w:pause", "s:stop", "j:join", "r:call", "r2:call", "x:unknown"];
const messages = (edges: string[]) => check(compensationShape, flowOf(nodes, edges)).map(({ message }) => message);

describe("compensationShape", () => {
  it.each([[["t > c", "c ~> r"]], [["c ~> r", "c ~> r2"]], [["c ~> r", "m ~> r"]], [["w ~> m"]], [["x ~> r"]], [["c ~> x"]]])(
    "accepts %j",
    (edges) => {
      expect(messages(edges)).toEqual([]);
    },
  );

  it.each([
    [["t ~> r"], /does nothing that could be undone/],
    [["j ~> r"], /does nothing that could be undone/],
    [["s ~> r"], /does nothing that could be undone/],
    [["c ~> w"], /is of kind "pause", which cannot undo "c"/],
    [["c ~> t"], /cannot undo/],
    [["c ~> r", "r > m"], /other edges lead to it or from it/],
    [["c ~> r", "m !> r"], /other edges lead to it or from it/],
    [["c ~> r", "r ~> r2"], /has a compensation of its own/],
  ])("reports %j", (edges, message) => {
    const found = messages(edges);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});
