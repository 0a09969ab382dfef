import type pg from "pg";
import { PRODUCTION } from "../core/environment/environment.ts";
import { canonicalJson } from "../core/flow/canonical-hash.ts";
import type { JsonValue } from "../core/json.ts";
import { runGate } from "../core/limits/run-gate.ts";
import type { StartLimits } from "../core/limits/start-limits.ts";
import type { StartDecision } from "../runtime/limited-starts.ts";
import type { NewRun } from "../runtime/ports.ts";
import { inputDigest } from "./input-digest.ts";

/**
 * Starts that wait to become one run. `collected_run` holds that run as it will be made, with the id that was answered, so
 * nothing that was acknowledged is only in memory. A debounced run takes everything from its last start, the input too. A
 * batch takes everything from its first start but the inputs, which are in `limited_start` until it begins: those of one
 * version, because each was checked against the contract of its own.
 */

const FIND = `
select run_id, first_at, due_at, starts from collected_run
where flow_id = $1 and kind = $2 and key = $3 and starts < $4 and due_at > clock_timestamp()
  and (kind = 'debounce' or flow_version_id = $5)`;

const OPEN = `
insert into collected_run (run_id, org_id, flow_id, flow_version_id, kind, key, run, due_at, bytes)
values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8 * interval '1 millisecond', $9)
returning due_at, starts`;

const POSTPONE = `
update collected_run set starts = starts + 1, run = $2, flow_version_id = $3,
  due_at = least(clock_timestamp() + $4 * interval '1 millisecond', first_at + $5 * interval '1 millisecond')
where run_id = $1 returning due_at, starts`;

/** A batch is full with so many, whatever its size: its run must be stored, read and worked on in one piece. */
const BATCH_BYTES = 8_000_000;

/** The last one of a batch makes it due. */
const JOIN = `
update collected_run set starts = starts + 1, bytes = bytes + $3,
  due_at = case when starts + 1 >= $2 or bytes + $3 >= ${BATCH_BYTES} then clock_timestamp() else due_at end
where run_id = $1 returning due_at, starts`;

const ITEM =
  "insert into limited_start (org_id, flow_id, run_id, trigger_key, input_digest, rate_key, rate_ms, input, environment) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

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
  const values = [flowKey, kind, (batch ?? debounce)!.key, batch?.size ?? 2 ** 31 - 1, run.flowVersionId];
  const found = (await client.query<{ run_id: string }>(FIND, values)).rows[0]?.run_id;
  const runId = found ?? run.runId;
  const collected = found === undefined ? await open(client, flowKey, run, limits) : await add(client, found, run, limits);
  await note(client, flowKey, { ...run, runId }, limits);
  return { outcome: "collected", runId, created: found === undefined, startsAt: collected!.due_at.toISOString() };
}

/** What is to be known of a start: its input, for a batch, and the keys it has. Of most debounced starts this is nothing. */
async function note(client: pg.PoolClient, flowKey: string, run: NewRun, { batch, rateLimit }: StartLimits): Promise<void> {
  const { orgId, runId, triggerKey = null, started } = run;
  const input = batch ? inputText(run) : null;
  const rateKey = rateLimit?.key ?? null;
  if (input === null && triggerKey === null && rateKey === null) return;
  const environment = started.environment ?? PRODUCTION;
  const digest = triggerKey === null ? null : inputDigest(canonicalJson(started.input));
  await client.query(ITEM, [orgId, flowKey, runId, triggerKey, digest, rateKey, rateLimit?.periodMs, input, environment]);
}

const inputText = ({ started }: NewRun): string => JSON.stringify(started.input);

async function open(client: pg.PoolClient, flowKey: string, run: NewRun, limits: StartLimits): Promise<Collected | undefined> {
  const { debounce, batch } = limits;
  const { key } = (batch ?? debounce)!;
  const dueInMs = batch ? batch.timeoutMs : Math.min(debounce!.periodMs, debounce!.maxMs ?? Infinity);
  const kind = batch ? "batch" : "debounce";
  const values = [
    run.runId,
    run.orgId,
    flowKey,
    run.flowVersionId,
    kind,
    key,
    runText(run, limits),
    dueInMs,
    inputText(run).length,
  ];
  return (await client.query<Collected>(OPEN, values)).rows[0];
}

async function add(client: pg.PoolClient, runId: string, run: NewRun, limits: StartLimits): Promise<Collected | undefined> {
  const { debounce, batch } = limits;
  if (batch) return (await client.query<Collected>(JOIN, [runId, batch.size, inputText(run).length])).rows[0];
  const values = [runId, runText({ ...run, runId }, limits), run.flowVersionId, debounce!.periodMs, debounce!.maxMs ?? null];
  return (await client.query<Collected>(POSTPONE, values)).rows[0];
}

/** Everything, but for the input of a batch, which is with the starts. */
function runText(run: NewRun, limits: StartLimits): string {
  const gate = runGate(limits);
  const input = limits.batch ? null : run.started.input;
  return JSON.stringify({ ...run, started: { ...run.started, input }, ...(gate && { gate }) });
}

/** Without what has been run since, by a version that collects no starts and got one of them again. */
const TAKE = `
with due as (
  select run_id from collected_run where due_at <= clock_timestamp() order by due_at limit 10 for update skip locked
)
delete from collected_run c using due where c.run_id = due.run_id
returning c.kind, c.run, (
  select json_agg(s.input order by s.id) from limited_start s where s.run_id = c.run_id and s.input is not null
    and not exists (select 1 from run r where r.flow_id = s.flow_id and r.trigger_key = s.trigger_key and r.environment = s.environment)
) as inputs`;

/** The inputs are with the runs now; a start without a key is not asked for again. */
const FORGET = `
with kept as (
  update limited_start set input = null where run_id = any ($1::uuid[]) and input is not null
    and (trigger_key is not null or rate_key is not null)
)
delete from limited_start where run_id = any ($1::uuid[]) and trigger_key is null and rate_key is null`;

/** Milliseconds until the next collected run is due, 0 or less when one is; `undefined` when nothing is being collected. */
export async function nextCollectedInMs(pool: pg.Pool): Promise<number | undefined> {
  const text = "select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as ms from collected_run";
  const { rows } = await pool.query<{ ms: number | null }>({ name: "next-collected", text });
  return rows[0]?.ms ?? undefined;
}

interface Taken {
  readonly kind: "batch" | "debounce";
  readonly run: NewRun;
  readonly inputs: readonly JsonValue[] | null;
}

/** The runs whose time has come, no longer collected: they are created in the same transaction. */
export async function takeCollected(client: pg.PoolClient): Promise<readonly NewRun[]> {
  const { rows } = await client.query<Taken>(TAKE);
  if (rows.length > 0) await client.query(FORGET, [rows.map(({ run }) => run.runId)]);
  return rows.flatMap(({ kind, run, inputs }) => {
    // An input of a debounced start that is with the starts was collected by an earlier release.
    const input = kind === "batch" ? { items: [...(inputs ?? [])] } : (inputs?.at(-1) ?? run.started.input);
    return kind === "batch" && inputs === null ? [] : [{ ...run, started: { ...run.started, input } }];
  });
}
