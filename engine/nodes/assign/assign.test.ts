import { describe, expect, it } from "vitest";
import { testContext } from "../test-context.ts";
import { assign } from "./definition.ts";
import { assignExecutor } from "./execute.ts";

describe("assign", () => {
  it("sets every variable from the variables as they were before", async () => {
    const context = testContext({
      config: { values: { a: "vars.b", b: "vars.a", c: "vars.none" } },
      scope: { vars: { a: 1, b: 2 } },
    });
    const vars = { a: 2, b: 1, c: null };
    expect(await assignExecutor.run(context)).toEqual({ output: vars, vars });
  });

  it("refuses to set nothing, and names that an expression cannot read", () => {
    expect(assign.config.safeParse({ values: {} }).success).toBe(false);
    expect(assign.config.safeParse({ values: { "a-b": "1" } }).success).toBe(false);
  });

  it("names its variables on the card", () => {
    expect(assign.summarize({ values: { channel: '"#ops"', priority: "1" } })).toBe("Set channel, priority");
  });
});
