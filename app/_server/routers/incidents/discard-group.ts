import "server-only";
import { z } from "zod";
import { conflict, notFound } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

const input = z.strictObject({
  incidentId: z.uuid(),
  /** When the last incident was opened that the person was shown: later ones are not theirs to discard yet. */
  upTo: z.iso.datetime(),
  reason: z.string().trim().min(1).max(2_000),
});

export const discardIncidentGroup = withRole("engineer", "admin")
  .input(input)
  .mutation(async ({ ctx, input: request }) => {
    const result = await ctx.engine.incidents.discardGroup({ ...request, orgId: ctx.me.orgId, by: ctx.me.name });
    if (!result) throw notFound("incident", request.incidentId);
    if (result.discarded > 0) return result;
    throw conflict(
      result.waiting > 0
        ? "Their runs wait for these incidents and would wait for ever. Decide on the page of each run, or cancel the runs."
        : "None of these incidents is open any more; nothing was changed.",
    );
  });
