import { createMachine, initialTransition, transition, type AnyMachineSnapshot } from "xstate";
import type { JsonObject } from "../json.ts";
import { persistSnapshot, restoreSnapshot } from "./persisted-snapshot.ts";
import type { RunStatus } from "./run-status.ts";

const ends = {
  completed: "completed",
  failed: "failed",
  canceled: "canceled",
  compensated: "compensated",
  compensationIncomplete: "compensation_incomplete",
};

/**
 * The life of a run: one machine, the same for every flow. A run works (`running`) or has only parked steps (`waiting`),
 * of which one may need a person (`needs_decision`); people can hold it (`paused`); once it stops going forward it may
 * undo (`compensating`); then it has ended. State names are run statuses.
 */
const lifecycleMachine = createMachine({
  id: "run",
  initial: "running",
  states: {
    running: { on: { parked: "waiting", asked: "needs_decision", paused: "paused", undoing: "compensating", ...ends } },
    waiting: { on: { resumed: "running", asked: "needs_decision", paused: "paused", undoing: "compensating", ...ends } },
    needs_decision: { on: { resumed: "running", parked: "waiting", paused: "paused", undoing: "compensating", ...ends } },
    paused: { on: { resumed: "running", undoing: "compensating", ...ends } },
    compensating: { on: { asked: "needs_decision", paused: "paused", ...ends } },
    completed: { type: "final" },
    failed: { type: "final" },
    compensated: { type: "final" },
    compensation_incomplete: { type: "final" },
    canceled: { type: "final" },
  },
});

export type LifecycleEvent = "parked" | "resumed" | "asked" | "paused" | "undoing" | keyof typeof ends;

export interface Life {
  readonly status: RunStatus;
  readonly snapshot: JsonObject;
}

const toLife = (snapshot: AnyMachineSnapshot): Life => ({
  status: String(snapshot.value) as RunStatus,
  snapshot: persistSnapshot(lifecycleMachine, snapshot),
});

const born = toLife(initialTransition(lifecycleMachine, undefined)[0]);
// The machine has no context: the same state and event always lead to the same life.
const known = new Map<string, Life>();

export const beginLife = (): Life => born;

/** A run that had ended and goes on again, because people had it undone or tried again. */
export function reviveLife(status: "running" | "compensating"): Life {
  return status === "running" ? born : stepLife(born.snapshot, "undoing");
}

/** An event the current state does not listen for changes nothing. */
export function stepLife(snapshot: JsonObject, event: LifecycleEvent): Life {
  const key = `${String(snapshot["value"])}/${event}`;
  const found = known.get(key);
  if (found) return found;
  const live = restoreSnapshot(lifecycleMachine, snapshot);
  const life = toLife(transition(lifecycleMachine, live as never, { type: event })[0]);
  known.set(key, life);
  return life;
}
