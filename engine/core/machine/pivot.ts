import type { Failure } from "../failure.ts";
import { append, emptyList, isEmptyList, toArray } from "./chunked-list.ts";
import type { Turn } from "./draft.ts";
import type { RunState, UndoEntry } from "./run-state.ts";
import { isInHand } from "./undo-in-hand.ts";

/**
 * A pivot is the point of no return of a run: once its step has completed, what had completed by then stays, whatever
 * becomes of the run. What is done after it can be undone as before.
 */

/** Takes what was done until now off the undo stack. Work nobody wanted, because its branch had lost, is still undone. */
export function passPivot({ draft }: Turn, nodeId: string): void {
  const isLeft = (entry: UndoEntry): boolean => entry.atOnce === true || isInHand(draft, entry);
  const entries = toArray(draft.undo);
  const kept = entries.filter((entry) => !isLeft(entry)).reduce<RunState["undo"]>(append, draft.pivot?.kept ?? emptyList);
  draft.pivot = { nodeId, kept };
  draft.undo = entries.filter(isLeft).reduce<RunState["undo"]>(append, emptyList);
}

/** Whether something stays that could have been undone before the pivot. */
export const hasKeptWork = ({ pivot }: Pick<RunState, "pivot">): boolean => pivot !== undefined && !isEmptyList(pivot.kept);

/** Why what lies before a pivot stays. */
export const pastPivot = (nodeId: string, label: string): Failure => ({
  code: "undo/past-pivot",
  message: `"${label}" was the point of no return: what was done before it stays.`,
  nodeId,
});
