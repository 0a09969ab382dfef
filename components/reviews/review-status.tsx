import type { ReviewStatus } from "#engine/core/review/review-status.ts";
import { statusLook } from "./review-looks.ts";
import classes from "./reviews.module.css";

export function ReviewStatusBadge({ status }: { readonly status: ReviewStatus }) {
  const { word, tone } = statusLook(status);
  return (
    <span className={classes["badge"]} data-tone={tone}>
      {word}
    </span>
  );
}
