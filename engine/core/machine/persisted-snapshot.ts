import type { AnyMachineSnapshot, AnyStateMachine } from "xstate";
import type { JsonObject } from "../json.ts";

/** What XState keeps of a snapshot, as plain JSON: exactly what a restart reads back. */
export function persistSnapshot(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): JsonObject {
  return JSON.parse(JSON.stringify(machine.getPersistedSnapshot(snapshot as never))) as JsonObject;
}

/** XState asks for an actor scope only to revive child actors, and these machines have none. */
export function restoreSnapshot(machine: AnyStateMachine, persisted: JsonObject): AnyMachineSnapshot {
  return machine.restoreSnapshot(persisted as never, undefined as never) as AnyMachineSnapshot;
}
