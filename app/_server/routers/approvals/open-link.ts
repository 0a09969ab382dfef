import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";

/** A query: whoever or whatever opens a link changes nothing by it. */
export const openApprovalLink = signedInProcedure
  .input(z.strictObject({ token: z.string().min(1).max(100) }))
  .query(({ ctx: { engine, me }, input }) => engine.approvals.openLink(me.orgId, input.token, me.userId));
