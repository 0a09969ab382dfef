import "server-only";
import { router } from "../../trpc.ts";
import { cancelReview } from "./cancel.ts";
import { commentOnReview } from "./comment.ts";
import { decideReview } from "./decide.ts";
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
  cancel: cancelReview,
  publish: publishReview,
  rule: reviewRule,
  setRule: setReviewRule,
});
