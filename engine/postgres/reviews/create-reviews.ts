import type pg from "pg";
import { PRODUCTION } from "../../core/environment/environment.ts";
import type { PublishResult } from "../../runtime/drafts.ts";
import type { RequestReview, RequestReviewResult, ReviewAct, Reviews } from "../../runtime/reviews.ts";
import type { DraftPorts } from "../drafts/create-drafts.ts";
import { notifyDrafts } from "../drafts/draft-feed.ts";
import { planPublish } from "../drafts/publish-draft.ts";
import { NotPublished } from "../environments/not-published.ts";
import { listUnreached, unreachedText } from "../notices/unreached.ts";
import { commentOnReview, decideReview, endReview } from "./decide-review.ts";
import { publishReview, requireApproved } from "./publish-review.ts";
import { commitRequest } from "./request-review.ts";
import type { ListConnections } from "./review-facts.ts";
import { getReview, listReviews } from "./review-queries.ts";
import { findReview } from "./review-rows.ts";
import { ruleInForce, setRule } from "./review-rules.ts";

export interface ReviewPorts extends Pick<DraftPorts, "prisma" | "prepare" | "gate"> {
  readonly pool: pg.Pool;
  readonly connections: ListConnections;
}

export function createReviews(ports: ReviewPorts): Reviews {
  const { prisma, connections } = ports;
  return {
    rule: async (orgId, slug, environment = PRODUCTION) => {
      const flow = slug === undefined ? null : await prisma.flow.findUnique({ where: { orgId_slug: { orgId, slug } } });
      return ruleInForce(prisma, { orgId, flowKey: flow?.id, environment });
    },
    setRule: (request) => prisma.$transaction((tx) => setRule(tx, request)),
    request: (request) => requestReview(ports, request),
    list: (orgId, which, viewerId) => listReviews(prisma, orgId, which, viewerId),
    get: async (orgId, reviewId, viewerId) => {
      const review = await getReview(prisma, connections, { orgId, reviewId, viewerId });
      return review && { ...review, unreached: (await listUnreached(ports.pool, orgId, { reviewId })).map(unreachedText) };
    },
    decide: (request) => prisma.$transaction((tx) => decideReview(tx, request)),
    comment: (request) => prisma.$transaction((tx) => commentOnReview(tx, request)),
    withdraw: (request) => prisma.$transaction((tx) => endReview(tx, request, "withdrawn")),
    cancel: (request) => prisma.$transaction((tx) => endReview(tx, request, "canceled")),
    publish: (request) => publish(ports, request),
  };
}

/** As with publishing: read what it would be, check it without holding anything, then freeze it if it still is that. */
async function requestReview(
  { prisma, prepare, connections }: ReviewPorts,
  request: RequestReview,
): Promise<RequestReviewResult> {
  const plan = await prisma.$transaction((tx) => planPublish(tx, request));
  if (!plan.ok) return plan;
  const prepared = await prepare(plan.source, request.orgId);
  if (!prepared.ok) return { ok: false, reason: "problems", problems: prepared.problems };
  return prisma.$transaction((tx) => commitRequest(tx, connections, { request, plan, checked: prepared }));
}

async function publish({ prisma, pool, prepare, gate }: ReviewPorts, { orgId, reviewId, by }: ReviewAct): Promise<PublishResult> {
  const review = await findReview(prisma, orgId, reviewId);
  if (!review) return { ok: false, reason: "unknownFlow" };
  try {
    requireApproved(review);
    const prepared = await prepare(review.source, orgId);
    if (!prepared.ok) return { ok: false, reason: "problems", problems: prepared.problems };
    const published = await prisma.$transaction((tx) => publishReview(tx, gate, { review, checked: prepared, by }));
    await notifyDrafts(pool, { flow: review.flow.id, type: "changed" });
    return published;
  } catch (error) {
    if (error instanceof NotPublished) return error.refusal;
    throw error;
  }
}
