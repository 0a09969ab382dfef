import type { RunEventBody } from "./run-event.ts";
import { MAX_RUN_EVENTS } from "./run-limits.ts";
import type { RunState } from "./run-state.ts";

/** Recorded, so that a history means the same whatever the limit was or will be. What the run undoes then is not limited. */
export function eventLimitReached({ runId, seq, ending }: RunState): RunEventBody | undefined {
  if (seq < MAX_RUN_EVENTS || ending) return undefined;
  const most = MAX_RUN_EVENTS.toLocaleString("en-US");
  const message = `Run ${runId} has recorded ${most} events, the most that one run may. Split its work over sub-flows, or let it emit an event that a new run goes on from.`;
  return { type: "run.limitReached", data: { failure: { code: "run/too-many-events", message } } };
}
