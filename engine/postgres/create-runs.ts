import type pg from "pg";
import { PRODUCTION } from "../core/environment/environment.ts";
import type { RunGate } from "../core/limits/run-gate.ts";
import type { CreatedRun, NewRun } from "../runtime/ports.ts";
import { jsonLines, plainArray } from "./columns.ts";
import { isUniqueViolation, retryTransient } from "./database-errors.ts";
import { startedBatch } from "./event-batch.ts";

/** A new run with its first batch of events already as text, so that its size is known and its encoding is spread over time. */
export interface EncodedRun {
  readonly run: NewRun;
  readonly batch: string;
  /** See `createFairShare`. */
  readonly level: number;
}

export const encodeRun = (run: NewRun, level = 0): EncodedRun => ({
  run,
  batch: startedBatch(JSON.stringify(run.started)),
  level,
});

const INPUT = `
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], string_to_array($7, E'\\n'), $8::uuid[], $9::text[])
    with ordinality as x(id, org_id, version_id, trigger_key, business_key, started_by, batch, forked_from, environment, n)`;

/**
 * A run that competes with others is not hinted: its gate is shut until it is admitted (the migration flow_limits). Where a
 * switch is on, it is stored paused.
 */
const createStatement = (onConflict: string, searchFields = ""): string => `
with x as (${INPUT}), gate as (
  select * from json_to_recordset($11) as g(n int, lane text, "concurrencyKey" text, "maxRunning" int, "throttleKey" text,
    "throttleLimit" int, "throttleMs" bigint, "singletonKey" text, priority int, shut bool)
), held as materialized (
  select org_id, flow_id from run_switch where ended_at is null
), made as (
  insert into run (id, org_id, flow_id, flow_version_id, status, seq, trigger_key, business_key, started_by, forked_from, environment, gate)
  select x.id, x.org_id, v.flow_id, v.id,
    case when exists (select 1 from held where held.org_id = x.org_id and (held.flow_id is null or held.flow_id = v.flow_id))
      then 'paused' else 'queued' end, 1, x.trigger_key, x.business_key, x.started_by, x.forked_from, x.environment, case when g.shut then 'shut' end
  from x join flow_version v on v.id = x.version_id and v.org_id = x.org_id left join gate g on g.n = x.n
  order by x.n ${onConflict}
  returning id, org_id, flow_id, status, gate
), gated as (
  insert into run_gate (run_id, org_id, flow_id, environment, lane, concurrency_key, max_running, throttle_key, throttle_limit, throttle_ms,
    singleton_key, priority, waiting_since)
  select made.id, made.org_id, made.flow_id, x.environment, g.lane, g."concurrencyKey", g."maxRunning", g."throttleKey", g."throttleLimit", g."throttleMs",
    g."singletonKey", g.priority, case when g.shut and made.status = 'queued' then clock_timestamp() end
  from gate g join x on x.n = g.n join made on made.id = x.id
), switched as (
  insert into switched_run (run_id, org_id, flow_id) select id, org_id, flow_id from made where status = 'paused'
), logged as (
  insert into run_log (org_id, run_id, first_seq, last_seq, at, events)
  select made.org_id, made.id, 1, 1, date_trunc('milliseconds', clock_timestamp()), x.batch::json
  from made join x on x.id = made.id
)${searchFields}, told as (
  select hint_created_runs(array_agg(made.id) filter (where gate is null and status = 'queued'),
      array_agg(l.level) filter (where gate is null and status = 'queued')) as hints,
    notify_entries('omnilink_events', array_agg(made.id || ':1')) as notifications
  from made join unnest($1::uuid[], $10::int[]) as l(id, level) on l.id = made.id
)
select made.id, case when made.gate is not null and made.status = 'queued' then made.flow_id end as waits_at from made cross join told where told.hints >= 0 and told.notifications >= 0`;

const ON_CONFLICT = "on conflict do nothing";
const CREATE = createStatement(ON_CONFLICT);

/**
 * For runs that nothing can be in the way of. With `on conflict`, Postgres inserts each row as a tentative one and confirms
 * it after a look at the indexes, which is one more record in the log per run.
 */
const CREATE_NEW = createStatement("");

/** Statements of their own, so that runs without search fields pay nothing for those that have some. */
const FIELDS = `, fielded as (
  insert into run_search_field (run_id, org_id, name, value)
  select made.id, made.org_id, s.name, s.value from unnest($12::uuid[], $13::text[], $14::text[]) as s(run_id, name, value)
  join made on made.id = s.run_id
)`;
const CREATE_FIELDED = createStatement(ON_CONFLICT, FIELDS);
const CREATE_NEW_FIELDED = createStatement("", FIELDS);

