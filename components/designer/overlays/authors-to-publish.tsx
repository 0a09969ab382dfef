import { Checkbox } from "@mantine/core";
import { useMembership } from "#components/shared/membership.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { AuthorChanges } from "./changes-by-author.ts";
import classes from "./overlays.module.css";

interface AuthorsToPublishProps {
  readonly authors: readonly AuthorChanges[];
  /** User ids of those whose changes stay in the draft. */
  readonly leftOut: ReadonlySet<string>;
  readonly onToggle: (userId: string) => void;
}

/** Whose changes go live, each of whom can be left out. */
export function AuthorsToPublish({ authors, leftOut, onToggle }: AuthorsToPublishProps) {
  const me = useMembership();
  return (
    <section aria-label="Changes">
      {authors.length === 0 ? <p className={classes["note"]}>Nothing has changed since the live version.</p> : null}
      {authors.map(({ userId, author, labels, last }) => (
        <Checkbox
          key={userId}
          my={8}
          checked={!leftOut.has(userId)}
          disabled={authors.length === 1}
          onChange={() => onToggle(userId)}
          label={userId === me.userId ? "Your changes" : `Changes of ${author}`}
          description={
            <>
              {labels.slice(0, 4).join(" · ")}
              {labels.length > 4 ? ` and ${labels.length - 4} more` : ""}, last <RelativeTime at={last} />
            </>
          }
        />
      ))}
    </section>
  );
}
