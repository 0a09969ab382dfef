import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

export const pastRun = signedInProcedure.input(z.strictObject({ runId: z.uuid() })).query(async ({ ctx, input: { runId } }) => {
  const run = await ctx.engine.tries.pastRun(ctx.me.orgId, runId);
  if (!run) throw notFound("run", runId);
  return run;
});
