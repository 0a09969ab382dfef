import type pg from "pg";

/**
 * What must hold whatever was killed when: each query names the rows that break a promise, and must find none. The
 * numbers are those of the promises: I3 the log, I4 undo, I5 nothing stuck, I6 no orphaned hints, I8 tenancy.
 */
type Invariants = Readonly<Record<string, string>>;

/** True of every committed state, also while workers are being killed. */
const ALWAYS: Invariants = {
  "I3: the log of every run is gapless from 1": `
    select run_id from run_event group by run_id having max(seq) <> count(*) or min(seq) <> 1`,
  "I3: a run knows the end of its log": `
    select r.id from run r where r.seq <> (select coalesce(max(seq), 0) from run_event e where e.run_id = r.id)`,
  "I3: an ended run has exactly one end, as its last event": `
    select r.id from run r where ended_at is not null and (
      select count(*) from run_event e where e.run_id = r.id and e.seq = r.seq
        and e.type in ('run.completed', 'run.failed', 'run.compensated', 'run.compensationIncomplete', 'run.canceled')) <> 1`,
  "I3: a step has one outcome": `
    select run_id, node_id, visit from run_event where type in ('step.completed', 'step.failed', 'step.canceled')
    group by run_id, node_id, visit having count(*) > 1`,
  // Of flows that say nothing else: where a container undoes side by side, undos end in any order.
  "I4: undo is last in, first out": `
    select run_id from (
      select run_id, forward, lag(forward) over (partition by run_id order by seq) as before from (
        select u.run_id, u.seq, (select c.seq from run_event c where c.run_id = u.run_id and c.type = 'step.completed'
          and c.node_id = u.data ->> 'nodeId' and c.visit = (u.data ->> 'visit')::int) as forward
        from run_event u where u.type = 'step.undone') undone) x
    where before <= forward or forward is null`,
  "I1: a trigger key has one run": `
    select flow_id, trigger_key from run where trigger_key is not null group by flow_id, trigger_key having count(*) > 1`,
};

/** True when everything that can move has come to rest. */
const AT_REST: Invariants = {
  "every run has ended or waits for a person, a signal or a time to come": `
    select id, status from run where ended_at is null and not (status = 'waiting' and owner is null and inbox_seq <= inbox_read and (
      exists (select 1 from approval a where a.run_id = run.id and a.status = 'pending')
      or exists (select 1 from timer t where t.run_id = run.id and t.due_at > clock_timestamp() - interval '1 second')
      or (select type from run_event e where e.run_id = run.id and e.seq = run.seq) = 'step.waiting'))`,
  "nothing is left of an ended run: no timer, no snapshot, no open approval": `
    select r.id from run r where ended_at is not null and (
      exists (select 1 from timer t where t.run_id = r.id) or exists (select 1 from run_snapshot s where s.run_id = r.id)
      or exists (select 1 from approval a where a.run_id = r.id and a.status = 'pending'))`,
  "I6: no hint is held by a process without a lease": `
    select j.id, j.locked_by from graphile_worker._private_jobs j
    where j.locked_at < clock_timestamp() - interval '5 seconds'
      and not exists (select 1 from pool_lease l where l.worker_id = j.locked_by)`,
};

/** The broken invariants with the rows that show it; empty when all hold. */
export async function brokenInvariants(pool: pg.Pool): Promise<Record<string, unknown[]>> {
  return { ...(await findBroken(pool, ALWAYS)), ...(await findBroken(pool, AT_REST)), ...(await foreignRows(pool)) };
}

/** In place of the tables, what is open or has just ended: a look must not cost more the longer a test lasts. */
const RECENT = `
with run as not materialized (
  select * from public.run where ended_at is null or ended_at > clock_timestamp() - interval '5 seconds'
), run_event as not materialized (select e.* from public.run_event e where e.run_id in (select id from run))`;

/** Those that hold at any moment, for runs that something happens to: for looking while processes die. */
export const brokenMeanwhile = (pool: pg.Pool): Promise<Record<string, unknown[]>> => findBroken(pool, ALWAYS, RECENT);

async function findBroken(pool: pg.Pool, invariants: Invariants, tables = ""): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(invariants)) {
    const { rows } = await pool.query(`${tables}${sql}`);
    if (rows.length > 0) broken[name] = rows.slice(0, 5);
  }
  return broken;
}

const PARENTS = { run_id: "run", flow_id: "flow", flow_version_id: "flow_version" } as const;

/** I8: whatever belongs to a run, a flow or a version belongs to the same organization; a query per column, taken from the schema. */
async function foreignRows(pool: pg.Pool): Promise<Record<string, unknown[]>> {
  const { rows } = await pool.query<{ table_name: string; column_name: keyof typeof PARENTS }>(
    `select c.table_name, c.column_name from information_schema.columns c
     join information_schema.columns o using (table_schema, table_name)
     where c.table_schema = current_schema() and o.column_name = 'org_id' and c.column_name = any($1)
       and not exists (select 1 from pg_class p where p.relname = c.table_name and p.relispartition)`,
    [Object.keys(PARENTS)],
  );
  const queries = rows.map(({ table_name: table, column_name: column }) => [
    `I8: ${table} belongs to the organization of its ${PARENTS[column]}`,
    `select c.* from "${table}" c join "${PARENTS[column]}" p on p.id = c.${column} where c.org_id <> p.org_id`,
  ]);
  return findBroken(pool, Object.fromEntries(queries) as Invariants);
}

export interface StuckRun {
  readonly id: string;
  readonly status: string;
  /** Seconds since it could have moved. */
  readonly age: number;
}

/**
 * I5: runs with something to do, by how long nothing had happened to them when the look began, on the database's clock; the
 * oldest first. A run that waits for a person, a signal or a time to come has nothing to do, whoever looks at it: a server that
 * was killed brings back hints that were done. One that has been called since counts from there.
 */
export async function idleRuns(pool: pg.Pool): Promise<readonly StuckRun[]> {
  const { rows } = await pool.query<StuckRun>(
    `select * from (
       select r.id, r.status, extract(epoch from statement_timestamp() - greatest(e.at, case when r.status = 'waiting' then least(
         (select min(due_at) from timer t where t.run_id = r.id and t.due_at < statement_timestamp()),
         (select min(created_at) from inbox i where i.run_id = r.id and i.id > r.inbox_read)) end))::float8 as age,
         r.status <> 'waiting' or r.inbox_seq > r.inbox_read
           or exists (select 1 from timer t where t.run_id = r.id and t.due_at < statement_timestamp()) as has_work
       from run r join run_event e on e.run_id = r.id and e.seq = r.seq
       where r.ended_at is null and r.status <> 'paused') x
     where has_work order by age desc limit 5`,
  );
  return rows;
}
