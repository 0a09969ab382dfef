import type { FlowPlan, NodePlan } from "../compile/flow-plan.ts";
import type { Failure } from "../failure.ts";
import type { JsonValue } from "../json.ts";
import { append, findLast, isEmptyList, replaceLast } from "./chunked-list.ts";
import { mayUndo } from "./ending-record.ts";
import { chainOf, dropStep, nodeOf, putStep, requestStep, type Turn } from "./draft.ts";
import { isLost, itemFrameAt, itemOf, scopeId, scopesAround } from "./scope-tree.ts";
import { entriesToBegin, mostAtOnce } from "./side-by-side.ts";
import { countInHand, entriesInHand, letGo, takeInHand } from "./undo-in-hand.ts";
import type { ActiveStep, ChildScope, Ending, RunState, UndoEntry } from "./run-state.ts";

/**
 * Completed steps that can be undone lie on one stack per run, in the order in which their completion was recorded, over
 * all branches and items. They are undone one at a time, the newest first, unless a container says that what is inside it
 * is undone side by side (`side-by-side.ts`). Three things take entries from it:
 * the end of a failed or canceled run takes all; a `compensate` takes those above its savepoint, or those of one node; an
 * entry marked `atOnce` is taken while the run goes on, because its branch had lost or its call was answered after it was
 * given up. A pivot that completes takes everything off the stack for good.
 */
export function pushUndo(turn: Turn, step: ActiveStep, output: JsonValue, nowMs: number, seq: number): void {
  const { draft, plan } = turn;
  if (!canBeUndone(nodeOf(plan, step.nodeId), step)) return;
  const lost = !isFailing(draft) && isLost(draft, step);
  const entry: UndoEntry = { ...undoDraft(turn, step, nowMs), output, seq, ...(lost ? { atOnce: true } : {}) };
  rememberFailed(turn);
  draft.undo = append(draft.undo, entry);
  if (lost) draft.undoAtOnce = (draft.undoAtOnce ?? 0) + 1;
}

/** A step failed because what it gave is lost, and it did its work: the flow goes on as if it had not, so it is undone at once. */
export function pushLost(turn: Turn, step: ActiveStep, nowMs: number, seq: number): void {
  const { draft, plan } = turn;
  if (!canBeUndone(nodeOf(plan, step.nodeId), step)) return;
  const atOnce = isFailing(draft) ? {} : ({ atOnce: true } as const);
  rememberFailed(turn);
  draft.undo = append(draft.undo, { ...undoDraft(turn, step, nowMs), output: null, seq, ...atOnce });
  if (atOnce.atOnce) draft.undoAtOnce = (draft.undoAtOnce ?? 0) + 1;
}

/** It ends otherwise than well. One that stops as its flow wants it to takes back what had lost, and nothing else. */
export const isFailing = ({ ending }: RunState): boolean => ending !== undefined && ending.type !== "stopped";

export const canBeUndone = (node: NodePlan, step: ActiveStep): boolean =>
  !step.undoes && (node.undoBy.length > 0 || step.child !== undefined);

/** All of an entry that is known before the outcome. A sub-flow without an undo of its own is undone by its run. */
export function undoDraft({ draft, plan }: Turn, step: ActiveStep, nowMs: number): Omit<UndoEntry, "output" | "seq"> {
  const { nodeId, visit, scope, input, child, keyOf } = step;
  const { undoBy } = nodeOf(plan, nodeId);
  const within = [...scopesAround(draft, scope)].map(turnId);
  const item = itemOf(draft, scope);
  const frame = itemFrameAt(draft, scope);
  return {
    nodeId,
    visit,
    by: undoBy.length > 0 ? undoBy : [{ nodeId, onFailure: "stop" }],
    nowMs,
    ...(within.length === 0 ? {} : { within }),
    ...(item === undefined ? {} : { item }),
    ...(input === undefined ? {} : { input }),
    ...(frame === undefined ? {} : { frame }),
    ...(child === undefined ? {} : { child }),
    ...(keyOf === undefined ? {} : { keyOf }),
  };
}

