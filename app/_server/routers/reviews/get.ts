import "server-only";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";
import { reviewName } from "./review-input.ts";

export const getReview = signedInProcedure.input(reviewName).query(async ({ ctx, input: { reviewId } }) => {
  const review = await ctx.engine.reviews.get(ctx.me.orgId, reviewId, ctx.me.userId);
  if (!review) throw notFound("review", reviewId);
  return review;
});
