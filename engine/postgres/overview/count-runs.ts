import type pg from "pg";
import type { FlowValue } from "../../core/worth/flow-value.ts";
import { inExclusiveRound } from "../exclusive-round.ts";
import { keepRunValues, type VersionHour } from "./keep-run-values.ts";

/**
 * Keeps `run_hour` true. A round looks at the runs that have ended since the last one, and at those that were opened again,
 * and counts the hours anew in which they began. Nothing is added to what was there, so a round that is repeated, or cut
 * short, changes nothing. The work is that of the hours touched, however many runs there are in all, and runs pay nothing
 * for it: the engine does not know of it.
 */
interface CountingRound {
  /** There is more to do at once. */
  readonly isMore: boolean;
}

/** Runs looked at per round. */
const MOST_ENDED = 50_000;
/** The end of a run bears the time of its statement, and can be seen when that has been committed. */
export const COMMIT_SLACK_MS = 15_000;

export async function countRuns(pool: pg.Pool, orgId: string, mostEnded = MOST_ENDED): Promise<CountingRound> {
  let isMore = false;
  await inExclusiveRound(pool, `overview ${orgId}`, async (client, nowMs) => {
    const ended = await endedSince(client, orgId, mostEnded);
    const reopened = await reopenedRuns(client, orgId);
    await recount(client, orgId, [...ended.hours, ...reopened]);
    const settled = nowMs - COMMIT_SLACK_MS;
    isMore = ended.runs >= mostEnded && ended.lastMs < settled;
    await client.query(MARK, [orgId, new Date(isMore ? ended.lastMs : settled)]);
  });
  return { isMore };
}

const HOUR_OF = "date_bin('1 hour', r.created_at, 'epoch'::timestamptz)";

const MARK = `
insert into counted_until (org_id, ended_at) values ($1, $2)
on conflict (org_id) do update set ended_at = greatest(counted_until.ended_at, excluded.ended_at)`;

/** With ties, so that runs that ended in one moment are never parted. */
const ENDED = `
with ended as (
  select r.flow_version_id, r.created_at, r.ended_at from run r
  where r.org_id = $1 and r.ended_at > coalesce((select c.ended_at from counted_until c where c.org_id = $1), '-infinity')
  order by r.ended_at fetch first ($2::int) rows with ties
)
select r.flow_version_id as version_id, ${HOUR_OF} as hour, count(*)::int as runs, max(r.ended_at) as last
from ended r group by 1, 2`;

interface EndedRow extends VersionHour {
  readonly runs: number;
  readonly last: Date;
}

async function endedSince(client: pg.PoolClient, orgId: string, most: number) {
  const { rows } = await client.query<EndedRow>(ENDED, [orgId, most]);
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  return { hours: rows, runs, lastMs: Math.max(0, ...rows.map(({ last }) => last.getTime())) };
}

async function reopenedRuns(client: pg.PoolClient, orgId: string): Promise<readonly VersionHour[]> {
  const { rows } = await client.query<VersionHour>(
    `with taken as (delete from run_recount where org_id = $1 returning run_id)
     select distinct r.flow_version_id as version_id, ${HOUR_OF} as hour from taken join run r on r.id = taken.run_id`,
    [orgId],
  );
  return rows;
}

/** Only production is worth anything. Ids rise with time by the clock of the process that made them, which may be five minutes off. */
const COUNT = `
insert into run_hour (org_id, flow_id, flow_version_id, hour, status, failure_code, runs, duration_ms, currency, value, cost, without_value)
select r.org_id, r.flow_id, b.version_id, b.hour, r.status, coalesce(r.failure_code, ''), count(*),
  sum(extract(epoch from r.ended_at - r.created_at) * 1000)::bigint, coalesce(w.currency, ''),
  coalesce(case when r.status <> 'completed' then 0 when w.by_run then sum(v.amount) else w.amount * count(*) end, 0),
  coalesce(w.cost, 0) * count(*),
  count(*) filter (where w.by_run and r.status = 'completed' and v.amount is null)
from unnest($2::uuid[], $3::timestamptz[]) as b(version_id, hour)
join run r on r.org_id = $1 and r.flow_version_id = b.version_id and r.ended_at is not null and r.environment = 'prod'
  and r.id >= run_id_floor(b.hour - interval '5 minutes') and r.id < run_id_floor(b.hour + interval '65 minutes')
  and r.created_at >= b.hour and r.created_at < b.hour + interval '1 hour'
left join json_to_recordset($4) as w(version_id uuid, currency text, amount float8, cost float8, by_run bool) on w.version_id = b.version_id
left join run_value v on v.run_id = r.id
group by r.org_id, r.flow_id, b.version_id, b.hour, r.status, coalesce(r.failure_code, ''), w.currency, w.amount, w.cost, w.by_run`;

async function recount(client: pg.PoolClient, orgId: string, found: readonly VersionHour[]): Promise<void> {
  const hours = [...new Map(found.map((one) => [`${one.version_id} ${one.hour.getTime()}`, one])).values()];
  if (hours.length === 0) return;
  const values = await declaredValues(client, [...new Set(hours.map(({ version_id }) => version_id))]);
  for (const { versionId, amount } of values) {
    const mine = hours.filter(({ version_id }) => version_id === versionId);
    if (typeof amount === "string") for (const hour of mine) await keepRunValues(client, hour, amount);
  }
  const places = [hours.map(({ version_id }) => version_id), hours.map(({ hour }) => hour)];
  await client.query(
    `delete from run_hour h using unnest($1::uuid[], $2::timestamptz[]) as b(version_id, hour)
     where h.flow_version_id = b.version_id and h.hour = b.hour`,
    places,
  );
  await client.query(COUNT, [orgId, ...places, JSON.stringify(values.map(valueColumns))]);
}

interface DeclaredValue extends FlowValue {
  readonly versionId: string;
}

async function declaredValues(client: pg.PoolClient, versionIds: readonly string[]): Promise<readonly DeclaredValue[]> {
  const { rows } = await client.query<{ id: string; value: FlowValue | null }>(
    "select id, document -> 'value' as value from flow_version where id = any ($1)",
    [versionIds],
  );
  return rows.flatMap(({ id, value }) => (value === null ? [] : [{ ...value, versionId: id }]));
}

const valueColumns = ({ versionId, currency, amount, cost }: DeclaredValue) => ({
  version_id: versionId,
  currency,
  amount: typeof amount === "number" ? amount : null,
  cost: cost ?? 0,
  by_run: typeof amount === "string",
});
