import { mayEditFlows } from "../../core/role.ts";
import type { PublishResult } from "../../runtime/drafts.ts";
import type { ReviewAct } from "../../runtime/reviews.ts";
import { catchUpWithLive } from "../drafts/catch-up.ts";
import { lockFlow, writeDraft, type Tx } from "../drafts/draft-rows.ts";
import { settleEdits } from "../drafts/settle-edits.ts";
import { deployFlow, type CheckedFlow } from "../flow-store.ts";
import { storedLayout } from "../stored-json.ts";
import { ReviewMissing, type PublishGate } from "./publish-gate.ts";
import { findMember } from "./review-people.ts";
import { bundleOf, statusOf, type ReviewRow } from "./review-rows.ts";

/** Makes what was approved the live version. What people have changed in the draft since stays there, unpublished. */
export async function publishReview(
  tx: Tx,
  gate: PublishGate,
  { review, checked, by }: { review: ReviewRow; checked: CheckedFlow; by: ReviewAct["by"] },
): Promise<PublishResult> {
  const { orgId, environment, promotedFrom, source, note, authors } = review;
  const member = await findMember(tx, orgId, by.userId);
  if (!member || !mayEditFlows(member.role)) throw new ReviewMissing("Only people who edit flows publish them.", review.id);
  const flow = await lockFlow(tx, orgId, review.flow.slug);
  if (!flow) return { ok: false, reason: "unknownFlow" };
  const row = flow.draft && (await catchUpWithLive(tx, flow, flow.draft));
  const said = { changes: bundleOf(review).changes, ...(note === null ? {} : { note }), ...storedLayout(review) };
  const where = { environment, ...(promotedFrom === null ? {} : { promotedFrom }) };
  const who = { deployedBy: member.name, by, authors };
  const deployed = await deployFlow(tx, gate, { orgId, source, ...where, ...who, ...said }, checked);
  if (row && promotedFrom === null) {
    await writeDraft(tx, flow.id, { ...row, baseVersionId: deployed.flowVersionId });
    await settleEdits(
      tx,
      flow,
      row.revision,
      review.revisions.map((revision) => ({ revision })),
    );
  }
  const { version, changed, flowVersionId } = deployed;
  return { ok: true, version, changed, flowVersionId };
}

/** Before anything is locked: a review that is not approved is not published, whether or not one is required. */
export function requireApproved(review: ReviewRow): void {
  if (statusOf(review) !== "approved") throw new ReviewMissing("The review has not been approved, or is closed.", review.id);
}
