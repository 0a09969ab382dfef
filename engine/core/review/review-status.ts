/**
 * A review is `open` until it has its approvals (`approved`), then it is `published`. The ways out are `changesRequested`,
 * `withdrawn` by who asked, `canceled` by somebody else, and `superseded` (a newer review of the same flow was asked for). A version that was published without review
 * has one that is `owed`, until somebody is content with it afterwards (`settled`) or not (`objected`).
 */
export const reviewStatuses = [
  "open",
  "approved",
  "published",
  "changesRequested",
  "canceled",
  "withdrawn",
  "superseded",
  "owed",
  "settled",
  "objected",
] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** Somebody still has to do something. */
export const openStatuses = ["open", "approved", "owed"] as const satisfies readonly ReviewStatus[];

export const isOpenReview = (status: ReviewStatus): boolean => (openStatuses as readonly ReviewStatus[]).includes(status);

export const reviewStatusWords: Readonly<Record<ReviewStatus, string>> = {
  open: "Waiting for approval",
  approved: "Approved",
  published: "Published",
  changesRequested: "Changes requested",
  canceled: "Canceled",
  withdrawn: "Withdrawn",
  superseded: "Replaced by a newer review",
  owed: "Published without review",
  settled: "Reviewed afterwards",
  objected: "Objected to afterwards",
};
