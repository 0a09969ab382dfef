import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import type { FlowPlan } from "../compile/flow-plan.ts";
import { undoesUnseen } from "./unseen-undo.ts";

const planOf = (config: JsonObject): FlowPlan =>
  ({ nodes: { pay: { undoBy: [{ nodeId: "refund", onFailure: "stop" }] }, refund: { config, undoBy: [] } } }) as never;

describe("an undo that knows nothing of what was given", () => {
  it.each([
    "https://example.com/refunds",
    '="/refunds/" & step.input.body.reference',
    "=step.idempotencyKey",
    '={ "why": step.cause.message, "by": steps.approve.by }',
    "= input.orderId",
  ])("comes out right with %s", (url) => {
    expect(undoesUnseen(planOf({ method: "POST", url }), "pay")).toBe(true);
  });

  it.each([
    '="/refunds/" & step.output.id',
    "=steps.pay.id",
    "=steps.`pay`.id",
    "=step",
    "=$string(steps)",
    "=$$.step.output",
    "=$keys()",
    "=*.id",
    "=(",
  ])("does not with %s", (url) => {
    expect(undoesUnseen(planOf({ body: { deep: [url] } }), "pay")).toBe(false);
  });
});
