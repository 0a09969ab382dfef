import { reviewStatusWords, type ReviewStatus } from "#engine/core/review/review-status.ts";
import type { ReviewEntryKind } from "#engine/runtime/reviews.ts";

export type Tone = "good" | "warn" | "bad" | "quiet";

const tones: Readonly<Record<ReviewStatus, Tone>> = {
  open: "warn",
  approved: "good",
  published: "good",
  changesRequested: "bad",
  canceled: "quiet",
  superseded: "quiet",
  owed: "bad",
  settled: "good",
  objected: "bad",
};

export const statusLook = (status: ReviewStatus): { readonly word: string; readonly tone: Tone } => ({
  word: reviewStatusWords[status],
  tone: tones[status],
});

/** What somebody did, after their name. */
export const entryWords: Readonly<Record<ReviewEntryKind, string>> = {
  requested: "asked for the review",
  approved: "approved",
  changesRequested: "asked for changes",
  commented: "wrote",
  canceled: "canceled the review",
  superseded: "asked for a newer review of this flow",
  published: "published it",
  brokeGlass: "published without review",
};

/** `1 of 2 approvals` */
export const approvalsText = ({
  approvedBy,
  quorum,
}: {
  readonly approvedBy: readonly string[];
  readonly quorum: number;
}): string => `${approvedBy.length} of ${quorum} approval${quorum === 1 ? "" : "s"}`;
