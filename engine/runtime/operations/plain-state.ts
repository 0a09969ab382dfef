import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { RunState } from "../../core/machine/run-state.ts";

/** A run state, as an event carries it: it is plain JSON by its definition. */
export function plainState(state: RunState): JsonObject {
  const plain: unknown = state;
  if (!isJsonObject(plain)) throw new Error(`The state of run ${state.runId} is no object.`);
  return plain;
}
