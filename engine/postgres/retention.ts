import type pg from "pg";
import { countExpiredEvents, deleteExpiredEvents } from "./expired-events.ts";
import { COUNTS_OF_EXPIRED, deleteCounts } from "./kept-counts.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Retention: runs that ended longer ago than `olderThan` are deleted with all that belongs to them. A run with an open
 * incident stays until somebody has looked at it. So does one that a staying run depends on: the run that started it may
 * have it undone, and a fork of it reads its items. Events of the bus that were delivered before then go as well.
 *
 * The bulk is the log, and of it whole months go at once: a partition of `run_log` is dropped when no run of its month is
 * left. An old run that is still open, or ended late, keeps its partition; the batches of its expired neighbors are then
 * deleted one by one. Rows go first and the partition after them, so a pass that is cut short leaves nothing that the
 * next one does not find.
 */
export interface RetentionOptions {
  /** ISO 8601 period of days, weeks, months or years, such as `P90D`. */
  readonly olderThan: string;
  /** Only say what would go. */
  readonly dryRun?: boolean;
  readonly batchSize?: number;
}

export interface RetentionReport {
  /** Runs that ended before this moment go. */
  readonly before: string;
  readonly runs: number;
  /** Delivered events of the bus. */
  readonly events: number;
  /** Partitions dropped. */
  readonly dropped: readonly string[];
  /** Partitions of months before `before` that stay, because runs of theirs do. */
  readonly kept: readonly string[];
}

const PERIOD = /^P[1-9]\d*[DWMY]$/;
export const isRetentionPeriod = (text: string): boolean => PERIOD.test(text);

interface Partition {
  readonly name: string;
  readonly from_id: string;
  readonly to_id: string;
}

const staysItself = (run: string): string =>
  `(${run}.ended_at is null or ${run}.ended_at >= $1 or exists (select 1 from incident i where i.run_id = ${run}.id and i.status = 'open'))`;

/** The run that started a run, and its forks. */
const dependsOn = (id: string): string =>
  `select c.parent_id as id from child_run c where c.child_id = ${id} union all select f.id from run f where f.forked_from = ${id}`;

const STAYS = `(${staysItself("r")} or exists (
  with recursive dependent(id) as (
    select d.id from (${dependsOn("r.id")}) as d
    union select d.id from dependent x cross join lateral (${dependsOn("x.id")}) as d
  ) select 1 from dependent x join run h on h.id = x.id where ${staysItself("h")}))`;
const LOCK = "hashtextextended('omnilink retention', 7)";

/** One pass; `undefined` when another process is at it. */
export async function deleteExpiredRuns(pool: pg.Pool, options: RetentionOptions): Promise<RetentionReport | undefined> {
  if (!isRetentionPeriod(options.olderThan)) throw new RangeError(`${options.olderThan} is not a period such as P90D.`);
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean; before: Date }>(
      `select pg_try_advisory_lock(${LOCK}) as mine, now() - $1::interval as before`,
      [options.olderThan],
    );
    if (!rows[0]?.mine) return undefined;
    try {
      return await deleteBefore(pool, rows[0].before, options);
    } finally {
      await client.query(`select pg_advisory_unlock(${LOCK})`);
    }
  } finally {
    client.release();
  }
}

async function deleteBefore(pool: pg.Pool, before: Date, { dryRun = false, batchSize = 1_000 }: RetentionOptions) {
  const partitions = await oldPartitions(pool, before);
  const expiring: Partition[] = [];
  for (const partition of partitions) if (!(await hasStayingRun(pool, before, partition))) expiring.push(partition);
  const runs = dryRun ? await countExpired(pool, before) : await deleteRuns(pool, before, expiring, batchSize);
  const dropped: string[] = [];
  for (const { name, ...range } of expiring) if (dryRun || (await dropPartition(pool, { name, ...range }))) dropped.push(name);
  const events = dryRun ? await countExpiredEvents(pool, before) : await deleteExpiredEvents(pool, before, batchSize);
  const kept = partitions.map(({ name }) => name).filter((name) => !dropped.includes(name));
  return { before: before.toISOString(), runs, events, dropped, kept };
}

