import type pg from "pg";
import { PRODUCTION } from "../core/environment/environment.ts";
import type { JsonValue } from "../core/json.ts";
import { runGate } from "../core/limits/run-gate.ts";
import type { StartLimits } from "../core/limits/start-limits.ts";
import type { StartDecision } from "../runtime/limited-starts.ts";
import type { NewRun } from "../runtime/ports.ts";

/**
 * Starts that wait to become one run. `collected_run` holds that run as it will be made, with the id that was answered, and
 * `limited_start` the inputs, so nothing that was acknowledged is only in memory. A debounced run takes everything from its
 * last start, a batch from its first, but for the inputs.
 */

const FIND =
  "select run_id, first_at, due_at, starts from collected_run where flow_id = $1 and kind = $2 and key = $3 and starts < $4 and due_at > clock_timestamp()";

const OPEN = `
insert into collected_run (run_id, org_id, flow_id, flow_version_id, kind, key, run, due_at)
values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8 * interval '1 millisecond')
returning due_at, starts`;

const POSTPONE = `
update collected_run set starts = starts + 1, run = $2, flow_version_id = $3,
  due_at = least(clock_timestamp() + $4 * interval '1 millisecond', first_at + $5 * interval '1 millisecond')
where run_id = $1 returning due_at, starts`;

/** The last one of a batch makes it due. */
const JOIN = `
update collected_run set starts = starts + 1, due_at = case when starts + 1 >= $2 then clock_timestamp() else due_at end
where run_id = $1 returning due_at, starts`;

const ITEM =
  "insert into limited_start (org_id, flow_id, run_id, trigger_key, rate_key, input, environment) values ($1, $2, $3, $4, $5, $6, $7)";

interface Collected {
  readonly due_at: Date;
  readonly starts: number;
}

/** To be called with the flow's starts locked, for limits with `debounce` or `batch`. */
export async function collectStart(
  client: pg.PoolClient,
  flowKey: string,
  run: NewRun,
  limits: StartLimits,
): Promise<StartDecision> {
  const { debounce, batch } = limits;
  const kind = batch ? "batch" : "debounce";
  const values = [flowKey, kind, (batch ?? debounce)!.key, batch?.size ?? 2 ** 31 - 1];
  const found = (await client.query<{ run_id: string }>(FIND, values)).rows[0]?.run_id;
  const runId = found ?? run.runId;
  const collected = found === undefined ? await open(client, flowKey, run, limits) : await add(client, found, run, limits);
  const input = JSON.stringify(run.started.input);
  const { orgId, triggerKey = null, started } = run;
  const environment = started.environment ?? PRODUCTION;
  await client.query(ITEM, [orgId, flowKey, runId, triggerKey, limits.rateLimit?.key ?? null, input, environment]);
  return { outcome: "collected", runId, created: found === undefined, startsAt: collected!.due_at.toISOString() };
}

async function open(client: pg.PoolClient, flowKey: string, run: NewRun, limits: StartLimits): Promise<Collected | undefined> {
  const { debounce, batch } = limits;
  const { key } = (batch ?? debounce)!;
  const dueInMs = batch ? batch.timeoutMs : Math.min(debounce!.periodMs, debounce!.maxMs ?? Infinity);
  const kind = batch ? "batch" : "debounce";
  const values = [run.runId, run.orgId, flowKey, run.flowVersionId, kind, key, runText(run, limits), dueInMs];
  return (await client.query<Collected>(OPEN, values)).rows[0];
}

async function add(client: pg.PoolClient, runId: string, run: NewRun, limits: StartLimits): Promise<Collected | undefined> {
  const { debounce, batch } = limits;
  if (batch) return (await client.query<Collected>(JOIN, [runId, batch.size])).rows[0];
  const values = [runId, runText({ ...run, runId }, limits), run.flowVersionId, debounce!.periodMs, debounce!.maxMs ?? null];
  return (await client.query<Collected>(POSTPONE, values)).rows[0];
}

/** Everything but the input, which is with the starts. */
function runText(run: NewRun, limits: StartLimits): string {
  const gate = runGate(limits);
  return JSON.stringify({ ...run, started: { ...run.started, input: null }, ...(gate && { gate }) });
}

const TAKE = `
with due as (
  select run_id from collected_run where due_at <= clock_timestamp() order by due_at limit 50 for update skip locked
)
delete from collected_run c using due where c.run_id = due.run_id
returning c.kind, c.run, (select json_agg(s.input order by s.id) from limited_start s where s.run_id = c.run_id) as inputs`;

/** Milliseconds until the next collected run is due, 0 or less when one is; `undefined` when nothing is being collected. */
export async function nextCollectedInMs(pool: pg.Pool): Promise<number | undefined> {
  const text = "select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as ms from collected_run";
  const { rows } = await pool.query<{ ms: number | null }>({ name: "next-collected", text });
  return rows[0]?.ms ?? undefined;
}

/** The runs whose time has come, no longer collected: they are created in the same transaction. */
export async function takeCollected(client: pg.PoolClient): Promise<readonly NewRun[]> {
  const { rows } = await client.query<{ kind: string; run: NewRun; inputs: readonly JsonValue[] }>(TAKE);
  return rows.map(({ kind, run, inputs }) => {
    const input: JsonValue = kind === "batch" ? { items: [...inputs] } : (inputs.at(-1) ?? null);
    return { ...run, started: { ...run.started, input } };
  });
}