/** Names a turn of a body: no two in a run have the same, and it begins with the id of the container. */
const turnId = ({ container, index }: Pick<ChildScope, "container" | "index">): string => scopeId(container, index);

/** Why what was done is being undone; `undefined` when nothing failed, as for a branch that lost. */
export function causeOfUndo(plan: FlowPlan, state: RunState): Failure | undefined {
  const { ending } = state;
  if (ending?.type === "failed") return ending.failure;
  if (ending?.type === "canceled" || ending?.type === "undone") {
    const { by, reason } = ending.request;
    const what = ending.type === "canceled" ? "canceled" : "undone";
    return { code: `run/${what}`, message: `The run was ${what} by ${by}${reason === undefined ? "." : `: ${reason}`}` };
  }
  const compensating = compensatingStep(state, { plan });
  return compensating && chainOf(state, compensating)?.error;
}

/** The entry to undo next, or `undefined` when none is to be undone now. Pure in the state. */
export function nextEntry(state: RunState, compensating: ActiveStep | undefined, plan: FlowPlan): UndoEntry | undefined {
  const isWanted = isEmptyList(state.undo) ? undefined : wantedNow(state, compensating, plan);
  return isWanted && findLast(state.undo, isWanted);
}

/** Which entries are to be undone now; `undefined` when none is. */
function wantedNow(
  state: RunState,
  compensating: ActiveStep | undefined,
  plan: FlowPlan,
): ((entry: UndoEntry) => boolean) | undefined {
  if (state.ending && state.ending.type !== "stopped") return isUnwinding(state.ending) ? () => true : undefined;
  if (state.undoAtOnce) return (entry) => entry.atOnce === true;
  if (!compensating || compensating.unwinding?.failure || isBlocked(state, compensating, plan)) return undefined;
  return reachOf(state, compensating, plan);
}

/** Going back would have to undo what a pivot has put beyond it: then nothing is undone. */
export const isBlocked = (state: RunState, compensating: ActiveStep, plan: FlowPlan): boolean =>
  state.pivot !== undefined && findLast(state.pivot.kept, reachOf(state, compensating, plan)) !== undefined;

/** What a `compensate` is to undo. */
function reachOf(state: RunState, step: ActiveStep, plan: FlowPlan): (entry: UndoEntry) => boolean {
  const { savepoint, undoOnly } = nodeOf(plan, step.nodeId);
  return undoOnly === undefined ? isAbove(state, savepoint) : isOf(state, undoOnly, step);
}

/** The work of one node. Seen from inside a body that it shares with the node: that of this turn alone. */
function isOf(state: RunState, nodeId: string, step: ActiveStep): (entry: UndoEntry) => boolean {
  const around = [...scopesAround(state, step.scope)].map(turnId);
  const containers = new Set(around.map(containerOf));
  return (entry) =>
    entry.nodeId === nodeId && (entry.within ?? []).every((turn) => !containers.has(containerOf(turn)) || around.includes(turn));
}

const containerOf = (turn: string): string => turn.slice(0, turn.indexOf("#"));

const isUnwinding = (ending: Ending): boolean =>
  ending.type !== "stopped" && ending.undo.begun && !ending.undo.failure && mayUndo(ending);

/** Above a container: what was done inside it, in any of its visits. Above another node: what was completed after it. */
function isAbove(state: RunState, savepoint: string | undefined): (entry: UndoEntry) => boolean {
  if (savepoint === undefined) return () => true;
  const mark = state.savepoints[savepoint];
  return ({ seq, within }) =>
    within?.some((container) => container.startsWith(`${savepoint}#`)) === true || (mark !== undefined && seq > mark);
}

/** The compensation step that is unwinding, when there is one. */
export function compensatingStep(state: RunState, turn: Pick<Turn, "plan">): ActiveStep | undefined {
  const steps = Object.values(state.active);
  return steps.find((step) => step.unwinding !== undefined && nodeOf(turn.plan, step.nodeId).behavior === "compensate");
}

