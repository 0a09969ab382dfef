import type pg from "pg";

/** What must hold whatever was killed when: each query names the rows that break a promise, and must find none. */
const INVARIANTS: Readonly<Record<string, string>> = {
  "the log of every run is gapless from 1": `
    select run_id from run_event group by run_id having max(seq) <> count(*) or min(seq) <> 1`,
  "a run knows the end of its log": `
    select r.id from run r where r.seq <> (select coalesce(max(seq), 0) from run_event e where e.run_id = r.id)`,
  "every run has ended or waits for a person": `
    select id from run where ended_at is null and not (status = 'waiting' and exists (
      select 1 from approval a where a.run_id = run.id and a.status = 'pending'))`,
  "an ended run has exactly one end, as its last event": `
    select r.id from run r where ended_at is not null and (
      select count(*) from run_event e where e.run_id = r.id and e.seq = r.seq
        and e.type in ('run.completed', 'run.failed', 'run.compensated', 'run.compensationIncomplete', 'run.canceled')) <> 1`,
  "a step has one outcome": `
    select run_id, node_id, visit from run_event where type in ('step.completed', 'step.failed', 'step.canceled')
    group by run_id, node_id, visit having count(*) > 1`,
  "undo is last in, first out": `
    with undone as (
      select u.run_id, u.seq, (select c.seq from run_event c where c.run_id = u.run_id and c.type = 'step.completed'
        and c.node_id = u.data ->> 'nodeId' and c.visit = (u.data ->> 'visit')::int) as forward
      from run_event u where u.type = 'step.undone'
    ) select run_id from (select *, lag(forward) over (partition by run_id order by seq) as before from undone) x where before <= forward`,
  "nothing is left of an ended run: no timer, no snapshot, no open approval": `
    select r.id from run r where ended_at is not null and (
      exists (select 1 from timer t where t.run_id = r.id) or exists (select 1 from run_snapshot s where s.run_id = r.id)
      or exists (select 1 from approval a where a.run_id = r.id and a.status = 'pending'))`,
};

/** The broken invariants with the rows that show it; empty when all hold. */
export async function brokenInvariants(pool: pg.Pool): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(INVARIANTS)) {
    const { rows } = await pool.query(sql);
    if (rows.length > 0) broken[name] = rows.slice(0, 5);
  }
  return broken;
}
