import "server-only";
import { z } from "zod";
import { operationFields, operator } from "./operation-input.ts";
import { requireDone } from "./require-done.ts";

export const pauseRun = operator.input(z.strictObject(operationFields)).mutation(async ({ ctx, input }) => {
  requireDone(await ctx.engine.runs.pause({ ...input, orgId: ctx.me.orgId, by: ctx.me.name }));
});
