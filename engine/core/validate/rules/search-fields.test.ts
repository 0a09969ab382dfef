import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { readFlow } from "../../flow/read-flow.ts";
import { validateFlow } from "../validate-flow.ts";

const nodes = [{ id: "start", kind: "trigger.manual" }];
const problemsOf = (searchFields: Record<string, string>) =>
  validateFlow({ omnilink: 1, id: "t", name: "T", searchFields, nodes, edges: [] }, nodeDefinitions);

describe("search fields", () => {
  it("can be anything that is worked out of the input", () => {
    expect(problemsOf({ customer: "input.customer.id", isLarge: "$sum(input.lines.price) > 100" })).toEqual([]);
  });

  it.each([
    "input.(",
    "steps.price.total",
    "$random()",
    '$useMapping("total@1", input)',
    "($f := function($x) { $x > 0 ? $f($x - 1) : 0 }; $f(input.n))",
  ])("refuse %s and say where it is", (expression) => {
    expect(problemsOf({ good: "input.id", bad: expression })).toMatchObject([
      {
        code: "search-fields/expression",
        path: "/searchFields/bad",
        severity: "error",
        message: expect.stringContaining('"bad"'),
      },
    ]);
  });

  it.each([
    [`{ a: input.a, b: input.b, c: input.c, d: input.d, e: input.e, f: input.f }`, "/searchFields"],
    [`{ "not a name": input.a }`, "/searchFields/not a name"],
  ])("refuse %s as a document", (fields, path) => {
    const { problems } = readFlow(
      `omnilink: 1\nid: t\nname: T\nsearchFields: ${fields}\nnodes: [{ id: start, kind: trigger.manual }]\nedges: []\n`,
    );
    expect(problems).toMatchObject([{ code: "flow/invalid-value", path }]);
  });
});
