import "server-only";
import { z } from "zod";
import { refused } from "../../errors-to-trpc.ts";
import { router, signedInProcedure } from "../../trpc.ts";

const newView = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** The filter as it stands in the address; how it is read is up to the page. */
  query: z.string().max(2_000).startsWith("?"),
});

/** Named filters of the list of runs; everybody sees their own. */
export const viewsRouter = router({
  list: signedInProcedure.query(({ ctx }) => ctx.engine.views.list(ctx.me)),
  save: signedInProcedure.input(newView).mutation(async ({ ctx, input }) => {
    const saved = await ctx.engine.views.save(ctx.me, input);
    if (!saved.ok) throw refused(saved.message);
  }),
  remove: signedInProcedure
    .input(z.strictObject({ viewId: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.engine.views.remove(ctx.me, input.viewId)),
});
