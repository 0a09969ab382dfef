import type { FlowDocument } from "../../core/flow/flow-document.ts";
import { PRODUCTION } from "../../core/environment/environment.ts";
import { hasErrors, type Problem } from "../../core/problem.ts";
import { factsThatChanged } from "../../core/review/review-bundle.ts";
import { ruleText, type ReviewRule } from "../../core/review/review-rule.ts";
import type { PublishResult } from "../../runtime/drafts.ts";
import type { Deployment } from "../../runtime/engine.ts";
import type { RuleInForce } from "../../runtime/reviews.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import type { VersionRemarks } from "../flow-store.ts";
import type { CheckNeeds } from "../environments/check-needs.ts";
import { NeedsUnmet, NotPublished } from "../environments/not-published.ts";
import { storedDocument } from "../stored-json.ts";
import { firstLive, heldBackSubFlows } from "./live-history.ts";
import { oweReview } from "./owe-review.ts";
import { announce } from "./review-events.ts";
import { readFacts, type ListConnections } from "./review-facts.ts";
import { findMember } from "./review-people.ts";
import {
  addEntry,
  approvalsOf,
  bundleOf,
  caseOf,
  liveOf,
  lockReview,
  setStatus,
  statusOf,
  type ReviewRow,
} from "./review-rows.ts";
import { ruleInForce, type RuleFor } from "./review-rules.ts";

/**
 * Stands where versions go live. It is asked in the transaction that makes the version live, with the flow's row locked, so
 * neither a second publication nor a change of the draft can come between the answer and what follows from it. What is
 * live already may be deployed again: nothing changes then, and nobody is asked.
 */
export type PublishGate = (tx: Tx, attempt: GateAttempt) => Promise<Pass>;

export interface GateAttempt extends Deployment, VersionRemarks {
  /** Id of the flow's row. */
  readonly flowKey: string;
  readonly environment: string;
  /** Live there now. */
  readonly activeVersionId: string | null;
  readonly document: FlowDocument;
  readonly contentHash: string;
}

export interface Pass {
  /** What the version says about how it went live. */
  readonly remark?: { readonly note: string };
  /** Writes down what let it pass, once the version has its number. */
  record?(version: number): Promise<void>;
}

/** A review is required, and there is none that allows this. */
export class ReviewMissing extends NotPublished {
  readonly refusal: Extract<PublishResult, { readonly reason: "review" }>;
  constructor(message: string, reviewId?: string) {
    super(message);
    this.name = "ReviewMissing";
    this.refusal = { ok: false, reason: "review", message, ...(reviewId === undefined ? {} : { reviewId }) };
  }
  get problems(): readonly Problem[] {
    const fix = this.refusal.reviewId === undefined ? "Ask for a review in the designer, at Publish." : "Look at the review.";
    return [{ code: "flow/review-required", severity: "error", message: this.message, fix, path: "" }];
  }
}

const needsNothing: CheckNeeds = async () => [];

export function createPublishGate(connections: ListConnections, checkNeeds: CheckNeeds = needsNothing): PublishGate {
  return async (tx, attempt) => {
    const unmet = [
      ...(await checkNeeds(tx, attempt.orgId, attempt.environment, attempt.document)),
      ...(await heldBackSubFlows(tx, attempt, attempt.document)),
    ];
    if (hasErrors(unmet)) throw new NeedsUnmet(unmet);
    const rule = await ruleInForce(tx, attempt);
    const review = await reviewInProgress(tx, attempt);
    const refusal = await whyNotPass(tx, connections, { attempt, rule, review });
    if (refusal === undefined && review) return { record: (version) => recordPublished(tx, attempt, review, version) };
    if (!rule.isRequired) return {};
    if (attempt.goBack && (await wasCleared(tx, attempt, rule))) return {};
    const { breakGlass } = attempt;
    if (!breakGlass) throw new ReviewMissing(refusal ?? missingText(attempt, rule), review?.id);
    await requireGlassBreaker(tx, attempt);
    return {
      remark: { note: `Published without review: ${breakGlass.reason}${attempt.note === undefined ? "" : `\n${attempt.note}`}` },
      record: (version) => oweReview(tx, connections, { ...attempt, rule, reason: breakGlass.reason, version }),
    };
  };
}

/**
 * Going back must take seconds, so a version that was cleared once is not reviewed again: it had a review that ended well,
 * or went live here before a review was required. One that was published past its review and not looked at since is not.
 */
