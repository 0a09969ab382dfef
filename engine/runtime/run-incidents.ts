import type { RunEvent } from "../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import type { ClosedIncident, NewIncident } from "./incidents.ts";
import type { Checkpoint } from "./ports.ts";

/** What people must look at, or need not any more, once `events` are stored. */
export function runIncidents(
  stored: RunState,
  state: RunState,
  events: readonly RunEvent[],
): Pick<Checkpoint, "openIncidents" | "closeIncidents"> {
  const opened = [...events.flatMap((event) => openedBy(event, state)), ...newQuestions(stored, state)];
  const closed = events.flatMap(closedBy);
  return {
    ...(opened.length === 0 ? {} : { openIncidents: opened }),
    ...(closed.length === 0 ? {} : { closeIncidents: closed }),
  };
}

/** A run that another one waits for is that one's to deal with. */
function openedBy(event: RunEvent, { parent }: RunState): readonly NewIncident[] {
  if (event.type === "run.compensationIncomplete") return [{ kind: "undoFailed", failure: event.data.undoFailure }];
  if (event.type !== "run.failed" || parent) return [];
  const { failure } = event.data;
  return [{ kind: "failed", failure, ...(failure.nodeId === undefined ? {} : { nodeId: failure.nodeId }) }];
}

function newQuestions(stored: RunState, state: RunState): readonly NewIncident[] {
  const incidents: NewIncident[] = [];
  for (const key in state.active) {
    const step = state.active[key]!;
    if (step.phase === "undecided" && stored.active[key]?.phase !== "undecided") incidents.push(question(step));
  }
  return incidents;
}

function question({ nodeId, visit, undoes, question: failure }: ActiveStep): NewIncident {
  return { kind: undoes ? "undoFailed" : "undecided", nodeId, visit, failure: failure! };
}

function closedBy(event: RunEvent): readonly ClosedIncident[] {
  if (event.type !== "step.decided") return [];
  const { nodeId, visit, verdict, by } = event.data;
  return [{ nodeId, visit, resolution: RESOLUTIONS[verdict], by }];
}

const RESOLUTIONS = { retry: "retried", done: "treatedAsDone", failed: "treatedAsFailed" } as const;
