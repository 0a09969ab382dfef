import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";

export const listNotes = signedInProcedure
  .input(z.strictObject({ approvalId: z.uuid() }))
  .query(({ ctx, input }) => ctx.engine.approvals.notes(ctx.me.orgId, input.approvalId));
