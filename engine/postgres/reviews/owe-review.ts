import type { FlowLayout } from "../../core/flow/layout.ts";
import type { ReviewRule } from "../../core/review/review-rule.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { buildBundle } from "./build-bundle.ts";
import { insertReview } from "./insert-review.ts";
import type { GateAttempt } from "./publish-gate.ts";
import { announce } from "./review-events.ts";
import type { ListConnections } from "./review-facts.ts";
import { addEntry } from "./review-rows.ts";

/** By when somebody has to look at what was published without review. */
const OWED_HOURS = 24;

interface BrokenGlass extends GateAttempt {
  readonly rule: ReviewRule;
  readonly reason: string;
  readonly version: number;
  readonly layout?: FlowLayout;
}

/** The mark that is left by publishing without review: a review that is owed, an event for whoever is to be alarmed. */
export async function oweReview(tx: Tx, connections: ListConnections, broken: BrokenGlass): Promise<void> {
  const { orgId, environment, document, by, deployedBy, reason, version, changes = [], authors = [] } = broken;
  const bundle = await buildBundle(tx, connections, { ...broken, changes });
  const userIds = [...new Set([...authors, ...(by ? [by.userId] : [])])];
  const review = await insertReview(tx, {
    ...{
      orgId,
      environment,
      flowKey: broken.flowKey,
      baseVersionId: broken.activeVersionId,
      source: broken.source,
      document,
      bundle,
    },
    ...(broken.layout ? { layout: broken.layout } : {}),
    ...(broken.note === undefined ? {} : { note: broken.note }),
    ...{ status: "owed", revisions: [], authors: userIds, requestedBy: by?.name ?? deployedBy },
    brokeGlass: { reason, dueInHours: OWED_HOURS, version },
  });
  await addEntry(tx, review, { kind: "brokeGlass", author: by?.name ?? deployedBy, userId: by?.userId, text: reason });
  const { id: reviewId } = review;
  await announce(tx, "omnilink.flow.publishedWithoutReview", {
    ...{ orgId, reviewId, flowId: document.id, flowName: document.name, environment, version, reason },
    by: by?.name ?? deployedBy,
  });
}
