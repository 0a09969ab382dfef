import "server-only";
import { z } from "zod";
import { refused } from "../../errors-to-trpc.ts";
import { publicProcedure } from "../../trpc.ts";

const input = z.strictObject({
  token: z.string().min(1).max(200),
  email: z.email().max(320),
  name: z.string().trim().min(1).max(120),
  password: z.string().min(10).max(200),
});

/** Who holds the secret of an invitation may become a person; the session is made by signing in afterwards. */
export const acceptInvitation = publicProcedure.input(input).mutation(async ({ ctx, input: request }) => {
  const result = await ctx.engine.people.accept(request);
  if (!result.ok) throw refused(result.message);
});
