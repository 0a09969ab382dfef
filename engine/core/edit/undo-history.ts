import { applyEdit } from "./apply-edit.ts";
import { combineEdits } from "./combine-edits.ts";
import { EditConflict } from "./edit-conflict.ts";
import type { FlowDraft } from "./flow-draft.ts";
import { invertEdit } from "./invert-edit.ts";
import type { Edit } from "./operation.ts";
import { rebaseEdit } from "./rebase-edit.ts";

/**
 * One's own edits that can be undone, and those that can be redone. Others edit at the same time: a step remembers how many
 * of their edits had been seen when it was made, and is fitted onto the later ones when it is taken back. What somebody
 * changed since is left alone.
 */
export interface UndoHistory {
  readonly done: readonly UndoStep[];
  readonly undone: readonly UndoStep[];
  /** Edits of others, the newest last, and how many older ones no step needs any more. */
  readonly remote: readonly Edit[];
  readonly dropped: number;
}

interface UndoStep {
  readonly label: string;
  /** What takes it back (in `undone`: what makes it again). */
  readonly inverse: Edit;
  /** Edits of others that had been seen. */
  readonly seen: number;
  readonly merge?: string;
  /** When it was made last, in ms of the caller's clock. */
  readonly at: number;
}

export const UNDO_STEPS = 200;
const MERGE_WITHIN_MS = 1_000;

export const emptyHistory: UndoHistory = { done: [], undone: [], remote: [], dropped: 0 };

const seenBy = ({ remote, dropped }: UndoHistory): number => dropped + remote.length;

/** `merge` joins the edit to the last one when that has the same key, is young, and nothing came between. */
export function remember(history: UndoHistory, edit: Edit, at: number, merge?: string): UndoHistory {
  const last = history.done.at(-1);
  const joins =
    merge !== undefined &&
    last?.merge === merge &&
    at - last.at <= MERGE_WITHIN_MS &&
    last.seen === seenBy(history) &&
    history.undone.length === 0;
  const inverse = joins ? { ...combineEdits(invertEdit(edit), last.inverse), label: edit.label } : invertEdit(edit);
  const step: UndoStep = { label: edit.label, inverse, seen: seenBy(history), at, ...(merge === undefined ? {} : { merge }) };
  const done = joins ? history.done.with(-1, step) : [...history.done, step].slice(-UNDO_STEPS);
  return { ...history, done, undone: [] };
}

/** Somebody else's edit, to which older steps have to be fitted. */
export function noteRemote(history: UndoHistory, edit: Edit): UndoHistory {
  if (history.done.length === 0 && history.undone.length === 0) return { ...history, remote: [], dropped: seenBy(history) + 1 };
  const oldest = Math.min(...[...history.done, ...history.undone].map(({ seen }) => seen));
  return { ...history, remote: [...history.remote.slice(oldest - history.dropped), edit], dropped: oldest };
}

export interface TakenBack {
  readonly history: UndoHistory;
  readonly edit: Edit;
  /** For announcing it: says when somebody's later change kept a part of it as it is. */
  readonly label: string;
}

export const undoLast = (history: UndoHistory, draft: FlowDraft, at: number): TakenBack | undefined =>
  takeBack(history, "done", "undone", draft, at);

export const redoLast = (history: UndoHistory, draft: FlowDraft, at: number): TakenBack | undefined =>
  takeBack(history, "undone", "done", draft, at);

function takeBack(
  history: UndoHistory,
  from: "done" | "undone",
  to: "done" | "undone",
  draft: FlowDraft,
  at: number,
): TakenBack | undefined {
  const step = history[from].at(-1);
  if (!step) return undefined;
  const since = history.remote.slice(step.seen - history.dropped);
  const { edit, conflicts } =
    since.length === 0 && fits(step.inverse, draft)
      ? { edit: step.inverse, conflicts: [] }
      : rebaseEdit(step.inverse, since, draft, { keepsTheirs: true });
  const back: UndoStep = { label: step.label, inverse: invertEdit(edit), seen: seenBy(history), at };
  const label = conflicts.length === 0 ? step.label : `${step.label}, except for what somebody has changed since`;
  return {
    history: { ...history, [from]: history[from].slice(0, -1), [to]: [...history[to], back] },
    edit: { ...edit, label: step.label },
    label,
  };
}

/** It may not, although nobody else did anything since: the server can have stored an own edit otherwise than it was made. */
function fits(edit: Edit, draft: FlowDraft): boolean {
  try {
    applyEdit(draft, edit);
    return true;
  } catch (error) {
    if (error instanceof EditConflict) return false;
    throw error;
  }
}
