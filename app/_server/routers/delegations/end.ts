import "server-only";
import { z } from "zod";
import { conflict } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

export const endDelegation = signedInProcedure
  .input(z.strictObject({ delegationId: z.uuid() }))
  .mutation(async ({ ctx: { engine, me }, input }) => {
    const isEnded = await engine.delegations.end({ ...input, orgId: me.orgId, userId: me.userId });
    if (!isEnded) throw conflict("This has ended already, or somebody else gave it.");
  });
