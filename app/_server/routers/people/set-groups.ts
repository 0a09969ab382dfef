import "server-only";
import { z } from "zod";
import { refused } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

const groups = z.array(z.string().trim().min(1).max(80)).max(50);

export const setGroups = withRole("admin")
  .input(z.strictObject({ userId: z.uuid(), groups }))
  .mutation(async ({ ctx, input }) => {
    const result = await ctx.engine.people.setGroups({ ...input, orgId: ctx.me.orgId });
    if (!result.ok) throw refused(result.message);
  });
