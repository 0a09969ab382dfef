import type { FlowPlan } from "../compile/flow-plan.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { startRun, stepRun } from "./step-run.ts";

/** The state after these events: the first is `run.started`, or they continue `from`. */
export function replayRun(plan: FlowPlan, runId: string, events: readonly RunEvent[], from?: RunState): RunState {
  let state = from;
  const kept = new WeakSet<object>();
  for (const event of events) {
    if (state) state = stepRun(plan, state, event, kept).state;
    else if (event.type === "run.started") state = startRun(plan, runId, event).state;
    else throw new Error(`The history of run ${runId} begins with ${event.type} instead of run.started.`);
  }
  if (!state) throw new Error(`Run ${runId} has no events.`);
  return state;
}
