import type pg from "pg";
import { tellForgottenParents, UNTOLD, type UntoldRun } from "./child-runs.ts";
import { retryTransient } from "./database-errors.ts";
import { freeRunsOf } from "./free-runs.ts";
import { HintStock, type HintQueue } from "./hint-stock.ts";

/**
 * Workers that hold hints without a lease; locks of the last seconds may be of one that has not noted its name yet. A process
 * that was frozen until its lease was taken from it can take one more hint in the moment between waking and ending. Nobody
 * recovers a pool twice, so its hints are opened here.
 */
const ORPHANED = `
select distinct j.locked_by from graphile_worker.jobs j
where j.locked_at < now() - interval '3 seconds' and not exists (select 1 from pool_lease l where j.locked_by = any (string_to_array(l.worker_id, ',')))`;

/**
 * Runs that nobody drives although there is work, and for which no hint waits, or no place in the line at their gate. A hint
 * that a worker took so long ago without the run being claimed (`LOST_AFTER_S`) counts as lost; the new one is of the same level,
 * so a flood stays in its queue. One process sweeps at a time. Those that drive without a lease (`gone`) are dead.
 *
 * What says that there is work changes at every checkpoint, so it is in no index: each sweep looks at the next open runs in
 * the order of their ids and begins again at the end. 100,000 waiting runs thus cost no more a second than 5,000 do. Hints are
 * looked up one by one: as a join, planned while there were none, each idle run was compared with each hint of a flood.
 */
const SWEEP = `
with open as (
  select id, owner, status, gate, inbox_seq, inbox_read, created_at from run where ended_at is null and id > $1 order by id limit $2
), idle as (
  select id, gate from open where owner is null and created_at < now() - interval '1 second'
    and (status = 'queued' or (inbox_seq > inbox_read and status <> 'paused'))
), lost as (
  select o.id, coalesce(j.priority, 0)::int as level from idle o left join lateral (
    select id, priority, locked_at from graphile_worker.jobs where key = run_hint_key(o.id) limit 1) j on true
  where o.gate is distinct from 'shut' and (j.id is null or j.locked_at < now() - make_interval(secs => case when j.priority > 0 then $4::float8 else $3::float8 end))
), unlined as (
  select i.id from idle i join run_gate g on g.run_id = i.id where i.gate = 'shut' and g.waiting_since is null
)
select hint_new_runs((select array_agg(id order by id) from lost), (select array_agg(level order by id) from lost))
    + queue_runs(array(select id from unlined)) as hinted,
  array(select distinct owner from open where owner is not null and not exists (select 1 from pool_lease l where l.pool_id = owner)) as gone,
  array(${ORPHANED}) as orphaned,
  coalesce((select json_agg(u) from (${UNTOLD}) as u), '[]') as untold,
  (select id from open order by id offset $2 - 1) as last
where pg_try_advisory_xact_lock(hashtextextended('omnilink sweep', 7))`;

interface Swept {
  readonly hinted: number;
  readonly gone: readonly string[];
  readonly orphaned: readonly string[];
  readonly untold: readonly UntoldRun[];
  readonly last: string | null;
}

const OPEN_RUNS_PER_SWEEP = 5_000;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * The hint may stand in line in a process that has the slots of its queue full. Who has a slot takes such runs from it; who is
 * full itself would only write the line a second time, and waits until it can but be lost: the answer that was to bring it never came.
 */
const LOST_AFTER_S = { full: 30, withRoom: 3 };

export interface SweepOptions {
  readonly openRunsPerSweep?: number;
  /** Default: this process has room. */
  readonly stock?: HintStock;
}

/**
 * The sweep: how many runs were hinted again, which is 0 outside faults. It also opens hints that dead workers hold, and
 * once a day it makes the partitions of the coming month.
 */
export function createSweep(
  pool: pg.Pool,
  { openRunsPerSweep = OPEN_RUNS_PER_SWEEP, stock = new HintStock() }: SweepOptions = {},
): () => Promise<number> {
  let partitionsMadeAt = performance.now();
  let after = FIRST_ID;
  const lostAfter = (queue: HintQueue): number => LOST_AFTER_S[stock.isFull(queue) ? "full" : "withRoom"];
  return async () => {
    if (performance.now() - partitionsMadeAt > DAY_MS) {
      partitionsMadeAt = performance.now();
      await pool.query("select create_run_log_partitions()");
    }
    const values = [after, openRunsPerSweep, lostAfter("first"), lostAfter("later")];
    const { rows } = await retryTransient(() => pool.query<Swept>({ name: "sweep", text: SWEEP, values }));
    const [swept] = rows;
    if (swept === undefined) return 0;
    after = swept.last ?? FIRST_ID;
    return swept.hinted + (await mend(pool, swept));
  };
}

/** What a process that died left half done; the number of runs that go on now. */
async function mend(pool: pg.Pool, { gone, orphaned, untold }: Swept): Promise<number> {
  if (orphaned.length > 0) await pool.query("select open_hints_of($1::text[])", [orphaned]);
  let freed = 0;
  for (const poolId of gone) freed += await freeRunsOf(pool, poolId);
  await tellForgottenParents(pool, untold);
  return freed + untold.length;
}
