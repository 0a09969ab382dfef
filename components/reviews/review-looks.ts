import { reviewStatusWords, type ReviewStatus } from "#engine/core/review/review-status.ts";

export type Tone = "good" | "warn" | "bad" | "quiet";

const tones: Readonly<Record<ReviewStatus, Tone>> = {
  open: "warn",
  approved: "good",
  published: "good",
  changesRequested: "bad",
  canceled: "quiet",
  withdrawn: "quiet",
  superseded: "quiet",
  owed: "bad",
  settled: "good",
  objected: "bad",
};

export const statusLook = (status: ReviewStatus): { readonly word: string; readonly tone: Tone } => ({
  word: reviewStatusWords[status],
  tone: tones[status],
});

/** `1 of 2 approvals` */
export const approvalsText = ({
  approvedBy,
  quorum,
}: {
  readonly approvedBy: readonly string[];
  readonly quorum: number;
}): string => `${approvedBy.length} of ${quorum} approval${quorum === 1 ? "" : "s"}`;
