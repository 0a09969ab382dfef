import type { RunEvent } from "../core/machine/run-event.ts";

/** `[seq, at in milliseconds, type, node id, visit, attempt, data]`, as `EVENT_ARRAY` selects it. */
export type EventArray = readonly [number, number, string, string | null, number | null, number | null, unknown];

/** One event of table alias `e`. `data` is spliced in as the text that was stored. */
export const EVENT_ARRAY = `json_build_array(e.seq, (extract(epoch from e.at) * 1000)::bigint, e.type, e.node_id, e.visit, e.attempt, e.data)`;

export function toRunEvent([seq, atMs, type, nodeId, visit, attempt, data]: EventArray): RunEvent {
  const step = nodeId === null ? {} : { nodeId, visit, attempt };
  // Written by our own driver from a RunEvent; the columns are its members.
  return { seq, at: new Date(atMs).toISOString(), type, ...step, data } as RunEvent;
}
