import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({
  status: z.enum(["pending", "decided"]),
  runId: z.uuid().exactOptional(),
  decidedIn: z.strictObject({ since: z.iso.datetime(), until: z.iso.datetime() }).exactOptional(),
  withDue: z.literal(true).exactOptional(),
  limit: z.int().min(1).max(100).default(50),
});

export const listApprovals = signedInProcedure
  .input(input)
  .query(({ ctx, input: filter }) => ctx.engine.approvals.list(ctx.me.orgId, { ...filter, viewer: ctx.me.userId }));