/** Begins the undos whose turn it is: one at a time, but for containers that say that theirs go side by side. */
export function undoNext(turn: Turn): void {
  const { draft, plan } = turn;
  if (isEmptyList(draft.undo) || !mayHaveToUndo(draft, plan)) return;
  const steps = Object.values(draft.active);
  const others = steps.filter(({ undoes }) => !undoes);
  if (draft.ending && others.length > 0 && !isHeldByUndo(others)) return;
  const compensating = draft.ending ? undefined : compensatingStep(draft, turn);
  if (countInHand(draft) > steps.length - others.length) goOnWithParts(turn, steps, hasStopped(draft, compensating));
  if ((draft.ending && others.length > 0) || countInHand(draft) >= mostAtOnce(plan)) return;
  const isWanted = wantedNow(draft, compensating, plan);
  if (!isWanted) return;
  for (const entry of entriesToBegin(plan, draft.undo, entriesInHand(draft), isWanted)) {
    takeInHand(draft, entry);
    undoPart(turn, entry);
  }
}

/** A compensation leaves when nothing is in hand any more, and what is around it after it: what is in hand must not wait for them. */
const isHeldByUndo = (steps: readonly ActiveStep[]): boolean =>
  steps.some(({ unwinding }) => unwinding) && steps.every(({ unwinding, body }) => unwinding ?? body);

/** An entry in hand may have several compensation nodes. After an undo has failed for good nothing more begins. */
function goOnWithParts(turn: Turn, steps: readonly ActiveStep[], stopped: boolean): void {
  const busy = new Set(steps.map(({ undoes }) => undoes?.seq));
  for (const entry of entriesInHand(turn.draft)) {
    if (busy.has(entry.seq)) continue;
    if (stopped && entry.by.length > 0) letGo(turn.draft, entry);
    else undoPart(turn, entry);
  }
}

function undoPart(turn: Turn, entry: UndoEntry): void {
  const [by] = entry.by;
  if (by) requestStep(turn, by.nodeId, { nowMs: entry.nowMs, undoes: entry });
}

function hasStopped({ ending }: RunState, compensating: ActiveStep | undefined): boolean {
  const failure = ending && ending.type !== "stopped" ? ending.undo.failure : compensating?.unwinding?.failure;
  return failure !== undefined;
}

/** Cheap, and asked after every event: most have nothing to do with undo. */
const mayHaveToUndo = ({ ending, undoAtOnce, undoing }: RunState, plan: FlowPlan): boolean =>
  ending !== undefined || undoAtOnce !== undefined || undoing !== undefined || hasCompensate(plan);

const compensates = new WeakMap<FlowPlan, boolean>();

/** Whether a run of this flow can be going back to a savepoint. */
export function hasCompensate(plan: FlowPlan): boolean {
  const known = compensates.get(plan) ?? Object.values(plan.nodes).some(({ behavior }) => behavior === "compensate");
  compensates.set(plan, known);
  return known;
}

/** A compensation node did its part; the entry is done when none is left. */
export function finishUndo(turn: Turn, entry: UndoEntry, by: string): void {
  const { draft } = turn;
  if (entry.partlyLeft && entry.by.length === 1) return takeEntry(turn, entry.nodeId, entry.visit);
  const part = (found: UndoEntry): UndoEntry => ({ ...found, by: found.by.slice(1), doneBy: by });
  draft.undo = replaceLast(draft.undo, ({ seq }) => seq === entry.seq, part);
}

/** The entry is off the stack: undone, or left as it is. */
export function takeEntry(turn: Turn, nodeId: string, visit: number): void {
  const { draft } = turn;
  const isIt = (entry: UndoEntry): boolean => entry.nodeId === nodeId && entry.visit === visit;
  const taken = findLast(draft.undo, isIt);
  if (taken?.atOnce) {
    draft.undoAtOnce = (draft.undoAtOnce ?? 1) - 1;
    if (draft.undoAtOnce === 0) delete draft.undoAtOnce;
  }
  draft.undo = replaceLast(draft.undo, isIt);
  if (taken) letGo(draft, taken);
}

