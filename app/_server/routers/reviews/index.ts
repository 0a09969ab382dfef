import "server-only";
import { router } from "../../trpc.ts";
import { commentOnReview } from "./comment.ts";
import { decideReview } from "./decide.ts";
import { cancelReview, withdrawReview } from "./end.ts";
import { getReview } from "./get.ts";
import { listReviews } from "./list.ts";
import { publishReview } from "./publish.ts";
import { requestReview } from "./request.ts";
import { reviewRule, setReviewRule } from "./rule.ts";

export const reviewsRouter = router({
  list: listReviews,
  get: getReview,
  request: requestReview,
  decide: decideReview,
  comment: commentOnReview,
  withdraw: withdrawReview,
  cancel: cancelReview,
  publish: publishReview,
  rule: reviewRule,
  setRule: setReviewRule,
});
