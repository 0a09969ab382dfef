import "server-only";
import { z } from "zod";
import { withRole } from "../../trpc.ts";
import { requireStored } from "./post-result.ts";

const input = z.strictObject({ runId: z.uuid(), reason: z.string().trim().max(500).exactOptional(), compensate: z.boolean() });

export const cancelRun = withRole("engineer", "admin")
  .input(input)
  .mutation(async ({ ctx, input: request }) => {
    requireStored(await ctx.engine.runs.cancel({ ...request, orgId: ctx.me.orgId, by: ctx.me.name }), request.runId);
  });
