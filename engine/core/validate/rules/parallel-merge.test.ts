import { describe, expect, it } from "vitest";
import { check, flowOf } from "../rule-fixtures.ts";
import { parallelMerge } from "./parallel-merge.ts";

const nodes = ["t:trigger", "a:map", "b:map", "c:map", "s:split", "j:join", "j2:join", "n:map", "e:call"];
const merges = (edges: string[]) => check(parallelMerge, flowOf(nodes, edges)).map(({ nodeId }) => nodeId);

describe("parallelMerge", () => {
  it.each<[string, string[]]>([
    ["a chain", ["t > a", "a > b"]],
    ["exclusive branches that meet", ["t > s", "s.yes > a", "s.no > b", "a > n", "b > n"]],
    ["a step and its error path that meet", ["t > e", "e > n", "e !> a", "a > n"]],
    ["parallel branches that meet at a join", ["t > a", "t > b", "a > j", "b > j", "j > n"]],
    [
      "exclusive branches behind a join",
      ["t > a", "t > b", "a > j", "b > j", "j > s", "s.yes > c", "s.no > e", "c > n", "e > n"],
    ],
    ["exclusive branches inside a parallel one", ["t > a", "t > s", "s.yes > b", "s.no > c", "b > n", "c > n", "a > j", "n > j"]],
    ["a compensation", ["t > a", "t > b", "a ~> n", "b ~> n"]],
  ])("accepts %s", (_, edges) => {
    expect(merges(edges)).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ["parallel branches that meet at a node", ["t > a", "t > b", "a > n", "b > n"], ["n"]],
    ["a fork whose one edge leads straight to the merge", ["t > a", "t > n", "a > n"], ["n"]],
    ["only the first node where they meet", ["t > a", "t > b", "a > s", "b > s", "s.yes > c", "s.no > n", "c > n"], ["s"]],
    ["a third branch that meets what comes from a join", ["t > a", "t > b", "t > c", "a > j", "b > j", "j > n", "c > n"], ["n"]],
    ["a fork on an error path", ["t > e", "e !> a", "e !> b", "a > n", "b > n"], ["n"]],
  ])("warns of %s", (_, edges, expected) => {
    expect(merges(edges)).toEqual(expected);
  });

  it("is a warning", () => {
    expect(check(parallelMerge, flowOf(nodes, ["t > n", "t > a", "a > n"]))[0]?.severity).toBe("warning");
  });
});
