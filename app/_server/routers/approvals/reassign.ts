import "server-only";
import { z } from "zod";
import { refused } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({ approvalId: z.uuid(), toUserId: z.uuid() });

export const reassignApproval = signedInProcedure.input(input).mutation(async ({ ctx: { engine, me }, input: request }) => {
  const by = { id: me.userId, name: me.name };
  const result = await engine.approvals.reassign({ ...request, orgId: me.orgId, by });
  if (!result.ok) throw refused(result.message);
});
