import "server-only";
import { z } from "zod";
import { signedInProcedure, withRole } from "../../trpc.ts";

export const getRiskThreshold = signedInProcedure.query(async ({ ctx: { engine, me } }) => ({
  threshold: await engine.approvals.riskThreshold(me.orgId),
}));

/** Counts for what is asked from now on: an open question keeps the limit it was asked with. */
export const setRiskThreshold = withRole("admin")
  .input(z.strictObject({ threshold: z.number().min(0).max(1) }))
  .mutation(({ ctx: { engine, me }, input }) => engine.approvals.setRiskThreshold(me.orgId, input.threshold));
