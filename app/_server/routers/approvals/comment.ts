import "server-only";
import { z } from "zod";
import { conflict } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({ approvalId: z.uuid(), text: z.string().trim().min(1).max(2_000) });

export const commentOnApproval = signedInProcedure.input(input).mutation(async ({ ctx: { engine, me }, input: note }) => {
  const by = { id: me.userId, name: me.name };
  if (!(await engine.approvals.comment({ ...note, orgId: me.orgId, by })))
    throw conflict("This is not open any more, so nobody is asked.");
});
