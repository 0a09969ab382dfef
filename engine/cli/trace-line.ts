import type { JsonObject } from "../core/json.ts";
import type { RunEvent, RunEventType } from "../core/machine/run-event.ts";

/** An event as `trace --json` prints it; part of the public interface. */
export interface TraceLine {
  readonly seq: number;
  readonly at: string;
  readonly type: RunEventType;
  readonly nodeId?: string;
  readonly visit?: number;
  readonly attempt?: number;
  readonly data?: JsonObject;
}

/** An event in its public shape: step coordinates on top, the rest under `data`. */
export function traceLine(event: RunEvent): TraceLine {
  const { seq, at, type } = event;
  const data = event.data as JsonObject;
  const step = "nodeId" in event ? { nodeId: event.nodeId, visit: event.visit, attempt: event.attempt } : stepInData(data);
  return { seq, at, type, ...step, ...(Object.keys(data).length > 0 && { data }) };
}

/** Events about a step that come from outside name it in their data. */
function stepInData({ nodeId, visit }: JsonObject): { nodeId?: string; visit?: number } {
  return { ...(typeof nodeId === "string" && { nodeId }), ...(typeof visit === "number" && { visit }) };
}
