import { describe, expect, it } from "vitest";
import { check, flowOf } from "../rule-fixtures.ts";
import { expressionSyntax } from "./expression-syntax.ts";

const problemsOf = (config: Record<string, string>, kind = "map") =>
  check(expressionSyntax, flowOf([{ id: "m", kind, config }], []));

describe("expressionSyntax", () => {
  it("accepts expressions, templates and plain text", () => {
    expect(problemsOf({ expression: "input.a + 1" })).toEqual([]);
    expect(problemsOf({ url: '="/orders/" & input.id' }, "call")).toEqual([]);
    expect(problemsOf({ url: "not ( an expression" }, "call")).toEqual([]);
    expect(problemsOf({ expression: "1 +" }, "unknown")).toEqual([]);
  });

  it("reports a mistake with its place in the expression", () => {
    expect(problemsOf({ expression: "input.a +\n" })).toMatchObject([
      {
        code: "expression/syntax",
        path: "/nodes/0/config/expression",
        nodeId: "m",
        message: expect.stringContaining(
          'Node "m": "expression" is not a usable expression: Unexpected end of expression (at character ',
        ) as string,
      },
    ]);
  });

  it.each([
    [{ url: '=$eval("1")' }, "expression/forbidden-function"],
    [{ url: `="${"a".repeat(11_000)}"` }, "expression/too-long"],
    [{ url: `=${"a + ".repeat(40)}` }, "expression/syntax"],
  ])("reports what may not be evaluated", (config, code) => {
    const problems = problemsOf(config, "call");
    expect(problems).toMatchObject([{ code, path: "/nodes/0/config/url" }]);
    expect(problems[0]!.message.length).toBeLessThan(250);
  });
});
