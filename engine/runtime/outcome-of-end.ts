import { endStatus, type ChildOutcome, type RunEvent } from "../core/machine/run-event.ts";

/** How a run ended, as its parent is told, by the event that ended it. */
export function outcomeOfEnd(runId: string, event: RunEvent): ChildOutcome {
  const status = endStatus[event.type as keyof typeof endStatus];
  if (event.type === "run.completed") return { runId, status, output: event.data.output };
  return { runId, status, ...("failure" in event.data ? { failure: event.data.failure } : {}) };
}
