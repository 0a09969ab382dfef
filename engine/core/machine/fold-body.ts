import { dropScope, emptyBody, fillBody, openBody } from "./containers.ts";
import { activeStep, putStep, type Turn } from "./draft.ts";
import type { EventOf, RunEvent } from "./run-event.ts";
import { scopeId } from "./scope-tree.ts";
import { stepKey, type BodyProgress } from "./run-state.ts";

/** The state remembers the event, not the items: a hundred thousand of them are read page by page when they are needed. */
export function foldItems(turn: Turn, event: EventOf<"items.listed"> & RunEvent): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  const body = step.body ?? emptyBody({ count: 0, concurrency: 1, maxFailures: 0, collect: true });
  putStep(turn, { ...step, body: { ...body, pages: [...body.pages, [event.data.first, event.seq]] } });
}

export function foldOpened(turn: Turn, event: EventOf<"scope.opened">): void {
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  openBody(turn, step, event.data);
  if ("count" in event.data) fillBody(turn, stepKey(step.nodeId, step.visit));
}

/** With more failed items than the flow tolerates, the whole for-each fails; the others are taken back. */
export function foldItemFailed(turn: Turn, event: EventOf<"item.failed">): void {
  const { index, failure, retryAt } = event.data;
  const step = activeStep(turn.draft, event.nodeId, event.visit);
  const key = stepKey(step.nodeId, step.visit);
  const { attempt } = turn.draft.scopes[scopeId(key, index)]!;
  dropScope(turn, scopeId(key, index));
  const body = step.body!;
  const rest = { ...body, running: body.running - 1 };
  const next: BodyProgress =
    retryAt === undefined
      ? countFailure(rest, failure)
      : { ...rest, retrying: [...body.retrying, { index, attempt: attempt + 1, dueAt: retryAt }] };
  putStep(turn, { ...step, body: next });
  if (next.failure) turn.draft.closing = true;
  fillBody(turn, key);
}

function countFailure(body: BodyProgress, failure: NonNullable<BodyProgress["failure"]>): BodyProgress {
  const failed = body.failed + 1;
  const tolerated = "count" in body.opening && failed <= body.opening.maxFailures;
  return { ...body, failed, ...(tolerated ? {} : { failure }) };
}
