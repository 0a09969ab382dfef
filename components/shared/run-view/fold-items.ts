import { ERROR_PORT } from "#engine/core/node-definition.ts";
import { stepKey } from "#engine/core/machine/run-state.ts";
import type { EventOfType } from "./change-step.ts";
import { openStates, type RunDraft } from "./run-draft.ts";
import type { BodyTrace, ItemTrace, StepView } from "./run-view.ts";
import { emptySparseList } from "./sparse-list.ts";

/**
 * Items of a for-each and turns of a loop. The log has no event for the end of an item that went well: it has ended when
 * none of its steps is without an outcome and none of the ways it took leads on. With the flow at hand, that is counted
 * as the events come.
 */
export function foldItemsListed(draft: RunDraft, { nodeId, visit, data }: EventOfType<"items.listed">): void {
  const body = bodyAt(draft, stepKey(nodeId, visit), "item");
  draft.putBody({ ...body, pages: [...body.pages, data] });
}

export function foldScopeOpened(draft: RunDraft, { nodeId, visit, data, at }: EventOfType<"scope.opened">): void {
  if ("once" in data) return;
  const key = stepKey(nodeId, visit);
  if ("turn" in data) {
    draft.putBody(bodyAt(draft, key, "turn"));
    endItem(draft, key, data.turn - 1, at);
    draft.putItem(key, begin(draft, nodeId, data.turn, at));
    return;
  }
  const { count: total, concurrency, maxFailures } = data;
  draft.putBody({ ...bodyAt(draft, key, "item"), total, concurrency, maxFailures });
}

export function foldItemFailed(draft: RunDraft, { nodeId, visit, data, at }: EventOfType<"item.failed">): void {
  const key = stepKey(nodeId, visit);
  const body = draft.body(key);
  if (!body) return;
  const { index, failure, retryAt } = data;
  const item = draft.item(key, index) ?? begin(draft, nodeId, index, at);
  if (retryAt === undefined) {
    draft.putItem(key, { ...item, state: "failed", failure, to: at, active: 0, expected: 0 });
    draft.putBody({ ...body, failed: body.failed + 1, retrying: body.retrying - (item.state === "retrying" ? 1 : 0) });
    return;
  }
  for (const name of item.steps) passOver(draft, draft.step(name));
  const again = begin(draft, nodeId, index, item.from);
  const { steps, attempt } = item;
  draft.putItem(key, { ...again, state: "retrying", attempt: attempt + 1, steps, failure, retryAt });
  draft.putBody({ ...body, retrying: body.retrying + 1 });
}

/** The item is run again, so a failure on its earlier way is not one that counts. */
function passOver(draft: RunDraft, step: StepView | undefined): void {
  if (step?.state === "failed") draft.putStep({ ...step, state: "handled" });
}

/** The body in which a step with an `item` is, by the events so far: usually one visit of the container is under way. */
export function bodyOfStep(draft: RunDraft, nodeId: string, index: number): string | undefined {
  const owner = draft.shape.ownerOf(nodeId);
  if (owner === undefined) return undefined;
  const open = draft.openStepsAt(owner).filter(({ key }) => draft.body(key));
  const lacks = ({ key }: StepView): boolean =>
    index < (draft.body(key)?.total ?? Infinity) && !draft.item(key, index)?.steps.some((step) => step.nodeId === nodeId);
  return (open.length > 1 ? open.find(lacks) : undefined)?.key ?? open[0]?.key ?? stepKey(owner, draft.lastVisit(owner));
}

/** Follows an item when one of its steps has changed. */
export function followItem(draft: RunDraft, before: StepView | undefined, step: StepView, at: string): void {
  if (!step.item) return;
  const { body: key, index } = step.item;
  const body = draft.body(key);
  const owner = draft.shape.ownerOf(step.nodeId);
  if (!body || owner === undefined) return;
  let item = draft.item(key, index) ?? begin(draft, owner, index, step.spans[0]?.from ?? at);
  if (item.state === "retrying" && !before) item = comeBack(draft, key, item);
  if (!before) item = { ...item, steps: [...item.steps, { nodeId: step.nodeId, visit: step.visit }] };
  if (draft.shape.isDirectlyIn(step.nodeId, owner) && !draft.shape.isUndo(step.nodeId)) item = advance(draft, item, before, step);
  if (step.state === "undone" && before?.state !== "undone") item = { ...item, undone: item.undone + 1 };
  draft.putItem(key, item);
  if (body.unit === "item" && item.active === 0 && item.expected <= 0) endItem(draft, key, index, at);
}

/** The container step has its outcome: what is still open of its body is over with it. */
export function closeBody(draft: RunDraft, key: string, isDone: boolean, at: string): void {
  const body = draft.body(key);
  if (!body || body.outcome) return;
  if (body.unit === "turn" && isDone) endItem(draft, key, body.done, at);
  const done = isDone && body.total !== undefined ? body.total - body.failed : draft.body(key)!.done;
  draft.putBody({ ...draft.body(key)!, done, retrying: 0, outcome: isDone ? "done" : "failed" });
}

const bodyAt = (draft: RunDraft, key: string, unit: BodyTrace["unit"]): BodyTrace =>
  draft.body(key) ?? { key, unit, pages: [], items: emptySparseList, done: 0, failed: 0, retrying: 0 };

function begin(draft: RunDraft, container: string, index: number, from: string): ItemTrace {
  const expected = draft.shape.entryCount(container);
  return { index, state: "running", attempt: 1, from, steps: [], expected, joins: [], active: 0, undone: 0 };
}

function comeBack(draft: RunDraft, key: string, { retryAt: _retryAt, ...item }: ItemTrace): ItemTrace {
  const body = draft.body(key)!;
  draft.putBody({ ...body, retrying: body.retrying - 1 });
  return { ...item, state: "running" };
}

function advance(draft: RunDraft, item: ItemTrace, before: StepView | undefined, step: StepView): ItemTrace {
  const wasOpen = before !== undefined && openStates.has(before.state);
  const isOpen = openStates.has(step.state);
  const active = item.active + Number(isOpen) - Number(wasOpen);
  const next = { ...item, active, expected: item.expected - (before ? 0 : 1) };
  const hasOutcome = !isOpen && (before === undefined || wasOpen);
  if (!hasOutcome) return next;
  if (step.state === "completed") return expect(draft, next, draft.shape.next(step.nodeId, step.port ?? ""));
  return step.state === "failed" ? expect(draft, next, draft.shape.next(step.nodeId, ERROR_PORT)) : next;
}

/** A join is come to once, however many branches lead to it. */
function expect(draft: RunDraft, item: ItemTrace, targets: readonly string[]): ItemTrace {
  const joins = targets.filter((id) => draft.shape.isJoin(id) && !item.joins.includes(id));
  const others = targets.filter((id) => !draft.shape.isJoin(id));
  return { ...item, expected: item.expected + joins.length + others.length, joins: [...item.joins, ...joins] };
}

function endItem(draft: RunDraft, key: string, index: number, at: string): void {
  const body = draft.body(key);
  const item = draft.item(key, index);
  if (!body || item?.state !== "running") return;
  draft.putItem(key, { ...item, state: "done", to: at });
  draft.putBody({ ...body, done: body.done + 1 });
}
