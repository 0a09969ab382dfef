import type { JsonObject, JsonValue } from "../json.ts";
import type { RunState } from "./run-state.ts";

export const outputOf = (state: RunState, nodeId: string): JsonValue => state.outputs[nodeId] ?? null;

/** Without a `stop`: the output of the last node, or, when several branches ended, an object keyed by node id. */
export function runOutput(state: RunState): JsonValue {
  const ends = [...new Set(state.leaves)];
  return ends.length === 1 ? outputOf(state, ends[0]!) : outputsOf(state, ends);
}

export function outputsOf(state: RunState, nodeIds: readonly string[]): JsonObject {
  return Object.fromEntries(nodeIds.map((nodeId) => [nodeId, outputOf(state, nodeId)]));
}
