import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { operationFields, operator, requiredReason } from "./operation-input.ts";
import { requireDone } from "./require-done.ts";
import { jsonValue } from "../../json-input.ts";

const input = z.strictObject({
  ...operationFields,
  nodeId: identifier,
  visit: z.int().min(1),
  verdict: z.enum(["retry", "done", "failed"]),
  output: jsonValue.exactOptional(),
  reason: requiredReason,
});

export const decideStep = operator.input(input).mutation(async ({ ctx, input: decision }) => {
  requireDone(await ctx.engine.runs.decideStep({ ...decision, orgId: ctx.me.orgId, by: ctx.me.name }));
});
