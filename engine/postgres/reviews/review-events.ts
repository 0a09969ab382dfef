import type { JsonObject } from "../../core/json.ts";
import { newRunId } from "../../runtime/new-run-id.ts";
import type { Tx } from "../drafts/draft-rows.ts";

export type ReviewEventType =
  | "omnilink.review.requested"
  | "omnilink.review.approved"
  | "omnilink.review.changesRequested"
  | "omnilink.review.canceled"
  | "omnilink.review.withdrawn"
  | "omnilink.review.published"
  | "omnilink.flow.publishedWithoutReview";

/**
 * Puts what happened to a review on the event bus, in the transaction in which it happened: a flow with an event trigger
 * tells people, by mail or chat, in the way this organization wants to be told.
 */
export async function announce(
  tx: Tx,
  type: ReviewEventType,
  { orgId, reviewId, flowId, ...data }: JsonObject & { orgId: string; reviewId: string; flowId: string },
): Promise<void> {
  const id = newRunId();
  await tx.$executeRaw`
    insert into bus_event (id, org_id, type, source, subject, time, data, event_key, run_id, hops, deliver_at)
    values (${id}::uuid, ${orgId}::uuid, ${type}, ${`/flows/${flowId}`}, ${flowId}, clock_timestamp(),
      ${JSON.stringify({ reviewId, flowId, address: `/reviews/${reviewId}`, ...data })}::json,
      ${`review:${id}`}, null, 0, date_trunc('milliseconds', clock_timestamp()))`;
}
