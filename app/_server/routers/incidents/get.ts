import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

export const getIncident = signedInProcedure.input(z.strictObject({ incidentId: z.uuid() })).query(async ({ ctx, input }) => {
  const incident = await ctx.engine.incidents.get(ctx.me.orgId, input.incidentId);
  if (!incident) throw notFound("incident", input.incidentId);
  return incident;
});
