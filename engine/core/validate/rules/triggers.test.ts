import { describe, expect, it } from "vitest";
import { flowOf, said } from "../rule-fixtures.ts";
import { triggers } from "./triggers.ts";

describe("triggers", () => {
  it("accepts a trigger that nothing leads to, also one of a kind nobody knows", () => {
    expect(said(triggers, flowOf(["a:trigger", "b:map"], ["a > b", "nowhere > b"]))).toEqual([]);
    expect(said(triggers, flowOf(["a:trigger.other"], []))).toEqual([]);
  });

  it("reports a flow without one", () => {
    expect(said(triggers, flowOf(["b:map"], []))).toEqual([
      'flow/no-trigger /nodes: Flow "Test" has no trigger, so nothing can start it. Add a node of kind trigger.',
    ]);
  });

  it("reports flow and error edges that lead to one", () => {
    expect(
      said(triggers, flowOf(["a:trigger", "b:map"], ["a > b", "b > a", "b !> a", "b ~> a"])).map((line) => line.split(":")[0]),
    ).toEqual(["flow/trigger-has-input /edges/1/to", "flow/trigger-has-input /edges/2/to"]);
  });
});
