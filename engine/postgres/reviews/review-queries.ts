import { besideProduction } from "../../core/environment/environment.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import type { ReviewEntryKind } from "../../core/review/review-entry.ts";
import { openStatuses } from "../../core/review/review-status.ts";
import { whyNotCancel, whyNotDecide, whyNotWithdraw, type ReviewPerson } from "../../core/review/who-may.ts";
import { mayEditFlows, type Role } from "../../core/role.ts";
import type { ReviewDetail, ReviewEntry, ReviewSummary } from "../../runtime/reviews.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { storedDocument, storedLayout } from "../stored-json.ts";
import { whyNotPublish } from "./publish-gate.ts";
import type { ListConnections } from "./review-facts.ts";
import { findMember } from "./review-people.ts";
import {
  approvalsOf,
  bundleOf,
  caseOf,
  findReview,
  rolesOf,
  statusOf,
  withCase,
  type ReviewHead,
  type ReviewRow,
} from "./review-rows.ts";
import { ruleInForce } from "./review-rules.ts";

const CLOSED_SHOWN = 100;

export async function listReviews(
  tx: Tx,
  orgId: string,
  which: "open" | "closed",
  viewerId: string,
): Promise<readonly ReviewSummary[]> {
  const viewer = await findMember(tx, orgId, viewerId);
  const statuses = [...openStatuses];
  const rows = await tx.flowReview.findMany({
    where: { orgId, status: which === "open" ? { in: statuses } : { notIn: statuses } },
    include: withCase,
    omit: { source: true, document: true, layout: true, bundle: true },
    orderBy: { requestedAt: which === "open" ? "asc" : "desc" },
    ...(which === "open" ? {} : { take: CLOSED_SHOWN }),
  });
  return rows.map((row) => toSummary(row, viewer));
}

function toSummary(review: ReviewHead, viewer: ReviewPerson | undefined): ReviewSummary {
  const { id: reviewId, flow, requestedBy, requestedAt, note, quorum, brokeGlassReason, dueAt, publishedVersion } = review;
  const { overtakenBy } = caseOf(review);
  const waitsForMe = viewer && waitsFor(review, viewer);
  return {
    ...{ reviewId, flowId: flow.slug, flowName: flow.name, status: statusOf(review), requestedBy, quorum },
    requestedAt: requestedAt.toISOString(),
    roles: rolesOf(review),
    approvedBy: approvalsOf(review).map(({ author }) => author),
    ...besideProduction(review.environment),
    ...(review.promotedFrom === null ? {} : { promotedFrom: review.promotedFrom }),
    ...(note === null ? {} : { note }),
    ...(overtakenBy === undefined || statusOf(review) === "owed" ? {} : { overtakenBy }),
    ...(waitsForMe ? { waitsForMe } : {}),
    ...(brokeGlassReason === null || dueAt === null
      ? {}
      : { brokeGlass: { reason: brokeGlassReason, dueAt: dueAt.toISOString() } }),
    ...(publishedVersion === null ? {} : { publishedVersion }),
  };
}

function waitsFor(review: ReviewHead, viewer: ReviewPerson): ReviewSummary["waitsForMe"] {
  if (statusOf(review) !== "approved")
    return whyNotDecide(caseOf(review), viewer, "approve") === undefined ? "decision" : undefined;
  return review.authors.includes(viewer.userId) && mayEditFlows(viewer.role) ? "publication" : undefined;
}

export async function getReview(
  tx: Tx,
  connections: ListConnections,
  { orgId, reviewId, viewerId }: { orgId: string; reviewId: string; viewerId: string },
): Promise<Omit<ReviewDetail, "unreached"> | undefined> {
  const review = await findReview(tx, orgId, reviewId);
  if (!review) return undefined;
  const viewer = await findMember(tx, orgId, viewerId);
  return {
    ...toSummary(review, viewer),
    bundle: bundleOf(review),
    bundleHash: review.bundleHash,
    document: storedDocument(review),
    ...storedLayout(review),
    ...(await readBefore(tx, review.baseVersionId)),
    entries: review.entries.map(toEntry),
    whyNot: viewer ? await refusals(tx, connections, review, viewer) : {},
  };
}

async function refusals(
  tx: Tx,
  connections: ListConnections,
  review: ReviewRow,
  viewer: ReviewPerson,
): Promise<ReviewDetail["whyNot"]> {
  const approve = whyNotDecide(caseOf(review), viewer, "approve");
  const requestChanges = whyNotDecide(caseOf(review), viewer, "requestChanges");
  const withdraw = whyNotWithdraw(caseOf(review), viewer);
  const cancel = whyNotCancel(caseOf(review), viewer);
  const publish = mayEditFlows(viewer.role)
    ? await whyNotPublish(
        tx,
        connections,
        review,
        await ruleInForce(tx, { orgId: review.orgId, flowKey: review.flowId, environment: review.environment }),
      )
    : "Only people who edit flows publish them.";
  return omitUndefined({ approve, requestChanges, withdraw, cancel, publish });
}

/** What was live when a review was asked for. */
export async function readBefore(tx: Tx, versionId: string | null): Promise<Pick<ReviewDetail, "before">> {
  if (versionId === null) return {};
  const version = await tx.flowVersion.findUnique({
    where: { id: versionId },
    select: { number: true, document: true, layout: true },
  });
  if (!version) return {};
  return { before: { version: version.number, document: storedDocument(version), ...storedLayout(version) } };
}

const toEntry = ({ kind, author, role, text, path, at }: ReviewRow["entries"][number]): ReviewEntry => ({
  kind: kind as ReviewEntryKind,
  author,
  ...(role === null ? {} : { role: role as Role }),
  ...(text === null ? {} : { text }),
  ...(path === null ? {} : { path }),
  at: at.toISOString(),
});
