import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";

export const relatedRuns = signedInProcedure
  .input(z.strictObject({ runId: z.uuid() }))
  .query(({ ctx, input }) => ctx.engine.runs.related(ctx.me.orgId, input.runId));
