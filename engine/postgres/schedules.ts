import type pg from "pg";
import { BACKFILL_LIMITS } from "../core/schedule/backfill-limits.ts";
import { dueTime, occurrencesOf } from "../core/schedule/occurrences.ts";
import type { ScheduleConfig } from "../core/schedule/schedule-config.ts";
import type {
  BackfillPlan,
  BackfillRange,
  OccurrenceSummary,
  Schedules,
  ScheduleSummary,
  StartBackfill,
} from "../runtime/schedule-operations.ts";
import { scheduleTriggerKey } from "../runtime/schedules.ts";
import { inTransaction } from "./transaction.ts";

/** What people see of schedules, and what they may do to them. */
export function createSchedules(pool: pg.Pool): Schedules {
  return {
    list: (orgId, flowId) => listSchedules(pool, orgId, flowId),
    pause: (request) => pause(pool, request),
    resume: (request) => inTransaction(pool, (client) => resume(client, request)),
    previewBackfill: (range) => inTransaction(pool, (client) => planBackfill(client, range)),
    backfill: (request) => inTransaction(pool, (client) => backfill(client, request)),
  };
}

interface SummaryRow {
  readonly slug: string;
  readonly name: string;
  readonly node_id: string;
  readonly config: ScheduleConfig;
  readonly next_at: Date | null;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
  readonly problem: string | null;
  readonly waiting: number;
  readonly recent: readonly OccurrenceSummary[];
  readonly now: Date;
}

const SHOWN = 5;

const LIST = `
select f.slug, f.name, s.node_id, s.config, s.next_at, s.paused_at, s.paused_by, s.problem, clock_timestamp() as now,
  (select count(*)::int from schedule_occurrence o
    where o.flow_id = s.flow_id and o.environment = s.environment and o.node_id = s.node_id and o.status in ('queued', 'backfill')) as waiting,
  array(
    select json_strip_nulls(json_build_object(
      'scheduledAt', to_char(o.scheduled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'status', o.status, 'runId', o.run_id, 'detail', o.detail, 'requestedBy', o.requested_by))
    from schedule_occurrence o
    where o.flow_id = s.flow_id and o.environment = s.environment and o.node_id = s.node_id and o.status not in ('queued', 'backfill')
    order by o.recorded_at desc, o.scheduled_at desc limit ${SHOWN}
  ) as recent
from schedule s join flow f on f.id = s.flow_id
where s.org_id = $1 and s.environment = 'prod' and ($2::text is null or f.slug = $2)
order by f.name, f.slug, s.node_id`;

async function listSchedules(pool: pg.Pool, orgId: string, flowId?: string): Promise<readonly ScheduleSummary[]> {
  const { rows } = await pool.query<SummaryRow>(LIST, [orgId, flowId ?? null]);
  return rows.map(toSummary);
}

