import { describe, expect, it } from "vitest";
import { testContext } from "../test-context.ts";
import { subFlow } from "./definition.ts";
import { subFlowExecutor } from "./execute.ts";

describe("subFlow", () => {
  it("asks for a run of the deployed version with its own input", async () => {
    const context = testContext({ config: { flow: "billing", input: { id: 1 } }, scope: { input: { id: 2 } } });
    expect(await subFlowExecutor.begin(context)).toEqual({ flow: "billing", input: { id: 1 }, wait: true });
  });

  it("hands on the run's input when it has none of its own", async () => {
    const context = testContext({ config: { flow: "billing", version: 3, wait: false }, scope: { input: { id: 2 } } });
    expect(await subFlowExecutor.begin(context)).toEqual({ flow: "billing", version: 3, input: { id: 2 }, wait: false });
  });

  it("says on the card which flow it runs", () => {
    expect(subFlow.summarize({ flow: "billing" })).toBe("billing");
    expect(subFlow.summarize({ flow: "billing", version: 3 })).toBe("billing, version 3");
  });
});