/** The runs that are there already: an earlier one with this trigger key, or this one, committed by a try that lost its connection. */
const FIND = `
with x as (${INPUT})
select x.n::int as n, r.id from x join run r on r.id = x.id
union
select x.n::int, r.id from x join flow_version v on v.id = x.version_id join run r on r.flow_id = v.flow_id and r.trigger_key = x.trigger_key and r.environment = x.environment`;

interface CreateOptions {
  /** Hears the flows that now have runs waiting to be admitted. */
  readonly onWaiting: (flowKeys: readonly string[]) => Promise<void>;
  /** The ids were made for this call, and a statement that is refused does no harm to a transaction around it. */
  readonly areNew?: boolean;
}

export async function createRuns(
  db: pg.Pool | pg.PoolClient,
  runs: readonly EncodedRun[],
  { onWaiting, areNew = false }: CreateOptions,
): Promise<readonly (CreatedRun | Error)[]> {
  const values = parameters(runs);
  const mayMeet = !areNew || runs.some(({ run }) => run.triggerKey !== undefined);
  const { rows } = await retryTransient((attempt) => insertRuns(db, values, mayMeet || attempt > 1));
  const createdIds = new Set(rows.map((row) => row.id));
  const found = createdIds.size < runs.length ? await findExisting(db, values.slice(0, 9)) : new Map<number, string>();
  await onWaiting([...new Set(rows.flatMap((row) => row.waits_at ?? []))]);
  return runs.map(({ run }, index) => {
    if (createdIds.has(run.runId)) return { runId: run.runId, created: true };
    const existing = found.get(index + 1);
    if (existing === undefined) return new Error(`There is no flow version ${run.flowVersionId} in organization ${run.orgId}.`);
    return { runId: existing, created: existing === run.runId };
  });
}

interface MadeRow {
  readonly id: string;
  readonly waits_at: string | null;
}

async function insertRuns(db: pg.Pool | pg.PoolClient, values: unknown[], mayMeet: boolean): Promise<pg.QueryResult<MadeRow>> {
  const isFielded = values.length > VALUES;
  const suffix = isFielded ? "-fielded" : "";
  if (mayMeet) return db.query<MadeRow>({ name: `create-runs${suffix}`, text: isFielded ? CREATE_FIELDED : CREATE, values });
  try {
    const text = isFielded ? CREATE_NEW_FIELDED : CREATE_NEW;
    return await db.query<MadeRow>({ name: `create-new-runs${suffix}`, text, values });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return insertRuns(db, values, true);
  }
}

async function findExisting(db: pg.Pool | pg.PoolClient, values: unknown[]): Promise<Map<number, string>> {
  const { rows } = await retryTransient(() => db.query<{ n: number; id: string }>({ name: "find-runs", text: FIND, values }));
  return new Map(rows.map((row) => [row.n, row.id]));
}

/** Of the statement without search fields. */
const VALUES = 11;

function parameters(runs: readonly EncodedRun[]): unknown[] {
  return [...runValues(runs), ...fieldValues(runs)];
}

/** Nothing when no run has any. */
function fieldValues(runs: readonly EncodedRun[]): unknown[] {
  const fields = runs.flatMap(({ run: { runId, searchValues = {} } }) =>
    Object.entries(searchValues).map(([name, value]) => ({ runId, name, value })),
  );
  if (fields.length === 0) return [];
  return [plainArray(fields.map(({ runId }) => runId)), fields.map(({ name }) => name), fields.map(({ value }) => value)];
}

function runValues(runs: readonly EncodedRun[]): unknown[] {
  return [
    plainArray(runs.map(({ run }) => run.runId)),
    plainArray(runs.map(({ run }) => run.orgId)),
    plainArray(runs.map(({ run }) => run.flowVersionId)),
    runs.map(({ run }) => run.triggerKey ?? null),
    runs.map(({ run }) => run.businessKey ?? null),
    runs.map(({ run }) => run.started.startedBy ?? null),
    jsonLines(runs.map(({ batch }) => batch)),
    runs.map(({ run }) => run.started.fork?.runId ?? null),
    plainArray(runs.map(({ run }) => run.started.environment ?? PRODUCTION)),
    plainArray(runs.map(({ level }) => level)),
    JSON.stringify(runs.flatMap(({ run: { gate } }, index) => (gate ? [{ n: index + 1, ...gateColumns(gate) }] : []))),
  ];
}

const gateColumns = ({ lane, concurrency, throttle, singletonKey, priority }: RunGate) => ({
  lane,
  concurrencyKey: concurrency?.key,
  maxRunning: concurrency?.max,
  throttleKey: throttle?.key,
  throttleLimit: throttle?.limit,
  throttleMs: throttle?.periodMs,
  singletonKey,
  priority,
  shut: concurrency !== undefined || throttle !== undefined,
});
