import "server-only";
import { z } from "zod";
import { publicProcedure } from "../../trpc.ts";

/** `null` for a link that is unknown, used or too old: which of the three is nobody else's business. */
export const getInvitation = publicProcedure
  .input(z.strictObject({ token: z.string().min(1).max(200) }))
  .query(async ({ ctx, input }) => (await ctx.engine.people.invitation(input.token)) ?? null);
