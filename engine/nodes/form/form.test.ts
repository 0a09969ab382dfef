import { describe, expect, it } from "vitest";
import { failureOf, testContext } from "../test-context.ts";
import { form } from "./definition.ts";
import { formExecutor } from "./execute.ts";

const schema = { type: "object", required: ["amount"], properties: { amount: { type: "number" } } };
const config = { title: "Check claim 7", roles: ["executive"], schema };
const contextOf = (more: object) => testContext({ config: { ...config, ...more } });
const timedOut = { type: "approval", decision: "timedOut" } as const;

describe("form", () => {
  it("asks the roles, with the schema of the answer, what is filled in already and by when", async () => {
    const context = contextOf({ description: "Look at the receipts.", initial: { amount: 5 }, timeout: "P1D" });
    expect(await formExecutor.begin(context)).toEqual({
      approval: {
        title: "Check claim 7",
        roles: ["executive"],
        quorum: 1,
        form: { ...schema, description: "Look at the receipts." },
        initial: { amount: 5 },
      },
      dueInMs: 86_400_000,
    });
  });

  it("carries the flow's schemas along, because the page does not know the flow", async () => {
    const context = testContext({ config: { ...config, schema: { $ref: "#/schemas/Claim" } }, schemas: { Claim: schema } });
    expect((await formExecutor.begin(context)).approval?.form).toEqual(schema);
  });

  it("gives the answer, and nothing but the answer", async () => {
    const woken = { type: "approval", decision: "answered", by: "Grace", answer: { amount: 4 } } as const;
    expect(await formExecutor.wake(contextOf({}), woken)).toEqual({ output: { amount: 4 }, port: "answered" });
  });

  it("counts silence as the flow says", async () => {
    const wake = (more: object) => formExecutor.wake(contextOf({ timeout: "P1D", ...more }), timedOut);
    expect(await wake({})).toEqual({ output: null, port: "timedOut" });
    expect(await wake({ onTimeout: "initial", initial: { amount: 1 } })).toEqual({ output: { amount: 1 }, port: "answered" });
    expect(await failureOf(wake({ onTimeout: "fail" }))).toMatchObject({ code: "form/timed-out", nodeId: "probe" });
    expect(await failureOf(wake({ onTimeout: "initial", initial: {} }))).toMatchObject({
      code: "form/timed-out",
      message: expect.stringContaining("Field /amount is missing."),
    });
  });

  it("names the field when a template gave no title", async () => {
    const failure = await failureOf(formExecutor.begin(contextOf({ title: 7 })));
    expect(failure).toMatchObject({ code: "step/invalid-config", message: expect.stringContaining('"title" must be text') });
  });

  it("has no meaning of onTimeout without timeout, or of initial values that are not there", () => {
    const accepts = (more: object): boolean => form.config.safeParse({ ...config, ...more }).success;
    expect([{}, { timeout: "PT1H", onTimeout: "initial", initial: {} }].every(accepts)).toBe(true);
    expect([{ onTimeout: "fail" }, { timeout: "PT1H", onTimeout: "initial" }, { roles: ["owner"] }].some(accepts)).toBe(false);
  });

  it("has the port timedOut only when silence leads there", () => {
    const ports = (more: object) => form.ports({ ...config, ...more }).map(({ name }) => name);
    expect(ports({})).toEqual(["answered"]);
    expect(ports({ timeout: "PT1H" })).toEqual(["answered", "timedOut"]);
    expect(ports({ timeout: "PT1H", onTimeout: "fail" })).toEqual(["answered"]);
  });
});
