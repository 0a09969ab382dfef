import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";

export const listReviews = signedInProcedure
  .input(z.strictObject({ which: z.enum(["open", "closed"]) }))
  .query(({ ctx, input: { which } }) => ctx.engine.reviews.list(ctx.me.orgId, which, ctx.me.userId));