/** One step more undone, for whoever asked for it. */
export function countUndone(turn: Turn): void {
  const { draft } = turn;
  const { ending } = draft;
  if (ending && ending.type !== "stopped") {
    draft.ending = { ...ending, undo: { ...ending.undo, done: ending.undo.done + 1 } };
    return;
  }
  const step = compensatingStep(draft, turn);
  if (step) putStep(turn, { ...step, unwinding: { ...step.unwinding, done: step.unwinding!.done + 1 } });
}

/** A step may have several compensations: what keeps one of them from its work says nothing of the others. */
export const othersRun = ({ undoes }: Pick<ActiveStep, "undoes">): { readonly othersRun?: true } =>
  undoes && undoes.by.length > 1 ? { othersRun: true } : {};

interface FailedUndo {
  readonly failure: Failure;
  /** Passed over, it does not keep the other compensations of its step from running. */
  readonly othersRun: true | undefined;
}

/** An undo failed for good: the flow says to stop there, to pass it over, or to ask a person. */
export function failUndo(turn: Turn, step: ActiveStep, entry: UndoEntry, failed: FailedUndo): void {
  const { draft } = turn;
  const policy = entry.by[0]?.onFailure ?? "stop";
  const isAlone = !isFailing(draft) && (entry.atOnce || draft.ending !== undefined || !compensatingStep(draft, turn));
  if (policy === "ask" || isAlone) return putStep(turn, { ...step, phase: "undecided", question: failed.failure });
  dropStep(turn, step);
  if (policy === "continue") passOver(turn, entry, failed);
  else stopUndo(turn, entry, failed.failure);
}

/** A person who was asked gave up on it. */
export function giveUpUndo(turn: Turn, step: ActiveStep, entry: UndoEntry, failed: FailedUndo): void {
  dropStep(turn, step);
  if (isFailing(turn.draft)) stopUndo(turn, entry, failed.failure);
  else passOver(turn, entry, failed);
}

/** Undos beside it come to their end; the first failure is the one that counts. */
function stopUndo(turn: Turn, entry: UndoEntry, failure: Failure): void {
  const { draft, plan } = turn;
  letGo(draft, entry);
  const compensating = draft.ending ? undefined : compensatingStep(draft, turn);
  if (hasStopped(draft, compensating)) return;
  if (compensating) putStep(turn, { ...compensating, unwinding: { ...compensating.unwinding!, failure } });
  else
    updateEnding(turn, { failure, ...(mostAtOnce(plan) > 1 || newest(draft)?.seq !== entry.seq ? { failed: entry.seq } : {}) });
}

const newest = ({ undo }: RunState): UndoEntry | undefined => findLast(undo, () => true);

/** The entry whose undo failed is about to be the newest no more: a call that was given up has been answered after all. */
function rememberFailed(turn: Turn): void {
  const { ending } = turn.draft;
  if (!ending || ending.type === "stopped" || !ending.undo.failure || ending.undo.failed !== undefined) return;
  const failed = newest(turn.draft);
  if (failed) updateEnding(turn, { failed: failed.seq });
}

function passOver(turn: Turn, entry: UndoEntry, { failure, othersRun }: FailedUndo): void {
  const { ending } = turn.draft;
  if (othersRun && entry.by.length > 1) leavePart(turn, entry);
  else takeEntry(turn, entry.nodeId, entry.visit);
  if (ending && ending.type !== "stopped") updateEnding(turn, { left: [...(ending.undo.left ?? []), failure] });
}

function leavePart({ draft }: Turn, entry: UndoEntry): void {
  const rest = (found: UndoEntry): UndoEntry => ({ ...found, by: found.by.slice(1), partlyLeft: true });
  draft.undo = replaceLast(draft.undo, ({ seq }) => seq === entry.seq, rest);
}

type UndoPatch = Partial<Exclude<Ending, { type: "stopped" }>["undo"]>;

export function updateEnding({ draft }: Turn, patch: UndoPatch): void {
  const { ending } = draft;
  if (ending && ending.type !== "stopped") draft.ending = { ...ending, undo: { ...ending.undo, ...patch } };
}
