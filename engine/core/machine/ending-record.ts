import type { FlowPlan } from "../compile/flow-plan.ts";
import type { Failure } from "../failure.ts";
import { isEmptyList, lengthOf } from "./chunked-list.ts";
import { nodeOf } from "./draft.ts";
import { hasKeptWork, pastPivot } from "./pivot.ts";
import type { RunEventBody } from "./run-event.ts";
import type { Ending, RunState } from "./run-state.ts";

type UndoableEnding = Exclude<Ending, { type: "stopped" }>;

/** The run stands still and will not go forward: undo, or end. */
export function endingRecord(plan: FlowPlan, state: RunState, ending: Ending): RunEventBody | undefined {
  if (ending.type === "stopped") return { type: "run.completed", data: { output: ending.output } };
  const { undo } = ending;
  if (!isEmptyList(state.undo) && !undo.failure && mayUndo(ending)) {
    if (!undo.begun) return { type: "run.compensating", data: { failure: reasonOf(ending), steps: lengthOf(state.undo) } };
    return undefined;
  }
  const undoFailure = undo.failure ?? undo.left?.[0] ?? (ending.type === "undone" ? keptBy(plan, state) : undefined);
  if (undoFailure) return { type: "run.compensationIncomplete", data: { failure: reasonOf(ending), undoFailure } };
  if (ending.type === "canceled") return { type: "run.canceled", data: ending.request };
  const undid = (undo.done > 0 && !hasKeptWork(state)) || ending.type === "undone";
  return { type: undid ? "run.compensated" : "run.failed", data: { failure: reasonOf(ending) } };
}

/** A parent asked for the undo of a run that has passed a point of no return. */
function keptBy(plan: FlowPlan, state: RunState): Failure | undefined {
  if (!state.pivot || !hasKeptWork(state)) return undefined;
  const { nodeId } = state.pivot;
  return pastPivot(nodeId, nodeOf(plan, nodeId).label);
}

export function mayUndo(ending: Ending): boolean {
  if (ending.type === "stopped") return false;
  return ending.type !== "canceled" || (ending.request.compensate && ending.request.force !== true);
}

function reasonOf(ending: UndoableEnding): Failure {
  if (ending.type === "failed") return ending.failure;
  const { by, reason } = ending.request;
  const because = reason === undefined ? "" : `: ${reason}`;
  if (ending.type === "undone") return { code: "run/undone", message: `Undone by ${by}${because}` };
  return { code: "run/canceled", message: `Canceled by ${by}${because}` };
}
