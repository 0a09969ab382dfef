import "server-only";
import { z } from "zod";
import { roles } from "#engine/core/role.ts";
import { refused } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

export const setRole = withRole("admin")
  .input(z.strictObject({ userId: z.string().min(1).max(64), role: z.enum(roles) }))
  .mutation(async ({ ctx, input }) => {
    const result = await ctx.engine.people.setRole({ ...input, orgId: ctx.me.orgId });
    if (!result.ok) throw refused(result.message);
  });