/** Months that were over at `before`, oldest first. */
async function oldPartitions(pool: pg.Pool, before: Date): Promise<readonly Partition[]> {
  const { rows } = await pool.query<Partition>(
    `select name, run_id_floor(month at time zone 'UTC') as from_id, run_id_floor((month + interval '1 month') at time zone 'UTC') as to_id
     from (
       select c.relname as name, to_timestamp(right(c.relname, 7), 'YYYY_MM')::timestamp as month
       from pg_inherits h join pg_class c on c.oid = h.inhrelid
       where h.inhparent = 'run_log'::regclass and c.relname ~ '^run_log_\\d{4}_\\d{2}$'
     ) as partition
     where (month + interval '1 month') at time zone 'UTC' <= $1 order by name`,
    [before],
  );
  return rows;
}

async function hasStayingRun(pool: pg.Pool, before: Date, { from_id, to_id }: Partition): Promise<boolean> {
  const { rowCount } = await pool.query(`select 1 from run r where r.id >= $2 and r.id < $3 and ${STAYS} limit 1`, [
    before,
    from_id,
    to_id,
  ]);
  return rowCount === 1;
}

/** A run that ended before a moment began before it, and ids rise with the beginning: only that part of the table is read. */
const EXPIRED = `from run r where r.id < run_id_floor($1::timestamptz) and not ${STAYS}`;

async function countExpired(pool: pg.Pool, before: Date): Promise<number> {
  const { rows } = await pool.query<{ runs: number }>(`select count(*)::int as runs ${EXPIRED}`, [before]);
  return rows[0]?.runs ?? 0;
}

/** The log of a run whose partition will be dropped is left to that. */
const DELETE = `
with expired as (
  select r.id ${EXPIRED} and r.id > $2 order by r.id limit $3 for update of r skip locked
), logs as (
  delete from run_log where run_id = any (array(select id from expired e
    where not exists (select 1 from unnest($4::uuid[], $5::uuid[]) as p(from_id, to_id) where e.id >= p.from_id and e.id < p.to_id)))
), mail as (
  delete from inbox where run_id = any (array(select id from expired))
), approvals as (
  delete from approval where run_id = any (array(select id from expired))
), incidents as (
  delete from incident where run_id = any (array(select id from expired))
), ${COUNTS_OF_EXPIRED}, worths as (
  delete from run_value where run_id = any (array(select id from expired))
), fields as (
  delete from run_search_field where run_id = any (array(select id from expired))
), tags as (
  delete from run_tag where run_id = any (array(select id from expired))
), removed_tags as (
  delete from removed_run_tag where run_id = any (array(select id from expired))
), children as (
  delete from child_run where child_id = any (array(select id from expired))
), switched as (
  delete from switched_run where run_id = any (array(select id from expired))
), runs as (
  delete from run where id = any (array(select id from expired))
)
select id from expired order by id`;

async function deleteRuns(pool: pg.Pool, before: Date, expiring: readonly Partition[], batchSize: number): Promise<number> {
  const ranges = [expiring.map((partition) => partition.from_id), expiring.map((partition) => partition.to_id)];
  await deleteCounts(pool);
  let runs = 0;
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const { rows } = await pool.query<{ id: string }>(DELETE, [before, after, batchSize, ...ranges]);
    const last = rows.at(-1);
    if (!last) return runs;
    runs += rows.length;
    after = last.id;
  }
}

/** False when a run of that month is there after all, or the lock cannot be had soon; the next pass tries again. */
async function dropPartition(pool: pg.Pool, { name, from_id, to_id }: Partition): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query("set local lock_timeout = '1s'");
    const left = await client.query("select 1 from run r where r.id >= $1 and r.id < $2 limit 1", [from_id, to_id]);
    if (left.rowCount !== 0) return false;
    await client.query(`drop table "${name}"`);
    return true;
  }).catch((error: unknown) => {
    if (isLockTimeout(error)) return false;
    throw error;
  });
}

const isLockTimeout = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "55P03";
