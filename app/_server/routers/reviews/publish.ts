import "server-only";
import { notFound } from "../../errors-to-trpc.ts";
import { authorOf, editor } from "../drafts/draft-input.ts";
import { reviewName } from "./review-input.ts";

/** Why it cannot go live is an answer: the page shows it in place. */
export const publishReview = editor.input(reviewName).mutation(async ({ ctx, input }) => {
  const published = await ctx.engine.reviews.publish({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) });
  if (!published.ok && published.reason === "unknownFlow") throw notFound("review", input.reviewId);
  return published;
});
