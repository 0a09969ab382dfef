import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { validateFlow } from "../validate-flow.ts";

const nodes = [{ id: "start", kind: "trigger.manual" }];
const problemsOf = (amount: number | string) =>
  validateFlow({ omnilink: 1, id: "t", name: "T", value: { currency: "EUR", amount }, nodes, edges: [] }, nodeDefinitions);

describe("value", () => {
  it.each([12.5, "input.total * 0.02"])("accepts %j", (amount) => expect(problemsOf(amount)).toEqual([]));

  it.each(["input.(", "steps.price.total", "$random() * 10"])("refuses %s and says where it is", (amount) => {
    expect(problemsOf(amount)).toMatchObject([{ code: "value/expression", path: "/value/amount", severity: "error" }]);
  });
});
