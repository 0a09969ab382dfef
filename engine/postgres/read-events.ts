import type pg from "pg";
import type { RunEvent } from "../core/machine/run-event.ts";
import { retryTransient } from "./database-errors.ts";
import { EVENT_ARRAY, toRunEvent, type EventArray } from "./event-row.ts";

const READ = `select ${EVENT_ARRAY} as event from run_event e where e.run_id = $1 and e.seq > $2 order by e.seq limit $3`;

/** Events of a run after `afterSeq`, in order. */
export async function readEvents(pool: pg.Pool, runId: string, afterSeq: number, limit?: number): Promise<readonly RunEvent[]> {
  const values = [runId, afterSeq, limit ?? null];
  const { rows } = await retryTransient(() => pool.query<{ event: EventArray }>({ name: "read-events", text: READ, values }));
  return rows.map((row) => toRunEvent(row.event));
}
