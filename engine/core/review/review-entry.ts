/** What somebody did to a review, after their name. */
export const reviewEntryWords = {
  requested: "asked for the review",
  approved: "approved",
  changesRequested: "asked for changes",
  commented: "wrote",
  canceled: "canceled the review",
  withdrawn: "withdrew the review",
  superseded: "asked for a newer review of this flow",
  published: "published it",
  brokeGlass: "published without review",
} as const;

export type ReviewEntryKind = keyof typeof reviewEntryWords;
