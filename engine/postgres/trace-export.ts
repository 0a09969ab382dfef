import type pg from "pg";
import type { RunEvent } from "../core/machine/run-event.ts";
import type { Span } from "../core/trace/span.ts";
import { RunSpans } from "../core/trace/run-spans.ts";
import type { FlowVersions, LoadedFlow } from "../runtime/ports.ts";
import { readEvents } from "./read-events.ts";
import { COMMIT_SLACK_MS } from "./overview/count-runs.ts";

/**
 * Sends the traces of ended runs, in the order of their ends. The mark moves on when a run has been taken, so a process that
 * dies sends it again, under the same ids; a collector that is away keeps the mark where it is.
 */
export interface TraceExport {
  readonly pool: pg.Pool;
  readonly versions: FlowVersions;
  /** Rejects when the spans are to be sent again. */
  readonly send: (spans: readonly Span[]) => Promise<void>;
  /** A run whose history cannot be read is passed over. */
  readonly onUnreadable: (runId: string, error: unknown) => void;
  /** An end counts so long after its time: it may be committed later. */
  readonly settleMs?: number;
}

interface EndedRun {
  readonly id: string;
  readonly ended_at: string;
}

const MOST_RUNS = 100;
const EVENTS_AT_A_TIME = 1_000;
const SPANS_AT_A_TIME = 500;
/** A process that is frozen must not keep the others from sending. No request may take longer. */
const LONGEST_SILENCE_MS = 60_000;

/** With nothing sent so far, what ended before today's beginning of exports is left out; a new organization has sent nothing. */
const BEGIN = `
insert into trace_export (org_id, ended_at, run_id)
select o.id, clock_timestamp(), 'ffffffff-ffff-ffff-ffff-ffffffffffff' from organization o
where not exists (select 1 from trace_export) on conflict do nothing`;

const AFTER_MARK = `r.ended_at >= coalesce(t.ended_at, '-infinity')
  and (r.ended_at, r.id) > (coalesce(t.ended_at, '-infinity'), coalesce(t.run_id, '00000000-0000-0000-0000-000000000000'))
  and r.ended_at < clock_timestamp() - make_interval(secs => $1::float8 / 1000)`;

const BEHIND = `
select o.id from organization o left join trace_export t on t.org_id = o.id
where exists (select 1 from run r where r.org_id = o.id and ${AFTER_MARK})`;

const ENDED = `
select r.id, r.ended_at::text as ended_at from (select $2::uuid as id) o left join trace_export t on t.org_id = o.id
join run r on r.org_id = o.id and ${AFTER_MARK}
order by r.ended_at, r.id limit ${MOST_RUNS}`;

const MARK = `
insert into trace_export (org_id, ended_at, run_id) values ($1, $2::timestamptz, $3)
on conflict (org_id) do update set ended_at = excluded.ended_at, run_id = excluded.run_id
where (trace_export.ended_at, trace_export.run_id) < (excluded.ended_at, excluded.run_id)`;

export const beginTraceExport = async (pool: pg.Pool): Promise<void> => void (await pool.query(BEGIN));

/** One round over all organizations, unless another process is at it. Gives how many runs were sent. */
export async function exportTraces(ports: TraceExport): Promise<number> {
  const { rows } = await ports.pool.query<{ id: string }>(BEHIND, [ports.settleMs ?? COMMIT_SLACK_MS]);
  if (rows.length === 0) return 0;
  let sent = 0;
  await withOwnSession(ports.pool, async (stillMine) => {
    for (const { id } of rows) sent += await exportOf(ports, id, stillMine);
  });
  return sent;
}

/**
 * The lock belongs to a session, so the death of the process frees it at once. `stillMine` rejects when the server has ended
 * the session meanwhile; what was not marked is then sent again, under the same ids.
 */
async function withOwnSession(pool: pg.Pool, work: (stillMine: () => Promise<unknown>) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  client.on("error", () => {});
  try {
    await client.query(`set idle_session_timeout = ${LONGEST_SILENCE_MS}`);
    const lock = "select pg_try_advisory_lock(hashtextextended('omnilink traces', 7)) as mine";
    const { rows } = await client.query<{ mine: boolean }>(lock);
    if (rows[0]!.mine) await work(() => client.query("select 1"));
  } finally {
    // The server notices the end of a session some time later; who comes next must not find the lock taken by nobody.
    await client.query("select pg_advisory_unlock_all()").catch(() => {});
    client.release(true);
  }
}

async function exportOf(ports: TraceExport, orgId: string, stillMine: () => Promise<unknown>): Promise<number> {
  const { rows } = await ports.pool.query<EndedRun>(ENDED, [ports.settleMs ?? COMMIT_SLACK_MS, orgId]);
  const batch: Span[] = [];
  let last: EndedRun | undefined;
  const flush = async (): Promise<void> => {
    await stillMine();
    await ports.send(batch.splice(0));
    if (last) await ports.pool.query(MARK, [orgId, last.ended_at, last.id]);
  };
  for (const run of rows) {
    for await (const spans of spansOf(ports, orgId, run.id)) {
      batch.push(...spans);
      if (batch.length >= SPANS_AT_A_TIME) await flush();
    }
    last = run;
  }
  await flush();
  return rows.length;
}

async function* spansOf(ports: TraceExport, orgId: string, runId: string): AsyncGenerator<readonly Span[]> {
  const spans = new RunSpans(runId);
  let version: LoadedFlow | undefined;
  for (let seq = 0; ; seq += EVENTS_AT_A_TIME) {
    const events = await readEvents(ports.pool, runId, seq, EVENTS_AT_A_TIME);
    for (const event of events) {
      version = await versionAt(ports, orgId, event, version);
      const ended = takeOf(ports, spans, runId, event, version);
      if (!ended) return;
      yield ended;
    }
    if (events.length < EVENTS_AT_A_TIME) return;
  }
}

/** The version that the run belongs to from the event on. */
async function versionAt({ versions }: TraceExport, orgId: string, event: RunEvent, before: LoadedFlow | undefined) {
  if (event.type === "run.started") return versions.find(orgId, event.data.flow, event.data.version);
  return event.type === "run.moved" && before ? versions.find(orgId, before.plan.flowId, event.data.version) : before;
}

/** `undefined` when the history cannot be folded: a run that is always tried again would keep all others from being sent. */
function takeOf(ports: TraceExport, spans: RunSpans, runId: string, event: RunEvent, version: LoadedFlow | undefined) {
  try {
    if (!version) throw new Error("The version of its flow is not there.");
    return spans.take(version.plan, event);
  } catch (error) {
    ports.onUnreadable(runId, error);
    return undefined;
  }
}
