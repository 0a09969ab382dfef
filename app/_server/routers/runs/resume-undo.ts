import "server-only";
import { z } from "zod";
import { operationFields, operator, requiredReason } from "./operation-input.ts";
import { requireDone } from "./require-done.ts";

export const resumeUndo = operator
  .input(z.strictObject({ ...operationFields, waive: z.boolean(), reason: requiredReason }))
  .mutation(async ({ ctx, input }) => {
    requireDone(await ctx.engine.runs.resumeUndo({ ...input, orgId: ctx.me.orgId, by: ctx.me.name }));
  });
