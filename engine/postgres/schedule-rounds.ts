import type pg from "pg";
import type { ScheduleConfig } from "../core/schedule/schedule-config.ts";
import {
  scheduleTriggerKey,
  type ScheduleRound,
  type ScheduleStore,
  type StoredSchedule,
  type WaitingOccurrence,
} from "../runtime/schedules.ts";
import { retryTransient } from "./database-errors.ts";
import { inExclusiveRound } from "./exclusive-round.ts";

interface ScheduleRow {
  readonly org_id: string;
  readonly flow_id: string;
  readonly slug: string;
  readonly environment: string;
  readonly node_id: string;
  readonly config: ScheduleConfig;
  readonly cursor_at: Date;
}

interface WaitingRow extends ScheduleRow {
  readonly scheduled_at: Date;
  readonly requested_by: string | null;
}

const openRun = (besides = ""): string => `exists (
  select 1 from run r where r.flow_id = s.flow_id and r.environment = s.environment and r.ended_at is null
    and r.trigger_key like 'schedule:%' and starts_with(r.trigger_key, 'schedule:' || s.node_id || ':') ${besides})`;

const DUE = `
select s.org_id, s.flow_id, f.slug, s.environment, s.node_id, s.config, s.cursor_at
from schedule s join flow f on f.id = s.flow_id
where s.next_at <= $1 and s.paused_at is null
order by s.next_at limit $2
for update of s skip locked`;

/**
 * Where runs may not overlap, a schedule with an open run has nothing to start and must not keep others from their turn. The
 * status is written into the statement, because with a parameter the server could not use the index of those that wait.
 */
const waitingAs = (status: "queued" | "backfill"): string => `
select s.org_id, s.flow_id, f.slug, s.environment, s.node_id, s.config, s.cursor_at, o.scheduled_at, o.requested_by
from schedule_occurrence o
join schedule s on s.flow_id = o.flow_id and s.environment = o.environment and s.node_id = o.node_id
join flow f on f.id = s.flow_id
where o.status = '${status}' and o.start_at <= $1 and s.paused_at is null
  and (coalesce(readable_json(s.config) ->> 'overlap', 'allow') = 'allow' or not ${openRun()})
order by o.start_at, o.scheduled_at limit $2
for update of o skip locked`;

const RECORD = `
insert into schedule_occurrence (org_id, flow_id, environment, node_id, scheduled_at, status, run_id, detail, start_at)
values ($1, $2, $8, $3, $4, $5, $6, $7, case when $5 = 'queued' then clock_timestamp() end)
on conflict (flow_id, environment, node_id, scheduled_at) do update
set status = excluded.status, run_id = excluded.run_id, detail = excluded.detail, start_at = excluded.start_at,
  recorded_at = clock_timestamp()
where schedule_occurrence.status <> 'started'`;

const IS_DUE = `
exists (select 1 from schedule where next_at <= clock_timestamp() and paused_at is null)
or exists (select 1 from schedule_occurrence where status = 'queued' and start_at <= clock_timestamp())
or exists (select 1 from schedule_occurrence where status = 'backfill' and start_at <= clock_timestamp())`;

/** The port of the schedule loop. Rows that a deployment holds are left out of a round. */
export function createScheduleStore(pool: pg.Pool): ScheduleStore {
  const prune = createPruning();
  return {
    inRound: (work) =>
      inExclusiveRound(
        pool,
        "schedules",
        async (client, nowMs) => {
          await work(roundOn(client, nowMs));
          await prune(client);
        },
        IS_DUE,
      ),
    nextDueInMs: async () => {
      const text = `select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms from schedule where paused_at is null`;
      const { rows } = await retryTransient(() => pool.query<{ ms: number | null }>(text));
      return rows[0]?.ms ?? undefined;
    },
  };
}

const ONE = "s.flow_id = $1 and s.environment = $2 and s.node_id = $3";
const keyOf = ({ flowKey, environment, nodeId }: StoredSchedule): unknown[] => [flowKey, environment, nodeId];

function roundOn(client: pg.PoolClient, nowMs: number): ScheduleRound {
  const now = new Date(nowMs);
  const isThere = async (text: string, values: unknown[]): Promise<boolean> => (await client.query(text, values)).rowCount !== 0;
  return {
    nowMs,
    due: async (limit) => (await client.query<ScheduleRow>(DUE, [now, limit])).rows.map(toSchedule),
    waiting: async (status, limit) => (await client.query<WaitingRow>(waitingAs(status), [now, limit])).rows.map(toWaiting),
    hasOpenRun: (schedule, occurrenceMs) =>
      isThere(`select 1 from schedule s where ${ONE} and ${openRun("and r.trigger_key <> $4")}`, [
        ...keyOf(schedule),
        scheduleTriggerKey(schedule.nodeId, occurrenceMs),
      ]),
    hasQueued: (schedule) => isThere(`select 1 from schedule_occurrence s where ${ONE} and status = 'queued'`, keyOf(schedule)),
    record: async ({ orgId, flowKey, environment, nodeId }, { occurrenceMs, status, runId, detail }) => {
      const values = [orgId, flowKey, nodeId, new Date(occurrenceMs), status, runId ?? null, detail ?? null, environment];
      await client.query(RECORD, values);
    },
    advance: async (schedule, { cursorMs, nextDueMs, problem }) => {
      const next = nextDueMs === undefined ? null : new Date(nextDueMs);
      await client.query(`update schedule s set cursor_at = $4, next_at = $5, problem = $6 where ${ONE}`, [
        ...keyOf(schedule),
        new Date(cursorMs),
        next,
        problem ?? null,
      ]);
    },
  };
}

const toSchedule = (row: ScheduleRow): StoredSchedule => ({
  orgId: row.org_id,
  flowKey: row.flow_id,
  flowId: row.slug,
  environment: row.environment,
  nodeId: row.node_id,
  config: row.config,
  cursorMs: row.cursor_at.getTime(),
});

const toWaiting = (row: WaitingRow): WaitingOccurrence => ({
  schedule: toSchedule(row),
  occurrenceMs: row.scheduled_at.getTime(),
  ...(row.requested_by === null ? {} : { requestedBy: row.requested_by }),
});

const PRUNE_EVERY_MS = 3_600_000;
const KEPT = 2_000;

const PRUNE = `
with old as (
  select s.flow_id, s.environment, s.node_id, (
    select o.recorded_at from schedule_occurrence o
    where o.flow_id = s.flow_id and o.environment = s.environment and o.node_id = s.node_id
    order by o.recorded_at desc offset $1 limit 1
  ) as before
  from schedule s
)
delete from schedule_occurrence o using old
where o.flow_id = old.flow_id and o.environment = old.environment and o.node_id = old.node_id and o.recorded_at < old.before and o.status not in ('queued', 'backfill')`;

/** Once an hour, all but the newest records of each schedule are dropped: a schedule may occur every second. */
function createPruning(): (client: pg.PoolClient) => Promise<void> {
  let prunedAt = performance.now();
  return async (client) => {
    if (performance.now() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = performance.now();
    await client.query(PRUNE, [KEPT]);
  };
}
