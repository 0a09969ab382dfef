import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { approvalsText } from "./review-looks.ts";
import type { Review } from "./review-page.tsx";
import classes from "./reviews.module.css";

/** Who wants what to go live, how far it is, and what stands in its way. */
export function ReviewHead({ review }: { readonly review: Review }) {
  const { flowId, requestedBy, requestedAt, note, roles, approvedBy, overtakenBy, brokeGlass, status, publishedVersion } = review;
  const { environment = PRODUCTION, promotedFrom } = review;
  return (
    <>
      {brokeGlass && status === "owed" ? (
        <Notice tone="bad" title={`Version ${publishedVersion ?? ""} is live without the review that is required`}>
          {requestedBy} said why: {brokeGlass.reason} Somebody else has to look at it, due <RelativeTime at={brokeGlass.dueAt} />.
        </Notice>
      ) : null}
      {overtakenBy === undefined ? null : (
        <Notice tone="warn" title={`Version ${overtakenBy} went live after this review was asked for`}>
          It cannot be approved or published any more. Open the flow, and ask for a new review, which compares with what is live.
        </Notice>
      )}
      <section className={classes["card"]} aria-label="About">
        <p className={classes["text"]}>
          {requestedBy} {brokeGlass ? "published this" : "asked"} <RelativeTime at={requestedAt} />.{" "}
          <Link href={`/flows/${flowId}`} className={classes["inText"]}>
            Open the flow
          </Link>
        </p>
        {note === undefined ? null : <p className={classes["note"]}>{note}</p>}
        <dl className={classes["facts"]}>
          <div>
            <dt>Approvals</dt>
            <dd>{approvalsText(review)}</dd>
          </div>
          <div>
            <dt>Approved by</dt>
            <dd>{approvedBy.length === 0 ? "Nobody yet" : approvedBy.join(", ")}</dd>
          </div>
          <div>
            <dt>Who may approve</dt>
            <dd>{roles.join(" or ")}, except the authors</dd>
          </div>
          <div>
            <dt>Goes live in</dt>
            <dd>{promotedFrom === undefined ? environment : `${environment}, taken over from ${promotedFrom}`}</dd>
          </div>
          {publishedVersion === undefined ? null : (
            <div>
              <dt>Went live as</dt>
              <dd>Version {publishedVersion}</dd>
            </div>
          )}
        </dl>
      </section>
    </>
  );
}
