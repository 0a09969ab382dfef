import "server-only";
import { z } from "zod";
import { refused } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({
  toUserId: z.uuid(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  reason: z.string().trim().min(1).max(200).exactOptional(),
});

/** Only for oneself: nobody gives away somebody else's part. */
export const giveDelegation = signedInProcedure.input(input).mutation(async ({ ctx: { engine, me }, input: request }) => {
  const result = await engine.delegations.give({ ...request, orgId: me.orgId, fromUserId: me.userId });
  if (!result.ok) throw refused(result.message);
});
