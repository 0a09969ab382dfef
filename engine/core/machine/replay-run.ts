import type { FlowPlan } from "../compile/flow-plan.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { beginWith, stepRun } from "./step-run.ts";

/**
 * The state after these events: the first is `run.started`, or they continue `from`. The plan is that of the version the
 * run belongs to after them; what came before its last move is told by the event of that move.
 */
export function replayRun(plan: FlowPlan, runId: string, events: readonly RunEvent[], from?: RunState): RunState {
  const told = sinceMoved(events);
  let state = told === events ? from : undefined;
  const kept = new WeakSet<object>();
  for (const event of told) state = state ? stepRun(plan, state, event, kept).state : beginWith(plan, runId, event).state;
  if (!state) throw new Error(`Run ${runId} has no events.`);
  return state;
}

/** The events of the version the run belongs to last. The same list when it never moved. */
export function sinceMoved(events: readonly RunEvent[]): readonly RunEvent[] {
  const moved = events.findLastIndex(({ type }) => type === "run.moved");
  return moved < 0 ? events : events.slice(moved);
}
