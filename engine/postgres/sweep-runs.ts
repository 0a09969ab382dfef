import type pg from "pg";
import { tellForgottenParents } from "./child-runs.ts";
import { retryTransient } from "./database-errors.ts";

/**
 * Runs that nobody drives although there is work, and for which no hint waits. A hint that a worker took more than 3 s ago
 * without the run being claimed counts as lost. One process sweeps at a time.
 *
 * What says that there is work changes at every checkpoint, so it is in no index: each sweep looks at the next open runs in
 * the order of their ids and begins again at the end. 100,000 waiting runs thus cost no more a second than 5,000 do.
 */
const SWEEP = `
with open as (
  select id, owner, status, inbox_seq, inbox_read, created_at from run where ended_at is null and id > $1 order by id limit $2
), lost as (
  select o.id from open o left join graphile_worker.jobs j on j.key = 'run:' || o.id
  where o.owner is null and o.created_at < now() - interval '1 second'
    and (o.status = 'queued' or (o.inbox_seq > o.inbox_read and o.status <> 'paused'))
    and (j.id is null or j.locked_at < now() - interval '3 seconds')
)
select hint_runs(array(select id from lost)) as hinted, (select id from open order by id offset $2 - 1) as last
where pg_try_advisory_xact_lock(hashtextextended('omnilink sweep', 7))`;

const OPEN_RUNS_PER_SWEEP = 5_000;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * The sweep: how many runs were hinted again, which is 0 outside faults. Once a day it also makes the partitions of the
 * coming month.
 */
export function createSweep(pool: pg.Pool, openRunsPerSweep = OPEN_RUNS_PER_SWEEP): () => Promise<number> {
  let partitionsMadeAt = performance.now();
  let after = FIRST_ID;
  return async () => {
    if (performance.now() - partitionsMadeAt > DAY_MS) {
      partitionsMadeAt = performance.now();
      await pool.query("select create_run_log_partitions()");
    }
    const told = await tellForgottenParents(pool);
    const { rows } = await retryTransient(() =>
      pool.query<{ hinted: number; last: string | null }>(SWEEP, [after, openRunsPerSweep]),
    );
    if (rows[0]) after = rows[0].last ?? FIRST_ID;
    return told + (rows[0]?.hinted ?? 0);
  };
}
