import type pg from "pg";
import { QUARANTINED_AFTER, QUARANTINED_AT_LAST_AFTER, QUARANTINED_IN_COMPANY_AFTER } from "../runtime/quarantine.ts";

/**
 * Takes runs from the process that drove them, because it died or gives one up. A run that loses its process again and
 * again without an event in between is what kills or breaks it: it is set aside, paused, with an incident. The count is
 * kept with the end of the log (`crash_seq`), so progress resets it without a write.
 *
 * A process drives many runs, and those that were merely slow die with it. They are tried again apart until one dies alone;
 * in company it takes more deaths to tell, and when several are suspect at once, none is set aside before the largest count.
 *
 * Runs are locked in the order of their ids, as by everybody who writes to several, and before their hints: in any other order,
 * who fires timers or stores checkpoints meets this in a deadlock, and the runs stand still until the server ends it.
 */
const freeing = (which: string, first = ""): string => `
with ${first}lost as (
  select id, status, case when crash_seq = seq then crash_count + 1 else 1 end as crashes
  from run where ended_at is null and owner = $1 and ${which} order by id for no key update
), judged as (
  select id, crashes, status = 'paused' as was_paused,
    status <> 'paused' and (crashes >= ${QUARANTINED_AT_LAST_AFTER}
      or crashes >= ${QUARANTINED_AFTER} and count(*) over () = 1
      or crashes >= ${QUARANTINED_IN_COMPANY_AFTER} and count(*) filter (where crashes >= ${QUARANTINED_AFTER}) over () = 1) as aside
  from lost
), freed as (
  update run r set owner = null, epoch = epoch + 1, crash_seq = seq, crash_count = j.crashes,
    status = case when j.was_paused or j.aside then 'paused' else 'queued' end,
    gate = case when r.gate is not null and (j.was_paused or j.aside) then 'shut' else r.gate end
  from judged j where r.id = j.id
  returning r.id, r.org_id, r.flow_id, r.seq, r.status, r.crash_count, j.aside
), quarantined as (
  insert into incident (org_id, run_id, flow_id, kind, cause, failure)
  select org_id, id, flow_id, 'quarantined', incident_cause('quarantined', null, 'run/quarantined', $2::text), json_build_object('code', 'run/quarantined', 'retryable', false,
    'message', format('The run was set aside: it lost its process %s times in a row without getting past event %s. The last time: %s',
      crash_count, seq, $2::text),
    'details', json_build_object('times', crash_count, 'seq', seq, 'reason', $2::text))
  from freed where aside
)`;

/**
 * Within 0.5 s, later 1 and 2 s: longer than most runs are in hand, and short enough for one that was innocent each time. Few
 * need less to be apart: one that is alone under suspicion is tried again soon.
 */
const hintApart = (times: number, atMost = "2"): string => `
hint_runs_apart(array_agg(id) filter (where status = 'queued' and crash_count > ${times}),
  array_agg(least(${atMost}, 0.25 * 2 ^ (crash_count - 1))) filter (where status = 'queued' and crash_count > ${times}))`;

const AMONG_SUSPECTS = "2, 0.25 * (select count(*) from freed where crash_count > 1)";

const HINTED = `hint_runs(array_agg(id) filter (where status = 'queued' and crash_count = 1)) + ${hintApart(1, AMONG_SUSPECTS)} as hinted`;

/** First the runs, then the hints: whoever posts a message to a run does it in this order. */
const OPENED = `
opened as materialized (
  select open_hints_of(workers) from taken cross join (select count(*) from freed) as done where workers is not null
)`;

const TAKE_OVER = `${freeing("(select workers is not null from taken)", "taken as materialized (select take_dead_lease($1) as workers), ")}, ${OPENED}
select ${HINTED}, (select workers is not null from taken) as is_mine from (select count(*) from opened) as first left join freed on true`;

const FREE_ALL = `${freeing("not exists (select 1 from pool_lease where pool_id = $1)")} select ${HINTED} from freed`;

const FREE_ONE = `${freeing("id = $3")}
select ${hintApart(0)} from freed`;

const PROCESS_ENDED = "the process ended while it drove the run.";

/**
 * Frees everything a dead process drove: the number of runs that were hinted; `undefined` where it lives, or another process
 * took it. One statement, because every answer that one waits for in between waits for a process that is busy with runs.
 */
export async function takeOver(pool: pg.Pool, poolId: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ hinted: number; is_mine: boolean }>({
    name: "take-over",
    text: TAKE_OVER,
    values: [poolId, PROCESS_ENDED],
  });
  return rows[0]?.is_mine === true ? rows[0].hinted : undefined;
}

/**
 * Frees what belongs to a process that has no lease: the number of runs that were hinted. The server carries out what a
 * process had sent before it died, so a claim can come after the takeover.
 */
export async function freeRunsOf(pool: pg.Pool, poolId: string): Promise<number> {
  const { rows } = await pool.query<{ hinted: number }>({ name: "free-runs", text: FREE_ALL, values: [poolId, PROCESS_ENDED] });
  return rows[0]?.hinted ?? 0;
}

const HAND_ON = `
with held as (
  select id from run where ended_at is null and owner = $1 order by id for no key update
), freed as (
  update run set owner = null, epoch = epoch + 1, status = case status when 'paused' then status else 'queued' end,
    gate = case when gate is not null and status = 'paused' then 'shut' else gate end
  where id in (select id from held)
  returning id, status
)
select hint_runs(array_agg(id) filter (where status = 'queued')) from freed`;

/** What a process that stops in good order still had in hand goes to the others, without blame for the runs. */
export async function handRunsOn(client: pg.Client, poolId: string): Promise<void> {
  await client.query(HAND_ON, [poolId]);
}

/** Its next process hears of it a moment later: what is wrong may be over then. */
export async function freeRun(pool: pg.Pool, poolId: string, runId: string, reason: string): Promise<void> {
  await pool.query({ name: "free-run", text: FREE_ONE, values: [poolId, withoutNul(reason), runId] });
}

/** Postgres has no text with the character 0, and an error message may quote anything. */
const withoutNul = (text: string): string => text.replaceAll("\0", "");
