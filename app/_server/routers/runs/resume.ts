import "server-only";
import { z } from "zod";
import { operationFields, operator } from "./operation-input.ts";
import { requireDone } from "./require-done.ts";

export const resumeRun = operator.input(z.strictObject(operationFields)).mutation(async ({ ctx, input }) => {
  requireDone(await ctx.engine.runs.resume({ ...input, orgId: ctx.me.orgId, by: ctx.me.name }));
});
