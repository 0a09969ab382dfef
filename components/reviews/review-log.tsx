"use client";

import { reviewEntryWords } from "#engine/core/review/review-entry.ts";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useDescribedChanges } from "./change-lines.tsx";
import type { Review } from "./review-page.tsx";
import classes from "./reviews.module.css";

/** What people did and said, oldest first, and whom the news of it has not reached. */
export function ReviewLog({ review }: { readonly review: Review }) {
  const changes = useDescribedChanges(review);
  const about = (path: string | undefined): string => changes.find(({ key }) => key === path)?.text ?? "a change";
  return (
    <section className={classes["card"]} aria-label="What was said">
      <div className={classes["head"]}>
        <h2>What was said</h2>
      </div>
      <ol className={classes["log"]}>
        {review.entries.map(({ kind, author, role, text, path, at }, index) => (
          <li key={index}>
            <p>
              <strong>{author}</strong>
              {role === undefined ? "" : ` (${role})`} {reviewEntryWords[kind]}
              {path === undefined ? "" : ` about ${about(path)}`}, <RelativeTime at={at} />
            </p>
            {text === undefined ? null : <p className={classes["note"]}>{text}</p>}
          </li>
        ))}
      </ol>
      {review.unreached.length === 0 ? null : (
        <Notice tone="warn" title="Not everybody could be told of it">
          {review.unreached.join(" ")}
        </Notice>
      )}
    </section>
  );
}
