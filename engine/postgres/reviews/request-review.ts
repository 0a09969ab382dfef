import type { RequestReview, RequestReviewResult } from "../../runtime/reviews.ts";
import { asVersionChange, type Tx } from "../drafts/draft-rows.ts";
import { authorsOf, lockSeen, type PublishPlan } from "../drafts/publish-draft.ts";
import type { PreparedFlow } from "../flow-store.ts";
import { buildBundle } from "./build-bundle.ts";
import { insertReview } from "./insert-review.ts";
import { announce } from "./review-events.ts";
import type { ListConnections } from "./review-facts.ts";
import { addEntry, setStatus } from "./review-rows.ts";
import { ruleInForce } from "./review-rules.ts";

interface ToReview {
  readonly request: RequestReview;
  readonly plan: PublishPlan;
  readonly prepared: Extract<PreparedFlow, { ok: true }>;
}

/**
 * Freezes what was planned and checked, if the draft is still what the person saw. A review that was going on is replaced:
 * approvals of one thing never count for another.
 */
export async function commitRequest(
  tx: Tx,
  connections: ListConnections,
  { request, plan, prepared: { document, contentHash } }: ToReview,
): Promise<RequestReviewResult> {
  const found = await lockSeen(tx, request);
  if ("ok" in found) return found;
  const { id: flowKey, activeVersionId } = found.flow;
  const { orgId, by, note } = request;
  const rule = await ruleInForce(tx, orgId, flowKey);
  const changes = plan.included.map(asVersionChange);
  const bundle = await buildBundle(tx, connections, { orgId, activeVersionId, document, contentHash, changes, rule });
  if (bundle.base?.contentHash === contentHash) return { ok: false, reason: "nothing" };
  await supersede(tx, flowKey, by);
  const review = await insertReview(tx, {
    ...{ orgId, flowKey, status: "open", baseVersionId: activeVersionId, source: plan.source, layout: plan.layout },
    ...{ document, bundle, revisions: plan.included.map(({ revision }) => revision), requestedBy: by.name },
    authors: [...new Set([...authorsOf(plan.included), by.userId])],
    ...(note === undefined ? {} : { note }),
  });
  await addEntry(tx, review, { kind: "requested", author: by.name, userId: by.userId, text: note });
  const { id: reviewId } = review;
  const { id: flowId, name: flowName } = document;
  await announce(tx, "omnilink.review.requested", { orgId, reviewId, flowId, flowName, by: by.name, roles: [...rule.roles] });
  return { ok: true, reviewId };
}

async function supersede(tx: Tx, flowKey: string, by: RequestReview["by"]): Promise<void> {
  const [open] = await tx.$queryRaw<{ id: string; org_id: string }[]>`
    select id, org_id from flow_review where flow_id = ${flowKey}::uuid and status in ('open', 'approved') for update`;
  if (!open) return;
  await setStatus(tx, open.id, "superseded");
  await addEntry(tx, { id: open.id, orgId: open.org_id }, { kind: "superseded", author: by.name, userId: by.userId });
}
