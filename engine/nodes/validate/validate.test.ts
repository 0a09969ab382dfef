import { describe, expect, it } from "vitest";
import { failureOf, testContext } from "../test-context.ts";
import { validate } from "./definition.ts";
import { validateExecutor } from "./execute.ts";

const Order = {
  type: "object",
  required: ["id", "qty"],
  properties: { id: { type: "string" }, qty: { type: "integer", minimum: 1 } },
};
const config = { schema: { $ref: "#/schemas/Order" } };

describe("validate", () => {
  it("passes data that fits on unchanged", async () => {
    const input = { id: "A", qty: 1, extra: true };
    expect(await validateExecutor.run(testContext({ config, scope: { input }, schemas: { Order } }))).toEqual({ output: input });
  });

  it("fails with every wrong field and its place", async () => {
    const failure = await failureOf(
      validateExecutor.run(testContext({ config, scope: { input: { id: 1, qty: 0 } }, schemas: { Order } })),
    );
    expect(failure).toMatchObject({ code: "validate/failed", nodeId: "probe" });
    expect(failure.message).toContain("/id");
    expect(failure.details).toMatchObject({ errors: [{ path: "/id" }, { path: "/qty" }] });
    expect(failure.retryable).toBeUndefined();
  });

  it("checks nothing found as null", async () => {
    const context = testContext({ config: { schema: { type: "object" }, of: "steps.none" } });
    expect((await failureOf(validateExecutor.run(context))).code).toBe("validate/failed");
  });

  it("names the contract on the card", () => {
    expect(validate.summarize({ ...config, of: "steps.fetch" })).toBe("steps.fetch is Order");
    expect(validate.summarize({ schema: { type: "object" } })).toBe("input is an inline schema");
  });
});
