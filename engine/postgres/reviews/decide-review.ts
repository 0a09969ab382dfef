import { describeChanges } from "../../core/review/describe-changes.ts";
import { isOpenReview } from "../../core/review/review-status.ts";
import { whyNotCancel, whyNotDecide, whyNotWithdraw } from "../../core/review/who-may.ts";
import type { CommentOnReview, DecideReview, ReviewAct, ReviewAnswer } from "../../runtime/reviews.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { storedDocument } from "../stored-json.ts";
import { announce } from "./review-events.ts";
import { findMember } from "./review-people.ts";
import { readBefore } from "./review-queries.ts";
import { addEntry, approvalsOf, caseOf, lockReview, setStatus, statusOf, type ReviewRow } from "./review-rows.ts";

const unknownReview: ReviewAnswer = { ok: false, message: "There is no such review in this organization." };
const notAMember: ReviewAnswer = { ok: false, message: "Only members of the organization take part in reviews." };
const refuse = (message: string): ReviewAnswer => ({ ok: false, message });

/** Who decides, and on what, is checked with the review locked: two who decide at once do so one after the other. */
export async function decideReview(tx: Tx, request: DecideReview): Promise<ReviewAnswer> {
  const { orgId, reviewId, decision, comment, by } = request;
  const review = await lockReview(tx, orgId, reviewId);
  if (!review) return unknownReview;
  const member = await findMember(tx, orgId, by.userId);
  if (!member) return notAMember;
  const refusal = whyNotDecide(caseOf(review), member, decision);
  if (refusal !== undefined) return refuse(refusal);
  if (review.bundleHash !== request.bundleHash)
    return refuse("This is not what you were shown. Load the page again and look at it.");
  if (decision === "requestChanges" && comment === undefined) return refuse("Say what has to change.");
  const said = { author: member.name, userId: member.userId, role: member.role, text: comment };
  await addEntry(tx, review, { kind: decision === "approve" ? "approved" : "changesRequested", ...said });
  await (decision === "approve" ? settleApproval(tx, review, member.name) : objectTo(tx, review, member.name));
  return { ok: true };
}

async function settleApproval(tx: Tx, review: ReviewRow, by: string): Promise<void> {
  if (approvalsOf(review).length + 1 < review.quorum) return;
  await setStatus(tx, review.id, statusOf(review) === "owed" ? "settled" : "approved");
  await announce(tx, "omnilink.review.approved", { ...about(review), by });
}

async function objectTo(tx: Tx, review: ReviewRow, by: string): Promise<void> {
  await setStatus(tx, review.id, statusOf(review) === "owed" ? "objected" : "changesRequested");
  await announce(tx, "omnilink.review.changesRequested", { ...about(review), by });
}

/** Withdrawn by who asked, or canceled by somebody else: it says who did it, and everything that was said stays. */
export async function endReview(tx: Tx, { orgId, reviewId, by }: ReviewAct, as: "withdrawn" | "canceled"): Promise<ReviewAnswer> {
  const review = await lockReview(tx, orgId, reviewId);
  if (!review) return unknownReview;
  const member = await findMember(tx, orgId, by.userId);
  if (!member) return notAMember;
  const refusal = (as === "withdrawn" ? whyNotWithdraw : whyNotCancel)(caseOf(review), member);
  if (refusal !== undefined) return refuse(refusal);
  await setStatus(tx, review.id, as);
  await addEntry(tx, review, { kind: as, author: member.name, userId: member.userId, role: member.role });
  await announce(tx, `omnilink.review.${as}`, { ...about(review), by: member.name });
  return { ok: true };
}

export async function commentOnReview(tx: Tx, { orgId, reviewId, by, text, path }: CommentOnReview): Promise<ReviewAnswer> {
  const review = await lockReview(tx, orgId, reviewId);
  if (!review) return unknownReview;
  const member = await findMember(tx, orgId, by.userId);
  if (!member) return notAMember;
  if (!isOpenReview(statusOf(review))) return refuse("The review is closed, so nobody would read this.");
  if (path !== undefined && !(await hasChange(tx, review, path)))
    return refuse("There is no such change in this review. Load the page again.");
  const said = { author: member.name, userId: member.userId, role: member.role, text, path };
  await addEntry(tx, review, { kind: "commented", ...said });
  return { ok: true };
}

async function hasChange(tx: Tx, review: ReviewRow, path: string): Promise<boolean> {
  const { before } = await readBefore(tx, review.baseVersionId);
  return describeChanges(before, { document: storedDocument(review) }).some(({ key }) => key === path);
}

const about = ({ id: reviewId, orgId, flow }: ReviewRow) => ({ orgId, reviewId, flowId: flow.slug, flowName: flow.name });
