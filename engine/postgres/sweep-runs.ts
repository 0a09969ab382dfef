import type pg from "pg";
import { retryTransient } from "./database-errors.ts";

/**
 * Runs that nobody drives although there is work, and for which no hint waits. A hint that a worker took more than 3 s ago
 * without the run being claimed counts as lost. One process sweeps at a time.
 */
const SWEEP = `
select hint_runs(array(
  select r.id from run r left join graphile_worker.jobs j on j.key = 'run:' || r.id
  where r.ended_at is null and r.owner is null and r.created_at < now() - interval '1 second'
    and (r.status = 'queued' or (r.inbox_seq > r.inbox_read and r.status <> 'paused'))
    and (j.id is null or j.locked_at < now() - interval '3 seconds')
  order by r.id
  limit 1000
)) as hinted
where pg_try_advisory_xact_lock(hashtextextended('omnilink sweep', 7))`;

/** How many runs were hinted again; 0 outside faults. */
async function sweepRuns(pool: pg.Pool): Promise<number> {
  const { rows } = await retryTransient(() => pool.query<{ hinted: number }>(SWEEP));
  return rows[0]?.hinted ?? 0;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The sweep, which also makes the event partitions of the coming month, once a day. */
export function createSweep(pool: pg.Pool): () => Promise<number> {
  let partitionsMadeAt = performance.now();
  return async () => {
    if (performance.now() - partitionsMadeAt > DAY_MS) {
      partitionsMadeAt = performance.now();
      await pool.query("select create_run_event_partitions()");
    }
    return sweepRuns(pool);
  };
}
