import type { JsonObject, JsonValue } from "../json.ts";
import { frameAt } from "./scope-tree.ts";
import type { Frame, RunState, Scope } from "./run-state.ts";

export const outputOf = (frame: Frame, nodeId: string): JsonValue => frame.outputs[nodeId] ?? null;

/** Of a flow or a turn that came to its end: the output of the last node, or, when several branches ended, an object keyed by node id. */
export function scopeOutput(state: RunState, { leaves }: Scope, id: string | undefined): JsonValue {
  const ends = [...new Set(leaves)];
  const frame = frameAt(state, id);
  return ends.length === 1 ? outputOf(frame, ends[0]!) : outputsOf(frame, ends);
}

export function outputsOf(frame: Frame, nodeIds: readonly string[]): JsonObject {
  return Object.fromEntries(nodeIds.map((nodeId) => [nodeId, outputOf(frame, nodeId)]));
}
