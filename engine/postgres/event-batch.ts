import type { RunEvent } from "../core/machine/run-event.ts";

/**
 * The events of one checkpoint, or of a start, as one row of `run_log`. A batch is a JSON array with an array per event:
 * `[type, milliseconds after at, data, node id, visit, attempt, item]`; what is null at its end is left out. The view
 * `run_event` expands the same form in SQL.
 *
 * A row per event would cost 72 bytes of row and 64 of index each, in the table and in the write-ahead log, and repeat
 * the ids and the words; a batch pays once and compresses.
 */
export interface EventBatch {
  readonly firstSeq: number;
  /** Time of the first event, ISO 8601. */
  readonly at: string;
  readonly text: string;
}

/** `[sequence number of the first event, its time in milliseconds since 1970, batch]`, as `BATCH` selects it. */
export type BatchRow = readonly [number, number, readonly EncodedEvent[]];
type EncodedEvent = readonly [
  type: string,
  offsetMs: number,
  data: unknown,
  nodeId?: string | null,
  visit?: number | null,
  attempt?: number | null,
  item?: number | null,
];
type ItemEvent = RunEvent & { readonly item?: number };

/** One batch of table alias `l`. Payloads are spliced in as the text that was stored. */
export const BATCH = `json_build_array(l.first_seq, (extract(epoch from l.at) * 1000)::bigint, l.events)`;

/** @throws RangeError for an event whose time is no time. */
export function encodeBatch(events: readonly RunEvent[]): EventBatch | undefined {
  const first = events[0];
  if (!first) return undefined;
  const baseMs = Date.parse(first.at);
  const encoded = events.map((event) => encodeEvent(event, baseMs));
  return { firstSeq: first.seq, at: first.at, text: compressible(JSON.stringify(encoded)) };
}

/** The batch of a new run; its time is the database's. */
export const startedBatch = (data: string): string => compressible(`[["run.started",0,${data}]]`);

function encodeEvent(event: ItemEvent, baseMs: number): EncodedEvent {
  const offsetMs = Date.parse(event.at) - baseMs;
  if (Number.isNaN(offsetMs)) throw new RangeError(`Event ${event.seq} (${event.type}) has no valid time: ${event.at}.`);
  if (!("nodeId" in event)) return [event.type, offsetMs, event.data];
  const { type, data, nodeId, visit, attempt, item } = event;
  return item === undefined
    ? [type, offsetMs, data, nodeId, visit, attempt]
    : [type, offsetMs, data, nodeId, visit, attempt, item];
}

/** The events of a batch after `afterSeq`. */
export function decodeBatch([firstSeq, atMs, events]: BatchRow, afterSeq = 0): readonly RunEvent[] {
  const known = Math.max(0, afterSeq - firstSeq + 1);
  return events.slice(known).map((event, index) => decodeEvent(event, firstSeq + known + index, atMs));
}

function decodeEvent([type, offsetMs, data, nodeId, visit, attempt, item]: EncodedEvent, seq: number, atMs: number): RunEvent {
  const step = nodeId === undefined || nodeId === null ? {} : { nodeId, visit, attempt };
  const place = item === undefined || item === null ? step : { ...step, item };
  // Written by our own driver from a RunEvent; the elements are its members.
  return { seq, at: new Date(atMs + offsetMs).toISOString(), type, ...place, data } as RunEvent;
}

/**
 * Postgres compresses a value only in rows of more than 2,032 bytes, and most batches are somewhat smaller. JSON may end in
 * blanks, and blanks compress to almost nothing, so a batch worth compressing is filled up to that size.
 */
const WORTH_COMPRESSING = 400;
const COMPRESSED_FROM = 1_980;

const compressible = (text: string): string => (text.length < WORTH_COMPRESSING ? text : text.padEnd(COMPRESSED_FROM));
