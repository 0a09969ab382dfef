import type pg from "pg";

/** An event that has been delivered long ago says nothing any more; one that still waits for a flow stays, however old. */
const EXPIRED = "from bus_event where id < run_id_floor($1::timestamptz) and delivered_at < $1";

export async function countExpiredEvents(pool: pg.Pool, before: Date): Promise<number> {
  const { rows } = await pool.query<{ events: number }>(`select count(*)::int as events ${EXPIRED}`, [before]);
  return rows[0]?.events ?? 0;
}

/** What was delivered to whom goes with the event. Resolves to how many events went. */
export async function deleteExpiredEvents(pool: pg.Pool, before: Date, batchSize: number): Promise<number> {
  const batch = `delete from bus_event where id in (select id ${EXPIRED} order by id limit $2 for update skip locked)`;
  for (let events = 0; ;) {
    const { rowCount } = await pool.query(batch, [before, batchSize]);
    if (!rowCount) return events;
    events += rowCount;
  }
}
