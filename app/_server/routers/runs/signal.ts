import "server-only";
import { z } from "zod";
import { withRole } from "../../trpc.ts";
import { requireStored } from "./post-result.ts";
import { jsonValue } from "../../json-input.ts";

const input = z.strictObject({ runId: z.uuid(), name: z.string().min(1).max(120), payload: jsonValue, dedupeKey: z.uuid() });

export const signalRun = withRole("engineer", "admin")
  .input(input)
  .mutation(async ({ ctx, input: request }) => {
    requireStored(await ctx.engine.runs.signal({ ...request, orgId: ctx.me.orgId, by: ctx.me.name }), request.runId);
  });
