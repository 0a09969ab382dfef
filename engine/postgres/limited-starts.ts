import type pg from "pg";
import { PRODUCTION } from "../core/environment/environment.ts";
import { runGate } from "../core/limits/run-gate.ts";
import type { Rate, StartLimits } from "../core/limits/start-limits.ts";
import type { LimitedStarts, StartDecision } from "../runtime/limited-starts.ts";
import type { NewRun } from "../runtime/ports.ts";
import { createAdmission, type Admission } from "./admission.ts";
import { createRuns, encodeRun } from "./create-runs.ts";
import { retryTransient } from "./database-errors.ts";
import { collectStart, nextCollectedInMs, takeCollected } from "./collected-starts.ts";
import { postMessages } from "./mail.ts";
import { inTransaction } from "./transaction.ts";

/** In the order of `docs/limits.md`: rate limit, then debounce or batch, then singleton; the pace comes with the run's gate. */
export function createLimitedStarts(pool: pg.Pool): LimitedStarts {
  const admission = createAdmission(pool);
  return {
    start: (run, limits) =>
      admitting(admission, (onWaiting) =>
        retryTransient(() => inTransaction(pool, (client) => decide(client, run, limits, onWaiting))),
      ),
    startCollected: () =>
      admitting(admission, (onWaiting) =>
        retryTransient(() =>
          inTransaction(pool, async (client) => {
            const runs = await takeCollected(client);
            for (const run of runs) await createPromised(client, run, onWaiting);
            return runs.length;
          }),
        ),
      ),
    nextCollectedInMs: () => nextCollectedInMs(pool),
  };
}

type OnWaiting = (flowKeys: readonly string[]) => Promise<void>;

/** Runs are admitted after the commit: before it, nobody else sees them. */
async function admitting<Result>(admission: Admission, work: (onWaiting: OnWaiting) => Promise<Result>): Promise<Result> {
  const waiting = new Set<string>();
  const result = await work(async (flowKeys) => flowKeys.forEach((flowKey) => waiting.add(flowKey)));
  await admission.admitNow([...waiting]);
  return result;
}

const LOCK_FLOW = `
with flow as (select flow_id from flow_version where id = $1 and org_id = $2)
select flow_id as "flowKey", pg_advisory_xact_lock(hashtextextended('omnilink start ' || flow_id, 7)) from flow`;

async function decide(client: pg.PoolClient, run: NewRun, limits: StartLimits, onWaiting: OnWaiting): Promise<StartDecision> {
  const { rows } = await client.query<{ flowKey: string }>(LOCK_FLOW, [run.flowVersionId, run.orgId]);
  const flowKey = rows[0]?.flowKey;
  if (flowKey === undefined) throw new Error(`There is no flow version ${run.flowVersionId} in organization ${run.orgId}.`);
  const known = await findKnown(client, flowKey, run);
  if (known !== undefined) return { outcome: "started", runId: known, created: false };
  const until = limits.rateLimit && (await fullUntil(client, flowKey, limits.rateLimit));
  if (until !== undefined) return { outcome: "rateLimited", until };
  if (limits.debounce || limits.batch) return collectStart(client, flowKey, run, limits);
  const open = limits.singleton ? await openRuns(client, flowKey, limits.singleton.key) : [];
  if (limits.singleton?.mode === "skip" && open[0] !== undefined) return { outcome: "skipped", openRunId: open[0] };
  await cancelFor(client, run, open);
  const gate = runGate(limits);
  const { runId, created } = await create(client, { ...run, ...(gate && { gate }) }, onWaiting);
  if (limits.rateLimit) await count(client, flowKey, { ...run, runId }, limits.rateLimit);
  return { outcome: "started", runId, created };
}

const KNOWN = `
select run_id from limited_start where flow_id = $1 and trigger_key = $2 and environment = $3
union all select id from run where flow_id = $1 and trigger_key = $2 and environment = $3 limit 1`;

async function findKnown(client: pg.PoolClient, flowKey: string, run: NewRun): Promise<string | undefined> {
  const { triggerKey, started } = run;
  if (triggerKey === undefined) return undefined;
  const values = [flowKey, triggerKey, started.environment ?? PRODUCTION];
  const { rows } = await client.query<{ run_id: string }>(KNOWN, values);
  return rows[0]?.run_id;
}

/** When the window has room again: when the oldest of the last `limit` starts leaves it. */
const FULL_UNTIL = `
select accepted_at + $4 * interval '1 millisecond' as until from limited_start
where flow_id = $1 and rate_key = $2 and accepted_at > clock_timestamp() - $4 * interval '1 millisecond'
order by accepted_at desc offset $3 - 1 limit 1`;

async function fullUntil(client: pg.PoolClient, flowKey: string, { key, limit, periodMs }: Rate): Promise<string | undefined> {
  const { rows } = await client.query<{ until: Date }>(FULL_UNTIL, [flowKey, key, limit, periodMs]);
  return rows[0]?.until.toISOString();
}

async function count(client: pg.PoolClient, flowKey: string, run: NewRun, { key, periodMs }: Rate): Promise<void> {
  const text = "insert into limited_start (org_id, flow_id, run_id, rate_key, rate_ms) values ($1, $2, $3, $4, $5)";
  await client.query(text, [run.orgId, flowKey, run.runId, key, periodMs]);
}

async function openRuns(client: pg.PoolClient, flowKey: string, key: string): Promise<readonly string[]> {
  const text = `select r.id from run_gate g join run r on r.id = g.run_id
    where g.flow_id = $1 and g.singleton_key = $2 and r.ended_at is null order by r.id`;
  const { rows } = await client.query<{ id: string }>(text, [flowKey, key]);
  return rows.map(({ id }) => id);
}

/** The open runs undo what they did, beside the new one. */
async function cancelFor(client: pg.PoolClient, { runId, started }: NewRun, open: readonly string[]): Promise<void> {
  if (open.length === 0) return;
  const by = started.startedBy ?? "the next start";
  const reason = `Another start of this flow took its place: run ${runId}.`;
  const body = { type: "cancel", by, reason, compensate: true } as const;
  await postMessages(
    client,
    open.map((openRunId) => ({ runId: openRunId, dedupeKey: `singleton:${runId}`, body })),
  );
}

/** Its id was answered, and it has inputs that nobody else works on: a run with its trigger key does not take its place. */
async function createPromised(client: pg.PoolClient, run: NewRun, onWaiting: OnWaiting): Promise<void> {
  const { runId } = await create(client, run, onWaiting);
  if (runId === run.runId) return;
  const { triggerKey: _, ...keyless } = run;
  await create(client, keyless, onWaiting);
}

async function create(client: pg.PoolClient, run: NewRun, onWaiting: OnWaiting) {
  const [created] = await createRuns(client, [encodeRun(run)], { onWaiting });
  if (created === undefined || created instanceof Error) throw created ?? new Error(`Run ${run.runId} was not created.`);
  return created;
}
