import { toFailure } from "./failure.ts";
import type { Scope, UndoEntry } from "./scope.ts";
import { runStep, type Flow } from "./step.ts";
import type { World } from "./world.ts";

/** The newest entry that may be undone: the order of completion decides, over all branches and items. */
export const newest = (entries: readonly UndoEntry[]): UndoEntry | undefined =>
  entries.reduce<UndoEntry | undefined>(
    (best, entry) => (best === undefined || entry.order >= best.order ? entry : best),
    undefined,
  );

/** Undoes one step. An undo that fails for good ends the undoing, unless its edge says to go on. */
export async function undoOne(flow: Flow, world: World, scope: Scope, entry: UndoEntry, signal: AbortSignal): Promise<Scope> {
  const { nodeId, by, input, output, idempotencyKey, onFailure } = entry;
  const cause = scope.failure ? { ...scope.failure } : scope.error;
  const step = { input, output, idempotencyKey, ...(cause === undefined ? {} : { cause }) };
  const left = { ...scope, undo: scope.undo.filter((other) => other !== entry) };
  try {
    await runStep(flow, by, { world, scope: { ...entry.scope, step }, signal, isUndo: true });
    world.record({ type: "step.undone", nodeId, by });
    return { ...left, undone: scope.undone + 1 };
  } catch (error) {
    return onFailure === "continue" ? left : { ...left, undo: [], undoFailure: toFailure(error) };
  }
}
