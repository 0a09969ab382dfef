import { newestFirst } from "./chunked-list.ts";
import type { Draft } from "./draft.ts";
import type { ActiveStep, RunState, UndoEntry } from "./run-state.ts";

/** Entries of the undo stack are in hand from the moment their undo begins until they are off the stack, or it has failed. */

const NONE: readonly UndoEntry[] = [];

const seqsInHand = ({ undoing, undoingBeside = [] }: RunState): readonly number[] =>
  undoing === undefined ? [] : [undoing, ...undoingBeside];

/** Whether its undo is under way. */
export const isInHand = (state: RunState, { seq }: UndoEntry): boolean => seqsInHand(state).includes(seq);

/** Without a look at the stack: asked after each event of an undo. */
export const countInHand = ({ undoing, undoingBeside }: RunState): number =>
  undoing === undefined ? 0 : 1 + (undoingBeside?.length ?? 0);

/** The entries being undone now, the newest first. */
export function entriesInHand(state: RunState): readonly UndoEntry[] {
  if (state.undoing === undefined) return NONE;
  const seqs = new Set(seqsInHand(state));
  const found: UndoEntry[] = [];
  for (const entry of newestFirst(state.undo)) {
    if (seqs.has(entry.seq)) found.push(entry);
    if (found.length === seqs.size) break;
  }
  return found;
}

/** Its undo begins. */
export function takeInHand(draft: Draft, { seq }: UndoEntry): void {
  if (draft.undoing === undefined) draft.undoing = seq;
  else draft.undoingBeside = [...(draft.undoingBeside ?? []), seq];
}

/** It is off the stack, or goes back to those that wait. */
export function letGo(draft: Draft, entry: Pick<UndoEntry, "seq">): void {
  const [first, ...beside] = seqsInHand(draft).filter((seq) => seq !== entry.seq);
  delete draft.undoing;
  delete draft.undoingBeside;
  if (first !== undefined) draft.undoing = first;
  if (beside.length > 0) draft.undoingBeside = beside;
}

/** The run that this step has undone: that of a sub-flow without a compensation of its own, which is undone by its own run. */
export const undoneRun = ({ nodeId, undoes }: Pick<ActiveStep, "nodeId" | "undoes">): string | undefined =>
  undoes?.nodeId === nodeId ? undoes.child : undefined;
