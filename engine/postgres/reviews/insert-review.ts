import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import { bundleHash, type ReviewBundle } from "../../core/review/review-bundle.ts";
import type { ReviewStatus } from "../../core/review/review-status.ts";
import type { Prisma } from "../../../generated/prisma/client.ts";
import type { Tx } from "../drafts/draft-rows.ts";

export interface NewReview {
  readonly orgId: string;
  /** Id of the flow's row. */
  readonly flowKey: string;
  readonly environment: string;
  readonly promotedFrom?: string;
  readonly status: ReviewStatus;
  readonly baseVersionId: string | null;
  readonly source: string;
  readonly document: FlowDocument;
  readonly layout?: FlowLayout;
  readonly bundle: ReviewBundle;
  readonly revisions: readonly number[];
  readonly authors: readonly string[];
  readonly requestedBy: string;
  readonly note?: string;
  readonly brokeGlass?: { readonly reason: string; readonly dueInHours: number; readonly version: number };
}

export async function insertReview(tx: Tx, review: NewReview): Promise<{ readonly id: string; readonly orgId: string }> {
  const {
    orgId,
    flowKey,
    environment,
    promotedFrom = null,
    status,
    baseVersionId,
    source,
    requestedBy,
    note,
    bundle,
    brokeGlass,
  } = review;
  const made = await tx.flowReview.create({
    data: {
      ...{ orgId, flowId: flowKey, environment, promotedFrom, status, baseVersionId, source, requestedBy, note: note ?? null },
      ...{ contentHash: bundle.contentHash, bundleHash: bundleHash(bundle), quorum: bundle.rule.quorum },
      ...{ revisions: [...review.revisions], authors: [...review.authors], roles: [...bundle.rule.roles] },
      ...{ document: plainJson(review.document), bundle: plainJson(bundle) },
      ...(review.layout ? { layout: plainJson(review.layout) } : {}),
      ...(brokeGlass ? { brokeGlassReason: brokeGlass.reason, publishedVersion: brokeGlass.version } : {}),
    },
    select: { id: true, orgId: true },
  });
  if (brokeGlass)
    await tx.$executeRaw`
      update flow_review set due_at = clock_timestamp() + make_interval(hours => ${brokeGlass.dueInHours}::int)
      where id = ${made.id}::uuid`;
  return made;
}

/** The round trip drops members that are `undefined`, which Prisma refuses. */
const plainJson = (value: object): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
