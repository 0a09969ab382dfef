import "server-only";
import { z } from "zod";
import type { CloseIncidentResult } from "#engine/index.ts";
import { conflict, notFound } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

const input = z.strictObject({ incidentId: z.uuid(), reason: z.string().trim().min(1).max(2_000) });

export const discardIncident = withRole("engineer", "admin")
  .input(input)
  .mutation(async ({ ctx, input: request }) => {
    const result = await ctx.engine.incidents.discard({ ...request, orgId: ctx.me.orgId, by: ctx.me.name });
    requireClosed(result, request.incidentId);
  });

function requireClosed(result: CloseIncidentResult, incidentId: string): void {
  if (result.outcome === "unknown") throw notFound("incident", incidentId);
  if (result.outcome === "runWaits")
    throw conflict("Its run waits for this incident and would wait for ever. Decide on the page of the run, or cancel the run.");
  if (result.outcome !== "alreadyClosed") return;
  const { status, resolvedBy } = result.incident;
  throw conflict(
    `This incident was already ${status}${resolvedBy === undefined ? "" : ` by ${resolvedBy}`}; nothing was changed.`,
  );
}
