import "server-only";
import { z } from "zod";
import { operationFields, operator } from "./operation-input.ts";
import { requireDone } from "./require-done.ts";

export const cancelRun = operator
  .input(z.strictObject({ ...operationFields, compensate: z.boolean(), force: z.boolean().exactOptional() }))
  .mutation(async ({ ctx, input }) => {
    requireDone(await ctx.engine.runs.cancel({ ...input, orgId: ctx.me.orgId, by: ctx.me.name }));
  });
