import type { ApprovalDecision, ApprovalRequest, RunStatus } from "#engine/core/machine/run-event.ts";
import type { Failure } from "#engine/core/failure.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { StepState } from "#components/shared/canvas/step-state.ts";
import { at, emptySparseList, entries, last, type SparseList } from "./sparse-list.ts";

/**
 * A run as people look at it, folded from its events on the client (`fold-run.ts`): any moment of the run's life is the
 * fold of its first n events. It keeps what was recorded and guesses nothing; what follows from the drawing (taken edges,
 * nodes about to start) is `project-run.ts`.
 *
 * A run of a hundred thousand steps is looked at while it grows, so nothing here is ever gone through as a whole: steps
 * are filed under their node, items under the container step whose body they are in, and both keep the sums that are shown.
 */
export interface RunView {
  /** Sequence number of the last event folded in; 0 before the first. */
  readonly seq: number;
  readonly ended?: RunStatus;
  readonly isCompensating: boolean;
  /** Set while people hold the run. */
  readonly paused?: { readonly by: string; readonly reason?: string; readonly at: string };
  readonly trigger?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly startedBy?: string;
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly failure?: Failure;
  readonly undoFailure?: Failure;
  readonly cancel?: { readonly by: string; readonly reason?: string };
  /** By node, in the order the run came to them. */
  readonly nodes: Readonly<Record<string, NodeTrace>>;
  /** Steps without an outcome, by `stepKey`. */
  readonly open: Readonly<Record<string, StepView>>;
  /** What for-each and loop steps opened, by the `stepKey` of the container. */
  readonly bodies: Readonly<Record<string, BodyTrace>>;
  readonly undone: number;
}

/** All that happened at one node. */
export interface NodeTrace {
  readonly nodeId: string;
  /** By visit; visit 1 is at index 0. */
  readonly steps: SparseList<StepView>;
  /** Steps by what they are now. */
  readonly states: Readonly<Partial<Record<StepState, number>>>;
  /** Steps that completed, by the port they left by; `""` for the default one. */
  readonly left: Readonly<Record<string, number>>;
  /** When the first step began and the last one ended so far. */
  readonly from?: string;
  readonly to?: string;
}

export interface StepView {
  readonly key: string;
  readonly nodeId: string;
  readonly visit: number;
  readonly state: StepState;
  /** Sequence number of the last event that changed it. */
  readonly seq: number;
  readonly attempts: readonly AttemptView[];
  readonly spans: readonly Span[];
  /** The item or turn it belongs to: the innermost one. */
  readonly item?: { readonly body: string; readonly index: number };
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly port?: string;
  readonly failure?: Failure;
  readonly dueAt?: string;
  readonly signal?: string;
  readonly retryAt?: string;
  readonly approval?: ApprovalRequest;
  readonly decision?: { readonly decision: ApprovalDecision; readonly by?: string; readonly comment?: string };
  /** Position in the order of undoing, from 1. */
  readonly undoNumber?: number;
  /** The run a sub-flow started. */
  readonly childRunId?: string;
  /** Why it was taken back. */
  readonly reason?: string;
}

export interface AttemptView {
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly failure?: Failure;
  readonly idempotencyKey?: string;
}

/** What a step was doing from when to when; without `to` it still is. */
export interface Span {
  readonly kind: "running" | "waiting" | "retrying";
  readonly from: string;
  readonly to?: string;
}

/** The items or turns of one container step. */
export interface BodyTrace {
  readonly key: string;
  readonly unit: "item" | "turn";
  /** Number of items; unknown for a loop. */
  readonly total?: number;
  readonly concurrency?: number;
  /** Failed items that the step puts up with. */
  readonly maxFailures?: number;
  /** Pieces of the list, in its order. */
  readonly pages: readonly { readonly first: number; readonly items: readonly JsonValue[] }[];
  /** Items of which anything is known, by index. */
  readonly items: SparseList<ItemTrace>;
  readonly done: number;
  readonly failed: number;
  readonly retrying: number;
  /** Of the container step, once it has one. */
  readonly outcome?: "done" | "failed";
}

export type ItemState = "queued" | "running" | "retrying" | "done" | "failed" | "canceled";

export interface ItemTrace {
  readonly index: number;
  readonly state: ItemState;
  /** Of the item as a whole, from 1. */
  readonly attempt: number;
  readonly from: string;
  readonly to?: string;
  readonly failure?: Failure;
  readonly retryAt?: string;
  readonly steps: readonly StepName[];
  /** Nodes of the body it will come to next and that have no record yet; joins among them. */
  readonly expected: number;
  readonly joins: readonly string[];
  /** Steps directly in the body without an outcome. */
  readonly active: number;
  readonly undone: number;
}

export interface StepName {
  readonly nodeId: string;
  readonly visit: number;
}

export const emptyRunView: RunView = { seq: 0, isCompensating: false, nodes: {}, open: {}, bodies: {}, undone: 0 };

export const stepOf = ({ nodes }: Pick<RunView, "nodes">, { nodeId, visit }: StepName): StepView | undefined =>
  at(nodes[nodeId]?.steps ?? emptySparseList, visit - 1);

/** The latest visit of a node. */
export const lastStep = ({ nodes }: Pick<RunView, "nodes">, nodeId: string): StepView | undefined =>
  last(nodes[nodeId]?.steps ?? emptySparseList);

/** The steps of a node in the order of their visits. As long as the node was come to: not for every frame. */
export const stepsAt = ({ nodes }: Pick<RunView, "nodes">, nodeId: string): readonly StepView[] =>
  [...entries(nodes[nodeId]?.steps ?? emptySparseList)].map(([, step]) => step);

/** The value of an item, as far as the run has listed it. */
export function itemValue({ pages }: BodyTrace, index: number): JsonValue | undefined {
  const page = pages.findLast(({ first }) => first <= index);
  return page?.items[index - page.first];
}

/** Items that have been begun and are neither over nor waiting to be repeated; a for-each begins the next when one ends. */
export function itemsRunning({ unit, total = 0, concurrency = 1, done, failed, retrying, outcome, items }: BodyTrace): number {
  if (outcome) return 0;
  return unit === "turn" ? items.count - done - failed : Math.max(0, Math.min(concurrency, total - done - failed - retrying));
}

/** What is known of an item, also of one without an event of its own. */
export function itemState(body: BodyTrace, index: number): ItemState {
  const state = at(body.items, index)?.state;
  if (state === "done" || state === "failed") return state;
  if (body.outcome) return body.outcome === "done" ? "done" : "canceled";
  const begun = body.done + body.failed + body.retrying + itemsRunning(body);
  return state ?? (index < begun ? "running" : "queued");
}

export const itemCount = ({ total, items }: BodyTrace): number => total ?? items.count;
