import type pg from "pg";
import type { RunEvent } from "../core/machine/run-event.ts";
import { retryTransient } from "./database-errors.ts";
import { BATCH, decodeBatch, type BatchRow } from "./event-batch.ts";

/** Sequence numbers have no gaps, so a limit is also the number of the last event asked for. */
export const LOG_AFTER = `
  select ${BATCH} as batch from run_log l
  where l.run_id = $1 and l.last_seq > $2 and l.first_seq <= $3`;

const READ = `${LOG_AFTER} order by l.last_seq`;

export interface LogRow {
  readonly batch: BatchRow;
}

/** Events of a run after `afterSeq`, in order. */
export async function readEvents(pool: pg.Pool, runId: string, afterSeq: number, limit?: number): Promise<readonly RunEvent[]> {
  const values = logRange(runId, afterSeq, limit);
  const { rows } = await retryTransient(() => pool.query<LogRow>({ name: "read-events", text: READ, values }));
  return eventsOf(rows, afterSeq, limit);
}

const MAX_SEQ = 2 ** 31 - 1;

/** Parameters of `LOG_AFTER`. */
export const logRange = (runId: string, afterSeq: number, limit = MAX_SEQ): [string, number, number] => [
  runId,
  afterSeq,
  Math.min(MAX_SEQ, afterSeq + limit),
];

/** A batch may begin before the range and end behind it. */
export function eventsOf(rows: readonly LogRow[], afterSeq: number, limit?: number): readonly RunEvent[] {
  const events = rows.flatMap((row) => decodeBatch(row.batch, afterSeq));
  return limit === undefined ? events : events.slice(0, limit);
}
