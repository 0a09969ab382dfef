import { describe, expect, it } from "vitest";
import { check, flowOf } from "../rule-fixtures.ts";
import { stepReference } from "./step-reference.ts";

const problemsOf = (expression: string, kind = "map") =>
  check(stepReference, flowOf(["price:call", { id: "m", kind, config: { expression } }], [])).map(
    ({ message, fix }) => `${message} ${fix}`,
  );

describe("stepReference", () => {
  it.each(["steps.price.total", "input.lines[a = steps.x]", "1 +", "input.steps.x"])("accepts %s", (expression) => {
    expect(problemsOf(expression)).toEqual([]);
  });

  it("proposes the nearest node", () => {
    expect(problemsOf("steps.prise.total")).toEqual([
      'Node "m": "expression" reads steps.prise, but there is no node "prise". Write steps.price instead of steps.prise.',
    ]);
  });

  it("reports a name that is like no node", () => {
    expect(problemsOf("steps.warehouse")[0]).toContain("Use the id of a node of this flow.");
    expect(problemsOf("steps.warehouse", "unknown")).toEqual([]);
  });
});
