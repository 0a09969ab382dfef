import type { Role } from "../role.ts";
import { reviewStatusWords, type ReviewStatus } from "./review-status.ts";

/** What the rules below need to know of a review. */
export interface ReviewCase {
  readonly status: ReviewStatus;
  /** User ids of everybody who made the changes, or asked for the review. */
  readonly authors: readonly string[];
  /** User id of whoever asked for it. */
  readonly askedBy?: string;
  readonly approvedBy: readonly string[];
  /** Whose word counts. */
  readonly roles: readonly Role[];
  /** Number of the version that went live since the review was asked for. */
  readonly overtakenBy?: number;
}

export interface ReviewPerson {
  readonly userId: string;
  readonly role: Role;
}

export type ReviewDecision = "approve" | "requestChanges";

/** Why a person may not decide, in words for them; `undefined` when they may. */
export function whyNotDecide(review: ReviewCase, { userId, role }: ReviewPerson, decision: ReviewDecision): string | undefined {
  const { status, authors, approvedBy, roles, overtakenBy } = review;
  const isUndecided = status === "open" || status === "owed";
  if (!isUndecided && !(status === "approved" && decision === "requestChanges"))
    return status === "approved"
      ? "It has all its approvals. It can be published, or changes can be requested."
      : `The review is closed: ${reviewStatusWords[status].toLowerCase()}.`;
  if (overtakenBy !== undefined && status !== "owed")
    return `Version ${overtakenBy} went live after this review was asked for. Ask for a new one, which compares with it.`;
  if (authors.includes(userId)) return "You worked on these changes yourself. Somebody else has to decide.";
  if (!roles.includes(role)) return `Your role (${role}) does not decide reviews here. It takes one of: ${roles.join(", ")}.`;
  if (decision === "approve" && approvedBy.includes(userId)) return "You have approved it already. Others have to decide too.";
  return undefined;
}

/** Whoever asked takes it back. What is owed was not asked for. */
export function whyNotWithdraw({ status, askedBy }: ReviewCase, { userId }: ReviewPerson): string | undefined {
  return whyNotEnd(status) ?? (askedBy === userId ? undefined : "Only the person who asked for the review may withdraw it.");
}

/** Others who worked on it may end it as well, and an admin may end anything. */
export function whyNotCancel({ status, authors }: ReviewCase, { userId, role }: ReviewPerson): string | undefined {
  const refusal = whyNotEnd(status);
  if (refusal !== undefined) return refusal;
  if (role === "admin" || authors.includes(userId)) return undefined;
  return "Only the people who worked on the changes, or an admin, may cancel the review.";
}

function whyNotEnd(status: ReviewStatus): string | undefined {
  if (status === "owed") return "The version is live already, so its review cannot be canceled.";
  if (status === "open" || status === "approved") return undefined;
  return `The review is closed: ${reviewStatusWords[status].toLowerCase()}.`;
}
