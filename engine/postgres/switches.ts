import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Clock, MessageBody } from "../runtime/ports.ts";
import type { BulkRequest, Switches, SwitchRequest, SwitchStatus, SwitchSummary } from "../runtime/switches.ts";
import { postMessages } from "./mail.ts";

export function createSwitches(pool: pg.Pool, clock: Clock): Switches {
  return {
    list: async (orgId) => (await pool.query<SwitchRow>(LIST, [orgId])).rows.map(toSummary),
    pause: (request) => pause(pool, request),
    resume: (request) => resume(pool, request),
    status: (orgId, flowId) => status(pool, orgId, flowId),
    apply: (request) => apply(pool, clock, request),
  };
}

interface SwitchRow {
  readonly slug: string | null;
  readonly by: string;
  readonly reason: string | null;
  readonly since: Date;
}

const LIST = `
select f.slug, s.by, s.reason, s.since from run_switch s left join flow f on f.id = s.flow_id
where s.org_id = $1 and s.ended_at is null order by s.since desc`;

const toSummary = ({ slug, by, reason, since }: SwitchRow): SwitchSummary => ({
  ...(slug === null ? {} : { flowId: slug }),
  by,
  ...(reason === null ? {} : { reason }),
  since: since.toISOString(),
});

const PAUSE = `
insert into run_switch (org_id, flow_id, by, reason)
select $1::uuid, f.id, $3, $4 from (select id from flow where org_id = $1 and slug = $2 union all select null where $2 is null) as f
on conflict do nothing`;

async function pause(pool: pg.Pool, { orgId, flowId, by, reason }: SwitchRequest): Promise<SwitchSummary | undefined> {
  await pool.query(PAUSE, [orgId, flowId ?? null, by, reason ?? null]);
  const { rows } = await pool.query<SwitchRow>(LIST, [orgId]);
  const row = rows.find(({ slug }) => slug === (flowId ?? null));
  return row && toSummary(row);
}

const RESUME = `
update run_switch set ended_at = clock_timestamp(), ended_by = $3 where org_id = $1 and ended_at is null
  and flow_id is not distinct from (select id from flow where org_id = $1 and slug = $2) and ($2 is null or flow_id is not null)`;

async function resume(pool: pg.Pool, { orgId, flowId, by }: SwitchRequest): ReturnType<Switches["resume"]> {
  const ended = await pool.query(RESUME, [orgId, flowId ?? null, by]);
  if (ended.rowCount === 1) return "resumed";
  const known = await pool.query("select 1 from flow where org_id = $1 and slug = $2", [orgId, flowId]);
  return flowId !== undefined && known.rowCount === 0 ? "unknownFlow" : "notPaused";
}

const STATUS = `
select count(*)::int as open, count(*) filter (where r.status = 'paused')::int as paused, count(r.owner)::int as "inFlight"
from run r where r.org_id = $1 and r.ended_at is null and ($2::text is null or r.flow_id = (select id from flow where org_id = $1 and slug = $2))`;

async function status(pool: pg.Pool, orgId: string, flowId?: string): Promise<SwitchStatus> {
  const { rows } = await pool.query<Pick<SwitchStatus, "open" | "paused" | "inFlight">>(STATUS, [orgId, flowId ?? null]);
  const { open, paused, inFlight } = rows[0]!;
  const on = (await pool.query<SwitchRow>(LIST, [orgId])).rows.map(toSummary);
  const switches = on.filter((one) => one.flowId === undefined || one.flowId === flowId);
  return { switches, open, paused, inFlight, isQuiescent: switches.length > 0 && inFlight === 0 && open === paused };
}

/** In the order of their ids, so that runs started meanwhile come last, and those started after the call do not count. */
const MATCHING = `
select r.id from run r
where r.org_id = $1 and r.ended_at is null and r.id > $5 and r.created_at < $6
  and ($2::text is null or r.flow_id = (select id from flow where org_id = $1 and slug = $2))
  and ($3::text[] is null or r.status = any ($3)) and ($4::timestamptz is null or r.created_at < $4)
order by r.id limit $7`;

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const BATCHES_PER_SECOND = 4;

async function apply(pool: pg.Pool, clock: Clock, request: BulkRequest): Promise<{ readonly runs: number }> {
  const { orgId, filter, perSecond } = request;
  const { rows } = await pool.query<{ now: Date }>("select clock_timestamp() as now");
  const batch = Math.max(1, Math.round(perSecond / BATCHES_PER_SECOND));
  const where = [orgId, filter.flowId ?? null, filter.status ?? null, filter.startedBefore ?? null];
  const dedupeKey = `bulk:${randomUUID()}`;
  const body = bodyOf(request);
  let runs = 0;
  for (let after = FIRST_ID; ;) {
    const found = await pool.query<{ id: string }>(MATCHING, [...where, after, rows[0]!.now, batch]);
    if (found.rows.length === 0) return { runs };
    const results = await postMessages(
      pool,
      found.rows.map(({ id }) => ({ runId: id, dedupeKey, body })),
    );
    runs += results.filter((result) => result === "stored").length;
    after = found.rows.at(-1)!.id;
    if (found.rows.length === batch) await clock.sleep((batch / perSecond) * 1_000);
  }
}

function bodyOf({ action, by, reason, compensate = true }: BulkRequest): MessageBody {
  const actor = { by, ...(reason === undefined ? {} : { reason }) };
  return action === "cancel" ? { type: "cancel", ...actor, compensate } : { type: action, ...actor };
}
