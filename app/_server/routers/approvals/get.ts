import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

export const getApproval = signedInProcedure.input(z.strictObject({ approvalId: z.uuid() })).query(async ({ ctx, input }) => {
  const approval = await ctx.engine.approvals.get(ctx.me.orgId, input.approvalId, ctx.me.userId);
  if (!approval) throw notFound("approval", input.approvalId);
  return approval;
});
