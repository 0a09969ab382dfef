import { RelativeTime } from "#components/ui/relative-time.tsx";
import { entryWords } from "./review-looks.ts";
import type { Review } from "./review-page.tsx";
import classes from "./reviews.module.css";

/** What people did and said, oldest first. */
export function ReviewLog({ entries }: { readonly entries: Review["entries"] }) {
  return (
    <section className={classes["card"]} aria-label="What was said">
      <div className={classes["head"]}>
        <h2>What was said</h2>
      </div>
      <ol className={classes["log"]}>
        {entries.map(({ kind, author, role, text, at }, index) => (
          <li key={index}>
            <p>
              <strong>{author}</strong>
              {role === undefined ? "" : ` (${role})`} {entryWords[kind]}, <RelativeTime at={at} />
            </p>
            {text === undefined ? null : <p className={classes["note"]}>{text}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
