import { describe, expect, it } from "vitest";
import { testContext } from "../test-context.ts";
import { map } from "./definition.ts";
import { mapExecutor } from "./execute.ts";

describe("map", () => {
  it("gives the value of its expression", async () => {
    const scope = {
      input: {
        lines: [
          { price: 2, qty: 3 },
          { price: 1, qty: 4 },
        ],
      },
    };
    const context = testContext({ config: { expression: '{ "total": $sum(input.lines.(price * qty)) }' }, scope });
    expect(await mapExecutor.run(context)).toEqual({ output: { total: 10 } });
  });

  it("gives null when the expression finds nothing", async () => {
    expect(await mapExecutor.run(testContext({ config: { expression: "input.missing" } }))).toEqual({ output: null });
  });

  it("refuses a template in the place of its expression", () => {
    expect(map.config.safeParse({ expression: "=input" }).error?.issues[0]?.message).toContain("without the leading =");
  });

  it("shows its expression on one line", () => {
    expect(map.summarize({ expression: '{\n  "id": input.id\n}' })).toBe('{ "id": input.id }');
  });
});
