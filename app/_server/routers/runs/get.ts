import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

export const getRun = signedInProcedure.input(z.strictObject({ runId: z.uuid() })).query(async ({ ctx, input }) => {
  const run = await ctx.engine.runs.get(ctx.me.orgId, input.runId);
  if (!run) throw notFound("run", input.runId);
  return run;
});
