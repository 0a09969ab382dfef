import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";
import { authorOf } from "../drafts/draft-input.ts";
import { requireDone, reviewName, said } from "./review-input.ts";

export const commentOnReview = signedInProcedure
  .input(z.strictObject({ ...reviewName.shape, text: said, path: z.string().max(1_000).exactOptional() }))
  .mutation(async ({ ctx, input }) => {
    requireDone(await ctx.engine.reviews.comment({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));
  });
