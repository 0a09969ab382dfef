import { createMachine, initialTransition, transition, type AnyMachineSnapshot } from "xstate";
import type { JsonObject } from "../json.ts";
import { persistSnapshot, restoreSnapshot } from "./persisted-snapshot.ts";
import type { RunStatus } from "./run-event.ts";

/**
 * The life of a run: one machine, the same for every flow. A run works (`running`) or has only parked steps (`waiting`);
 * once it stops going forward it may undo (`compensating`); then it has ended. State names are run statuses.
 */
const lifecycleMachine = createMachine({
  id: "run",
  initial: "running",
  states: {
    running: {
      on: { parked: "waiting", undoing: "compensating", completed: "completed", failed: "failed", canceled: "canceled" },
    },
    waiting: {
      on: { resumed: "running", undoing: "compensating", completed: "completed", failed: "failed", canceled: "canceled" },
    },
    compensating: {
      on: { compensated: "compensated", compensationIncomplete: "compensation_incomplete", canceled: "canceled" },
    },
    completed: { type: "final" },
    failed: { type: "final" },
    compensated: { type: "final" },
    compensation_incomplete: { type: "final" },
    canceled: { type: "final" },
  },
});

export type LifecycleEvent =
  "parked" | "resumed" | "undoing" | "completed" | "failed" | "compensated" | "compensationIncomplete" | "canceled";

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
