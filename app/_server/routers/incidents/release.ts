import "server-only";
import { z } from "zod";
import { conflict, notFound } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

const input = z.strictObject({ runId: z.uuid(), comment: z.string().trim().min(1).max(2_000).exactOptional() });

export const releaseRun = withRole("engineer", "admin")
  .input(input)
  .mutation(async ({ ctx, input: request }) => {
    const result = await ctx.engine.incidents.release({ ...request, orgId: ctx.me.orgId, by: ctx.me.name });
    if (result === "unknownRun") throw notFound("run", request.runId);
    if (result === "notQuarantined") throw conflict("This run is not set aside any more. Reload to see what it is doing.");
  });
