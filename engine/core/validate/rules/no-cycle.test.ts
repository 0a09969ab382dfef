import { describe, expect, it } from "vitest";
import { check, flowOf, said } from "../rule-fixtures.ts";
import { noCycle } from "./no-cycle.ts";

const nodes = ["t:trigger", "a:map", "b:map", "c:call", "d:map"];

describe("noCycle", () => {
  it("accepts merges and compensations that lead back", () => {
    expect(said(noCycle, flowOf(nodes, ["t > a", "t > b", "a > c", "b > c", "c ~> a", "c > nowhere"]))).toEqual([]);
  });

  it("names the nodes in the order of the edges", () => {
    expect(said(noCycle, flowOf(nodes, ["t > a", "a > b", "b > c", "c > a"]))).toEqual([
      "flow/cycle /nodes/1: The nodes a → b → c → a form a cycle. Remove one of the edges between them.",
    ]);
  });

  it("counts error edges", () => {
    expect(said(noCycle, flowOf(nodes, ["t > c", "c !> c"]))[0]).toContain("The nodes c → c form a cycle.");
  });

  it("finds each of several cycles, also where no trigger leads", () => {
    expect(check(noCycle, flowOf(nodes, ["a > b", "b > a", "c > d", "d > c"])).map(({ nodeId }) => nodeId)).toEqual(["a", "c"]);
  });

  it("does not tire on a long chain", () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => `n${index}:map`);
    const edges = chain.slice(1).map((_, index) => `n${index} > n${index + 1}`);
    expect(check(noCycle, flowOf(chain, [...edges, "n999 > n0"]))).toHaveLength(1);
  });
});