function toSummary(row: SummaryRow): ScheduleSummary {
  return {
    flowId: row.slug,
    flowName: row.name,
    nodeId: row.node_id,
    config: row.config,
    ...(row.paused_at === null ? {} : { paused: { at: row.paused_at.toISOString(), by: row.paused_by ?? "" } }),
    ...(row.next_at === null || row.paused_at !== null ? {} : { nextAt: row.next_at.toISOString() }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    upcoming: upcomingOf(row),
    recent: row.recent,
    waiting: row.waiting,
  };
}

/** None for a schedule that this engine cannot read; its `problem` says why. */
function upcomingOf({ config, now }: SummaryRow): readonly string[] {
  try {
    return occurrencesOf(config).between(now.getTime(), Infinity, SHOWN).map(iso);
  } catch {
    return [];
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

type ScheduleName = Parameters<Schedules["pause"]>[0];

/** Of production: elsewhere the switch of the environment stands for pausing, and there is nothing to catch up with. */
const ONE = "flow_id = (select id from flow where org_id = $1 and slug = $2) and environment = 'prod' and node_id = $3";

async function pause(pool: pg.Pool, { orgId, flowId, nodeId, by }: ScheduleName): Promise<boolean> {
  const text = `update schedule set paused_at = coalesce(paused_at, clock_timestamp()), paused_by = coalesce(paused_by, $4) where ${ONE}`;
  return (await pool.query(text, [orgId, flowId, nodeId, by])).rowCount === 1;
}

/** Goes on with the first occurrence from now: those in the pause stay out. */
async function resume(client: pg.PoolClient, { orgId, flowId, nodeId }: ScheduleName): Promise<boolean> {
  const found = await lockSchedule(client, { orgId, flowId, nodeId });
  if (!found) return false;
  if (!found.paused) return true;
  const next = occurrencesOf(found.config).next(found.nowMs);
  const nextAt = next === undefined ? null : new Date(dueTime(found.config, `${flowId}:${nodeId}`, next));
  const text = `update schedule set paused_at = null, paused_by = null, cursor_at = $4, next_at = $5 where ${ONE}`;
  await client.query(text, [orgId, flowId, nodeId, new Date(found.nowMs), nextAt]);
  return true;
}

async function lockSchedule(client: pg.PoolClient, { orgId, flowId, nodeId }: Pick<ScheduleName, "orgId" | "flowId" | "nodeId">) {
  const { rows } = await client.query<{ flow_id: string; config: ScheduleConfig; paused: boolean; now: Date }>(
    `select flow_id, config, paused_at is not null as paused, clock_timestamp() as now from schedule where ${ONE} for update`,
    [orgId, flowId, nodeId],
  );
  const [row] = rows;
  return row && { flowKey: row.flow_id, config: row.config, paused: row.paused, nowMs: row.now.getTime() };
}

/** Occurrences of the past part of the range, oldest first. Those that ran or wait already are said to, and stay as they are. */
async function planBackfill(client: pg.PoolClient, range: BackfillRange): Promise<BackfillPlan | undefined> {
  const found = await lockSchedule(client, range);
  if (!found) return undefined;
  const untilMs = Math.min(Date.parse(range.to) - 1, found.nowMs);
  const limit = Math.min(range.limit, BACKFILL_LIMITS.occurrences);
  const times = occurrencesOf(found.config).between(Date.parse(range.from) - 1, untilMs, limit + 1);
  const listed = times.slice(0, limit);
  const taken = await takenOccurrences(client, found.flowKey, range.nodeId, listed);
  const occurrences = listed.map((ms) => ({ scheduledAt: iso(ms), isTaken: taken.has(ms) }));
  return {
    occurrences,
    count: occurrences.filter(({ isTaken }) => !isTaken).length,
    isMore: times.length > limit,
  };
}

/** An occurrence that ran stays taken when retention has deleted its run. */
const TAKEN = `
select x.at from unnest($3::timestamptz[], $4::text[]) as x(at, key)
where exists (select 1 from run r where r.flow_id = $1 and r.environment = 'prod' and r.trigger_key = x.key)
  or exists (select 1 from schedule_occurrence o where o.flow_id = $1 and o.environment = 'prod' and o.node_id = $2 and o.scheduled_at = x.at
    and o.status in ('queued', 'backfill', 'started'))`;

async function takenOccurrences(client: pg.PoolClient, flowKey: string, nodeId: string, times: readonly number[]) {
  const keys = times.map((ms) => scheduleTriggerKey(nodeId, ms));
  const { rows } = await client.query<{ at: Date }>(TAKEN, [flowKey, nodeId, times.map(iso), keys]);
  return new Set(rows.map(({ at }) => at.getTime()));
}

/** Whole milliseconds, cut off: rounded up, as the column would, the first one would not be due yet. */
const BACKFILL = `
insert into schedule_occurrence (org_id, flow_id, node_id, scheduled_at, status, requested_by, start_at)
select s.org_id, s.flow_id, s.node_id, x.at, 'backfill', $5, date_trunc('milliseconds', clock_timestamp()) + (x.n - 1) * interval '1 second' / $6::float8
from schedule s, unnest($4::timestamptz[]) with ordinality as x(at, n)
where s.${ONE}
on conflict (flow_id, environment, node_id, scheduled_at) do update
set status = 'backfill', requested_by = excluded.requested_by, start_at = excluded.start_at, detail = null, recorded_at = clock_timestamp()`;

/** Stores which occurrences are to run and when each may start; the loop starts them. */
async function backfill(client: pg.PoolClient, request: StartBackfill): Promise<BackfillPlan | undefined> {
  const plan = await planBackfill(client, request);
  if (!plan) return undefined;
  const { orgId, flowId, nodeId, by, perSecond } = request;
  const wanted = plan.occurrences.filter(({ isTaken }) => !isTaken).map(({ scheduledAt }) => scheduledAt);
  const pace = Math.min(perSecond, BACKFILL_LIMITS.perSecond);
  await client.query(BACKFILL, [orgId, flowId, nodeId, wanted, by, pace]);
  return plan;
}
