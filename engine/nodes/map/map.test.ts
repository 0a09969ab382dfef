import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { failureOf, testContext } from "../test-context.ts";
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

describe("the contracts of a map", () => {
  const schema = { type: "object", required: ["total"], properties: { total: { type: "number" } } };
  const expression = '{ "total": input.total }';
  const run = (config: JsonObject, total: JsonValue) =>
    mapExecutor.run(testContext({ config: { expression, ...config }, scope: { input: { total } } }));

  it.each(["source", "target"])("lets pass what fits, and names field, expected and got of what does not: %s", async (side) => {
    expect(await run({ [side]: { schema } }, 3)).toEqual({ output: { total: 3 } });
    const failure = await failureOf(run({ [side]: { schema } }, "ten"));
    expect(failure).toMatchObject({
      code: "contract/mismatch",
      nodeId: "probe",
      details: { side, errors: [{ path: "/total", message: 'must be of type number, got "ten"' }] },
    });
    expect(failure.message).toContain('/total must be of type number, got "ten"');
    expect(failure).not.toHaveProperty("needsDecision");
  });

  it("tells nothing of a sensitive value", async () => {
    const secret = { properties: { total: { type: "number", "x-sensitive": true } } };
    expect((await failureOf(run({ target: { schema: secret } }, "hunter2"))).message).not.toContain("hunter2");
  });

  it("warns and goes on", async () => {
    expect(await run({ target: { schema, onMismatch: "warn" } }, "ten")).toEqual({
      output: { total: "ten" },
      warnings: [{ side: "target", path: "/total", message: 'must be of type number, got "ten"' }],
    });
  });

  it("sets aside for a person", async () => {
    expect(await failureOf(run({ source: { schema, onMismatch: "deadLetter" } }, null))).toMatchObject({ needsDecision: true });
  });

  it("checks the part of the data it is told to", async () => {
    const of = { schema: { type: "string" }, of: "input.total" };
    expect(await run({ source: of }, "ten")).toEqual({ output: { total: "ten" } });
    expect(map.expressionPaths).toContain("source.of");
  });
});
