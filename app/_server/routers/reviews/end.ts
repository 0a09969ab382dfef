import "server-only";
import { signedInProcedure } from "../../trpc.ts";
import { authorOf } from "../drafts/draft-input.ts";
import { requireDone, reviewName } from "./review-input.ts";

export const withdrawReview = signedInProcedure.input(reviewName).mutation(async ({ ctx, input }) => {
  requireDone(await ctx.engine.reviews.withdraw({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));
});

export const cancelReview = signedInProcedure.input(reviewName).mutation(async ({ ctx, input }) => {
  requireDone(await ctx.engine.reviews.cancel({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));
});
