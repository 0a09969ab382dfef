import { PRODUCTION } from "../../core/environment/environment.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import type { DraftAuthor, VersionChange } from "../../runtime/drafts.ts";
import type { RequestReview, RequestReviewResult } from "../../runtime/reviews.ts";
import { asVersionChange, type Tx } from "../drafts/draft-rows.ts";
import { lockSeen } from "../drafts/lock-seen.ts";
import { authorsOf, type PublishPlan } from "../drafts/publish-draft.ts";
import { liveVersion } from "../environments/live-versions.ts";
import type { CheckedFlow } from "../flow-store.ts";
import { buildBundle } from "./build-bundle.ts";
import { insertReview } from "./insert-review.ts";
import { announce } from "./review-events.ts";
import type { ListConnections } from "./review-facts.ts";
import { addEntry, setStatus } from "./review-rows.ts";
import { ruleInForce } from "./review-rules.ts";

interface ToReview {
  readonly request: RequestReview;
  readonly plan: PublishPlan;
  readonly checked: CheckedFlow;
}

/**
 * Freezes what was planned and checked, if the draft is still what the person saw. A review that was going on is replaced:
 * approvals of one thing never count for another.
 */
export async function commitRequest(
  tx: Tx,
  connections: ListConnections,
  { request, plan, checked: { document, source, contentHash } }: ToReview,
): Promise<RequestReviewResult> {
  const found = await lockSeen(tx, request);
  if (!found.ok) return found;
  return askForReview(tx, connections, {
    ...{ flowKey: found.flow.id, document, contentHash, source, layout: plan.layout },
    ...{ orgId: request.orgId, environment: request.environment ?? PRODUCTION, by: request.by },
    changes: plan.included.map(asVersionChange),
    revisions: plan.included.map(({ revision }) => revision),
    authors: authorsOf(plan.included),
    ...(request.note === undefined ? {} : { note: request.note }),
  });
}

/** What is to go live, with the flow's row locked. */
export interface Asked {
  readonly orgId: string;
  /** Id of the flow's row. */
  readonly flowKey: string;
  readonly environment: string;
  readonly promotedFrom?: string;
  readonly document: FlowDocument;
  readonly contentHash: string;
  readonly source: string;
  readonly layout?: FlowLayout;
  readonly changes: readonly VersionChange[];
  /** Edits of the draft that are in it. */
  readonly revisions: readonly number[];
  /** User ids of those whose work it is, besides whoever asks. */
  readonly authors: readonly string[];
  readonly note?: string;
  readonly by: DraftAuthor;
}

export async function askForReview(tx: Tx, connections: ListConnections, asked: Asked): Promise<RequestReviewResult> {
  const { orgId, flowKey, environment, document, contentHash, by, authors, ...frozen } = asked;
  const rule = await ruleInForce(tx, { orgId, flowKey, environment });
  const activeVersionId = (await liveVersion(tx, { orgId, flowId: flowKey, environment }))?.id ?? null;
  const bundle = await buildBundle(tx, connections, { ...asked, activeVersionId, rule });
  if (bundle.base?.contentHash === contentHash) return { ok: false, reason: "nothing" };
  await supersede(tx, asked);
  const review = await insertReview(tx, {
    ...frozen,
    ...{ orgId, flowKey, environment, status: "open", baseVersionId: activeVersionId, document, bundle },
    ...{ requestedBy: by.name, authors: [...new Set([...authors, by.userId])] },
  });
  const { note } = asked;
  await addEntry(tx, review, { kind: "requested", author: by.name, userId: by.userId, text: note });
  const { id: reviewId } = review;
  const { id: flowId, name: flowName } = document;
  await announce(tx, "omnilink.review.requested", {
    orgId,
    reviewId,
    flowId,
    flowName,
    environment,
    by: by.name,
    roles: [...rule.roles],
  });
  return { ok: true, reviewId };
}

async function supersede(tx: Tx, { flowKey, environment, by }: Asked): Promise<void> {
  const [open] = await tx.$queryRaw<{ id: string; org_id: string }[]>`
    select id, org_id from flow_review where flow_id = ${flowKey}::uuid and environment = ${environment} and status in ('open', 'approved') for update`;
  if (!open) return;
  await setStatus(tx, open.id, "superseded");
  await addEntry(tx, { id: open.id, orgId: open.org_id }, { kind: "superseded", author: by.name, userId: by.userId });
}
