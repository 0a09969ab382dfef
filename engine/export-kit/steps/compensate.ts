import { StepFailure } from "../failure.ts";
import type { Scope, UndoEntry } from "../scope.ts";
import { stepOf } from "../step.ts";
import { newest, undoOne } from "../undo.ts";

/** Undoes completed steps back to a savepoint, the last one first, and then goes on. */
export const compensate = stepOf(({ to }: { readonly to?: string }) => async (attempt) => {
  const { flow, world, signal } = attempt;
  let scope: Scope = { ...attempt.scope, undone: 0 };
  const isAbove = ({ within, order }: UndoEntry): boolean =>
    to === undefined || within.includes(to) || order > (attempt.scope.completed[to] ?? Infinity);
  for (let entry = newest(scope.undo.filter(isAbove)); entry; entry = newest(scope.undo.filter(isAbove))) {
    scope = await undoOne(flow, world, scope, entry, signal);
    if (scope.undoFailure) throw new StepFailure(scope.undoFailure);
  }
  return { output: { undone: scope.undone }, undo: scope.undo, rewind: true };
});