async function wasCleared(tx: Tx, attempt: GateAttempt, { changedAt }: RuleInForce): Promise<boolean> {
  const { flowKey, contentHash, environment } = attempt;
  const reviews = await tx.flowReview.findMany({
    where: { flowId: flowKey, contentHash, environment },
    select: { status: true },
  });
  if (reviews.some(({ status }) => status === "published" || status === "settled")) return true;
  if (reviews.some(({ status }) => status === "owed" || status === "objected")) return false;
  const version = await tx.flowVersion.findUnique({
    where: { flowId_contentHash: { flowId: flowKey, contentHash } },
    select: { number: true, createdAt: true },
  });
  if (version === null || changedAt === undefined) return false;
  const first = await firstLive(tx, attempt, version);
  return first !== undefined && first < new Date(changedAt);
}

/** Taking a flow out of service changes what is live, and there is nothing of it to be reviewed. */
export async function whyNotRetire(
  tx: Tx,
  { orgId, flowKey, environment, name }: RuleFor & { readonly name: string },
): Promise<Problem | undefined> {
  const rule = await ruleInForce(tx, { orgId, flowKey, environment });
  if (!rule.isRequired) return undefined;
  const message = `“${name}” changes only after a review, so it cannot be taken out of service like this.`;
  const fix = "Pause it with a switch, or let an admin lift its review rule first.";
  return { code: "flow/review-required", severity: "error", message, fix, path: "" };
}

/** The review of this flow for this environment that is going on, locked. There is at most one. */
async function reviewInProgress(tx: Tx, { orgId, flowKey, environment }: GateAttempt): Promise<ReviewRow | undefined> {
  const found = await tx.flowReview.findFirst({
    where: { flowId: flowKey, environment, status: { in: ["open", "approved"] } },
    select: { id: true },
  });
  return found ? lockReview(tx, orgId, found.id) : undefined;
}

interface Looked {
  readonly attempt: GateAttempt;
  readonly rule: RuleInForce;
  readonly review: ReviewRow | undefined;
}

async function whyNotPass(tx: Tx, connections: ListConnections, { attempt, rule, review }: Looked): Promise<string | undefined> {
  if (!review) return missingText(attempt, rule);
  if (review.contentHash !== attempt.contentHash)
    return `${missingText(attempt, rule)} The review that is open is of something else.`;
  return whyNotPublish(tx, connections, review, rule);
}

/** Why what was reviewed may not go live now. The rule is that of now: a review does not outlive one that was made stricter. */
export async function whyNotPublish(
  tx: Tx,
  connections: ListConnections,
  review: ReviewRow,
  rule: ReviewRule,
): Promise<string | undefined> {
  const { overtakenBy, authors } = caseOf(review);
  if (overtakenBy !== undefined)
    return `Version ${overtakenBy} went live after the review was asked for. Ask for a new one, which compares with it.`;
  const counted = approvalsOf(review).filter(
    ({ userId, role }) => userId !== null && !authors.includes(userId) && rule.roles.some((known) => known === role),
  );
  if (counted.length < rule.quorum || statusOf(review) !== "approved")
    return `The review of “${review.flow.name}” has ${counted.length} of ${ruleText(rule)}.`;
  const { orgId, environment } = review;
  const of = { orgId, environment, document: storedDocument(review), activeVersionId: liveOf(review)?.id ?? null };
  const changed = factsThatChanged(bundleOf(review), await readFacts(tx, connections, of));
  return changed.length === 0 ? undefined : `Something else was reviewed: ${changed.join(" ")} Ask for a new review.`;
}

const missingText = ({ document, environment }: GateAttempt, rule: ReviewRule): string =>
  `“${document.name}” goes live${environment === PRODUCTION ? "" : ` in ${environment}`} only after a review, with ${ruleText(rule)}.`;

/** An admin, or the operator of the installation at the command line, who has the database anyway. */
async function requireGlassBreaker(tx: Tx, { orgId, by, breakGlass }: GateAttempt): Promise<void> {
  if (!breakGlass || breakGlass.reason.trim() === "") throw new ReviewMissing("Publishing without review takes a reason.");
  if (!by) return;
  const member = await findMember(tx, orgId, by.userId);
  if (member?.role !== "admin") throw new ReviewMissing("Only an admin may publish without the review that is required.");
}

async function recordPublished(
  tx: Tx,
  { orgId, by, deployedBy }: GateAttempt,
  review: ReviewRow,
  version: number,
): Promise<void> {
  await setStatus(tx, review.id, "published", version);
  await addEntry(tx, review, {
    kind: "published",
    author: by?.name ?? deployedBy,
    userId: by?.userId,
    text: `Version ${version}`,
  });
  const { id: reviewId, flow } = review;
  await announce(tx, "omnilink.review.published", { orgId, reviewId, flowId: flow.slug, version, by: by?.name ?? deployedBy });
}
