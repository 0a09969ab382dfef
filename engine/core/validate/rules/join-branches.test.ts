import { describe, expect, it } from "vitest";
import { check, flowOf, said } from "../rule-fixtures.ts";
import { joinBranches } from "./join-branches.ts";

const nodes = ["t:trigger", "a:map", "b:map", "j:join"];

describe("joinBranches", () => {
  it("accepts a join of two branches", () => {
    expect(said(joinBranches, flowOf(nodes, ["t > a", "t > b", "a > j", "b > j"]))).toEqual([]);
  });

  it("warns of one branch or none", () => {
    const [one] = check(joinBranches, flowOf(nodes, ["a > j", "b ~> j"]));
    expect(one).toMatchObject({ severity: "warning", message: 'Node "j" is a join with one branch leading to it.' });
    expect(check(joinBranches, flowOf(nodes, []))[0]?.message).toBe('Node "j" is a join with no branch leading to it.');
  });
});
