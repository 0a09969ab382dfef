import { PRODUCTION } from "../../core/environment/environment.ts";
import type { ReviewBundle } from "../../core/review/review-bundle.ts";
import type { ReviewEntryKind } from "../../core/review/review-entry.ts";
import type { ReviewStatus } from "../../core/review/review-status.ts";
import type { ReviewCase } from "../../core/review/who-may.ts";
import type { Role } from "../../core/role.ts";
import type { Prisma } from "../../../generated/prisma/client.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import type { LiveHead } from "../environments/live-versions.ts";
import { storedJson } from "../stored-json.ts";
import { isUuid } from "./review-people.ts";

/** A review with what it is about and what was said, as the rules and the queries read it. */
export const withCase = {
  flow: {
    select: {
      ...{ id: true, slug: true, name: true, activeVersion: { select: { id: true, number: true } } },
      live: { select: { environment: true, version: { select: { id: true, number: true } } } },
    },
  },
  entries: { orderBy: { id: "asc" } },
} as const satisfies Prisma.FlowReviewInclude;

export type ReviewRow = Prisma.FlowReviewGetPayload<{ include: typeof withCase }>;

/** The heavy parts stay in the database where only a line per review is wanted. */
export type ReviewHead = Omit<ReviewRow, "source" | "document" | "layout" | "bundle">;

export async function findReview(tx: Tx, orgId: string, reviewId: string): Promise<ReviewRow | undefined> {
  if (!isUuid(reviewId)) return undefined;
  return (await tx.flowReview.findFirst({ where: { id: reviewId, orgId }, include: withCase })) ?? undefined;
}

/** Decisions, cancellation and publication happen one after the other; each sees what the one before made of it. */
export async function lockReview(tx: Tx, orgId: string, reviewId: string): Promise<ReviewRow | undefined> {
  if (!isUuid(reviewId)) return undefined;
  await tx.$queryRaw`select 1 from flow_review where id = ${reviewId}::uuid and org_id = ${orgId}::uuid for update`;
  return findReview(tx, orgId, reviewId);
}

export const statusOf = ({ status }: Pick<ReviewHead, "status">): ReviewStatus => status as ReviewStatus;
export const rolesOf = ({ roles }: Pick<ReviewHead, "roles">): readonly Role[] => roles as Role[];
export const bundleOf = ({ bundle }: Pick<ReviewRow, "bundle">): ReviewBundle => storedJson(bundle);

/** What is live where a review is for, as `withCase` brings it along. */
export function liveOf({ flow, environment }: ReviewHead): LiveNow | undefined {
  if (environment === PRODUCTION) return flow.activeVersion ?? undefined;
  return flow.live.find((one) => one.environment === environment)?.version;
}

type LiveNow = Pick<LiveHead, "id" | "number">;

export function caseOf(review: ReviewHead): ReviewCase {
  const live = liveOf(review);
  const { baseVersionId, authors } = review;
  const askedBy = review.entries.find(({ kind }) => kind === "requested")?.userId;
  const overtakenBy = (live?.id ?? null) === baseVersionId ? undefined : live?.number;
  return {
    status: statusOf(review),
    authors,
    ...(askedBy ? { askedBy } : {}),
    approvedBy: approvalsOf(review).flatMap(({ userId }) => userId ?? []),
    roles: rolesOf(review),
    ...(overtakenBy === undefined ? {} : { overtakenBy }),
  };
}

export const approvalsOf = ({ entries }: Pick<ReviewHead, "entries">): ReviewHead["entries"] =>
  entries.filter(({ kind }) => kind === "approved");

export interface NewEntry {
  readonly kind: ReviewEntryKind;
  readonly author: string;
  readonly userId?: string | undefined;
  readonly role?: Role | undefined;
  readonly text?: string | undefined;
  readonly path?: string | undefined;
}

export async function addEntry(tx: Tx, review: { id: string; orgId: string }, entry: NewEntry): Promise<void> {
  const { kind, author, userId = null, role = null, text = null, path = null } = entry;
  await tx.flowReviewEntry.create({ data: { orgId: review.orgId, reviewId: review.id, kind, author, userId, role, text, path } });
}

export async function setStatus(tx: Tx, reviewId: string, status: ReviewStatus, publishedVersion?: number): Promise<void> {
  const published = publishedVersion === undefined ? {} : { publishedVersion };
  await tx.flowReview.update({ where: { id: reviewId }, data: { status, ...published } });
}
