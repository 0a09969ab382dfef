import type pg from "pg";
import type { CreatedRun, NewRun } from "../runtime/ports.ts";
import { jsonLines, plainArray } from "./columns.ts";
import { retryTransient } from "./database-errors.ts";
import { startedBatch } from "./event-batch.ts";

/** A new run with its first batch of events already as text, so that its size is known and its encoding is spread over time. */
export interface EncodedRun {
  readonly run: NewRun;
  readonly batch: string;
}

export const encodeRun = (run: NewRun): EncodedRun => ({ run, batch: startedBatch(JSON.stringify(run.started)) });

const INPUT = `
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], string_to_array($7, E'\\n'))
    with ordinality as x(id, org_id, version_id, trigger_key, business_key, started_by, batch, n)`;

const CREATE = `
with x as (${INPUT}), made as (
  insert into run (id, org_id, flow_id, flow_version_id, status, seq, trigger_key, business_key, started_by)
  select x.id, x.org_id, v.flow_id, v.id, 'queued', 1, x.trigger_key, x.business_key, x.started_by
  from x join flow_version v on v.id = x.version_id and v.org_id = x.org_id
  order by x.n
  on conflict do nothing
  returning id, org_id
), logged as (
  insert into run_log (org_id, run_id, first_seq, last_seq, at, events)
  select made.org_id, made.id, 1, 1, date_trunc('milliseconds', clock_timestamp()), x.batch::json
  from made join x on x.id = made.id
), told as (
  select hint_runs(array_agg(id)) as hints, notify_entries('omnilink_events', array_agg(id || ':1')) as notifications from made
)
select made.id from made cross join told where told.hints >= 0 and told.notifications >= 0`;

/** The runs that are there already: an earlier one with this trigger key, or this one, committed by a try that lost its connection. */
const FIND = `
with x as (${INPUT})
select x.n::int as n, r.id from x join run r on r.id = x.id
union
select x.n::int, r.id from x join flow_version v on v.id = x.version_id join run r on r.flow_id = v.flow_id and r.trigger_key = x.trigger_key`;

export async function createRuns(pool: pg.Pool, runs: readonly EncodedRun[]): Promise<readonly (CreatedRun | Error)[]> {
  const values = parameters(runs);
  const created = await retryTransient(() => pool.query<{ id: string }>({ name: "create-runs", text: CREATE, values }));
  const createdIds = new Set(created.rows.map((row) => row.id));
  const found = createdIds.size < runs.length ? await findExisting(pool, values) : new Map<number, string>();
  return runs.map(({ run }, index) => {
    if (createdIds.has(run.runId)) return { runId: run.runId, created: true };
    const existing = found.get(index + 1);
    if (existing === undefined) return new Error(`There is no flow version ${run.flowVersionId} in organization ${run.orgId}.`);
    return { runId: existing, created: existing === run.runId };
  });
}

async function findExisting(pool: pg.Pool, values: unknown[]): Promise<Map<number, string>> {
  const { rows } = await retryTransient(() => pool.query<{ n: number; id: string }>({ name: "find-runs", text: FIND, values }));
  return new Map(rows.map((row) => [row.n, row.id]));
}

function parameters(runs: readonly EncodedRun[]): unknown[] {
  return [
    plainArray(runs.map(({ run }) => run.runId)),
    plainArray(runs.map(({ run }) => run.orgId)),
    plainArray(runs.map(({ run }) => run.flowVersionId)),
    runs.map(({ run }) => run.triggerKey ?? null),
    runs.map(({ run }) => run.businessKey ?? null),
    runs.map(({ run }) => run.started.startedBy ?? null),
    jsonLines(runs.map(({ batch }) => batch)),
  ];
}
