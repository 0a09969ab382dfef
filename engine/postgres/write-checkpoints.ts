import type pg from "pg";
import { endStatus, hasEnded, type RunEvent } from "../core/machine/run-event.ts";
import { lastingIncidents } from "../runtime/lasting-incidents.ts";
import type { Checkpoint, CheckpointResult } from "../runtime/ports.ts";
import { jsonLines, plainArray, storableText } from "./columns.ts";
import { retryTransient } from "./database-errors.ts";
import { encodeBatch, type EventBatch } from "./event-batch.ts";

/**
 * One statement writes the checkpoints of many runs. `passed` is the fence: a run that another process claimed since, or
 * whose log does not end where the new events begin, updates no row, and everything after joins `passed`.
 *
 * A release takes effect only when no mail is unread; an ended run is always let go. A limited run gives up its slot with it;
 * one that was let pass to be paused, and is sent on before it is, takes a slot, for it works.
 * Timers, approvals and incidents are lists of
 * JSON objects, because most checkpoints have none; what is stored as JSON is a string in them, because reading members of
 * an object refuses \\u0000 anywhere in it. The events of a checkpoint are one row of the log.
 */
const WRITE = `
with x as (
  select * from unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::text[], $7::int[], $8::bool[], $9::bool[], $23::text[])
    with ordinality as x(run_id, epoch, base_seq, last_seq, status, inbox_read, release, ended, failure_code, n)
), passed as (
  update run r set
    seq = coalesce(x.last_seq, r.seq),
    status = x.status,
    inbox_read = greatest(r.inbox_read, x.inbox_read),
    owner = case when x.release and (x.ended or r.inbox_seq <= greatest(r.inbox_read, x.inbox_read)) then null else r.owner end,
    gate = case when r.gate is not null and x.release and (x.ended or r.inbox_seq <= greatest(r.inbox_read, x.inbox_read)) then 'shut'
      when r.gate = 'pass' and x.status = 'running' then 'open' else r.gate end,
    ended_at = case when x.ended then clock_timestamp() end,
    failure_code = case when not x.ended then null when x.failure_code is null then r.failure_code else nullif(x.failure_code, '') end
  from x
  where r.id = x.run_id and r.owner = $1 and r.epoch = x.epoch and (x.base_seq is null or r.seq = x.base_seq)
  returning x.n, r.id, r.org_id, r.flow_id, r.seq, r.status, r.owner is null as released, x.ended, x.last_seq is not null as has_events,
    case when r.gate is not null and r.owner is null then r.flow_id end as room_at
), logged as (
  insert into run_log (org_id, run_id, first_seq, last_seq, at, events)
  select p.org_id, p.id, b.first_seq, p.seq, b.at, b.events::json
  from unnest($10::int[], $11::int[], $12::timestamptz[], string_to_array($13, E'\\n')) as b(n, first_seq, at, events)
  join passed p on p.n = b.n
), kept as (
  insert into run_snapshot (run_id, org_id, seq, state)
  select p.id, p.org_id, p.seq, s.state::json
  from unnest($14::int[], $15::bool[], string_to_array($16, E'\\n')) as s(n, always, state) join passed p on p.n = s.n
  where (p.released or s.always) and not p.ended
  on conflict (run_id) do update set seq = excluded.seq, state = excluded.state
), dropped as (
  delete from run_snapshot s using passed p where s.run_id = p.id and p.ended
), timers_set as (
  insert into timer (org_id, run_id, node_id, visit, due_at, approval_id)
  select p.org_id, p.id, t."nodeId", t.visit, t."dueAt", t."approvalId"
  from json_to_recordset($17) as t(n int, "nodeId" text, visit int, "dueAt" timestamptz, "approvalId" text) join passed p on p.n = t.n
  on conflict (run_id, node_id, visit) do update set due_at = excluded.due_at, approval_id = excluded.approval_id
), timers_cleared as (
  delete from timer t using passed p, json_to_recordset($18) as c(n int, "nodeId" text, visit int)
  where p.n = c.n and t.run_id = p.id and t.node_id = c."nodeId" and t.visit = c.visit
), timers_ended as (
  delete from timer t using passed p where p.ended and t.run_id = p.id
), approvals_opened as (
  insert into approval (id, org_id, run_id, flow_id, node_id, visit, title, roles, quorum, rules, risk, details, form, initial,
    status, requested_at, due_at)
  select a."approvalId", p.org_id, p.id, p.flow_id, a."nodeId", a.visit, a.title, a.roles, a.quorum, a.rules::json, a.risk::json, a.details::json, a.form::json,
    a.initial::json, a.status, clock_timestamp(), a."dueAt"
  from json_to_recordset($19) as a("approvalId" text, n int, "nodeId" text, visit int, title text, roles text[], quorum int, rules text, risk text,
    details text, form text, initial text, status text, "dueAt" timestamptz)
  join passed p on p.n = a.n
  on conflict (id) do nothing
), approvals_closed as (
  update approval a set status = 'closed', decided_at = clock_timestamp()
  from json_to_recordset($20) as c(n int, "approvalId" text) join passed p on p.n = c.n
  where a.id = c."approvalId" and a.run_id = p.id and a.status = 'pending'
), approvals_ended as (
  update approval a set status = 'closed', decided_at = clock_timestamp()
  from passed p where p.ended and a.run_id = p.id and a.status = 'pending'
), incidents_opened as (
  insert into incident (org_id, run_id, flow_id, kind, node_id, visit, failure, cause)
  select p.org_id, p.id, p.flow_id, i.kind, i."nodeId", i.visit, i.failure::json, incident_cause(i.kind, i.step, i.code, i.message)
  from json_to_recordset($21) as i(n int, kind text, "nodeId" text, visit int, failure text, step text, code text, message text)
  join passed p on p.n = i.n
), closing as (
  select i.id, c.resolution, c.by
  from json_to_recordset($22) as c(n int, "nodeId" text, visit int, resolution text, "by" text) join passed p on p.n = c.n
  join incident i on i.run_id = p.id and i.node_id = c."nodeId" and i.visit = c.visit and i.status = 'open'
  union all
  select i.id, p.status, null from passed p join incident i on i.run_id = p.id
  where p.ended and i.status = 'open' and i.kind in ('undecided', 'quarantined')
), incidents_closed as (
  update incident i set status = 'resolved', resolved_at = clock_timestamp(), resolved_by = c.by, resolution = c.resolution
  from (select distinct on (id) * from closing order by id, by nulls last) as c where i.id = c.id
), told as (
  select notify_entries('omnilink_events', array_agg(id || ':' || seq) filter (where has_events)) as notifications from passed
)
select passed.n::int as n, passed.released, passed.room_at from passed cross join told where told.notifications >= 0`;

export interface EncodedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly batch: EventBatch | undefined;
  /** The state, to be kept when the run is let go, or always. */
  readonly state: string | undefined;
  readonly bytes: number;
}

export function encodeCheckpoint(checkpoint: Checkpoint): EncodedCheckpoint {
  const batch = encodeBatch(checkpoint.events);
  const kept = hasEnded(checkpoint.status) ? undefined : (checkpoint.snapshot ?? checkpoint.release?.state);
  const state = kept && JSON.stringify(kept);
  return { checkpoint, batch, state, bytes: (batch?.text.length ?? 0) + (state?.length ?? 0) };
}

/** Never two checkpoints of one run in `items`. `onRoom` hears the flows whose limited runs gave up slots. */
export async function writeCheckpoints(
  pool: pg.Pool,
  poolId: string,
  items: readonly EncodedCheckpoint[],
  onRoom: (flowKeys: readonly string[]) => void,
): Promise<readonly (CheckpointResult | Error)[]> {
  const order = items.map((_, index) => index).toSorted((a, b) => compareRunIds(items[a]!, items[b]!));
  const values = parameters(
    poolId,
    order.map((index) => items[index]!),
  );
  const { rows } = await retryTransient(() =>
    pool.query<{ n: number; released: boolean; room_at: string | null }>({ name: "write-checkpoints", text: WRITE, values }),
  );
  const results = new Array<CheckpointResult | Error | undefined>(items.length);
  for (const { n, released } of rows) {
    const index = order[n - 1]!;
    results[index] = outcome(items[index]!.checkpoint, released);
  }
  const roomAt = rows.flatMap((row) => row.room_at ?? []);
  if (roomAt.length > 0) onRoom(roomAt);
  const complete = items.map(async (item, index) => results[index] ?? explainRefusal(pool, poolId, item.checkpoint));
  return Promise.all(complete);
}

const compareRunIds = (a: EncodedCheckpoint, b: EncodedCheckpoint): number => (a.checkpoint.runId < b.checkpoint.runId ? -1 : 1);

function outcome(checkpoint: Checkpoint, released: boolean): CheckpointResult {
  if (released) return "released";
  return checkpoint.release ? "inboxMoved" : "stored";
}

/**
 * Why a checkpoint updated no row: another process has the run, or an earlier try was committed although its connection
 * was lost, in which case the log ends exactly with our events.
 */
async function explainRefusal(pool: pg.Pool, poolId: string, checkpoint: Checkpoint): Promise<CheckpointResult | Error> {
  const { rows } = await retryTransient(() =>
    pool.query<{ epoch: number; owner: string | null; seq: number }>({
      name: "explain-checkpoint",
      text: "select epoch, owner, seq from run where id = $1",
      values: [checkpoint.runId],
    }),
  );
  const run = rows[0];
  if (!run || run.epoch !== checkpoint.epoch) return "fenced";
  const applied = (checkpoint.events.at(-1)?.seq ?? run.seq) === run.seq;
  if (run.owner === null) return applied && checkpoint.release ? "released" : "fenced";
  if (run.owner !== poolId) return "fenced";
  if (applied) return outcome(checkpoint, false);
  const first = checkpoint.events[0]?.seq;
  return new Error(
    `A checkpoint of run ${checkpoint.runId} goes on with event ${first}, but its log ends with event ${run.seq}.`,
  );
}

function parameters(poolId: string, items: readonly EncodedCheckpoint[]): unknown[] {
  const checkpoints = items.map((item) => item.checkpoint);
  const kept = items.flatMap(({ checkpoint, state }, index) =>
    state === undefined ? [] : [{ n: index + 1, always: checkpoint.snapshot !== undefined, state }],
  );
  return [
    poolId,
    plainArray(checkpoints.map((checkpoint) => checkpoint.runId)),
    plainArray(checkpoints.map((checkpoint) => checkpoint.epoch)),
    plainArray(checkpoints.map(({ events }) => (events[0] ? events[0].seq - 1 : null))),
    plainArray(checkpoints.map(({ events }) => events.at(-1)?.seq ?? null)),
    plainArray(checkpoints.map((checkpoint) => checkpoint.status)),
    plainArray(checkpoints.map((checkpoint) => checkpoint.inboxReadId ?? null)),
    plainArray(checkpoints.map((checkpoint) => checkpoint.release !== undefined)),
    plainArray(checkpoints.map((checkpoint) => hasEnded(checkpoint.status))),
    ...batchColumns(items),
    plainArray(kept.map(({ n }) => n)),
    plainArray(kept.map(({ always }) => always)),
    jsonLines(kept.map(({ state }) => state)),
    ...lists(checkpoints),
    checkpoints.map(({ events }) => failureCode(events)),
  ];
}

/** Why the run did not end well, empty when it did; null for a checkpoint without an end, such as the release after it. */
function failureCode(events: readonly RunEvent[]): string | null {
  const end = events.findLast(({ type }) => type in endStatus);
  if (end === undefined) return null;
  if (end.type === "run.canceled") return "run/canceled";
  return isFailedEnd(end) ? storableText(end.data.failure.code) : "";
}

type FailedEnd = Extract<RunEvent, { type: "run.failed" | "run.compensated" | "run.compensationIncomplete" }>;
const isFailedEnd = (event: RunEvent): event is FailedEnd =>
  event.type === "run.failed" || event.type === "run.compensated" || event.type === "run.compensationIncomplete";

function batchColumns(items: readonly EncodedCheckpoint[]): unknown[] {
  const batches = items.flatMap(({ batch }, index) => (batch ? [{ ...batch, n: index + 1 }] : []));
  return [
    plainArray(batches.map(({ n }) => n)),
    plainArray(batches.map(({ firstSeq }) => firstSeq)),
    plainArray(batches.map(({ at }) => at)),
    jsonLines(batches.map(({ text }) => text)),
  ];
}

function lists(checkpoints: readonly Checkpoint[]): string[] {
  const rows = <Row>(rowsOf: (checkpoint: Checkpoint) => readonly Row[]) =>
    JSON.stringify(checkpoints.flatMap((checkpoint, index) => rowsOf(checkpoint).map((row) => ({ ...row, n: index + 1 }))));
  return [
    rows(setTimers),
    rows(clearedTimers),
    rows(openedApprovals),
    rows(closedApprovals),
    rows(openedIncidents),
    rows(closedIncidents),
  ];
}

/** Nothing wakes a run that has ended. */
const setTimers = (checkpoint: Checkpoint) => (hasEnded(checkpoint.status) ? [] : checkpoint.setTimers);

/** A timer that is cleared and set again in one checkpoint is set. */
function clearedTimers({ setTimers: timers, clearTimers }: Checkpoint) {
  return clearTimers.filter((cleared) => !timers.some((set) => set.nodeId === cleared.nodeId && set.visit === cleared.visit));
}

/** Details travel as text inside of the JSON: taken apart as JSON, they could not hold NUL or half a surrogate pair. */
function openedApprovals({ openApprovals, closeApprovals, setTimers: timers, status }: Checkpoint) {
  return openApprovals.map((approval) => ({
    ...approval,
    title: storableText(approval.title),
    rules: jsonText(approval.rules),
    risk: jsonText(approval.risk),
    details: jsonText(approval.details),
    form: jsonText(approval.form),
    initial: jsonText(approval.initial),
    status: hasEnded(status) || closeApprovals.includes(approval.approvalId) ? "closed" : "pending",
    dueAt: timers.find((timer) => timer.approvalId === approval.approvalId)?.dueAt ?? null,
  }));
}

/** As text inside of JSON, so that a string with the character 0 passes. */
const jsonText = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

const closedApprovals = ({ closeApprovals }: Checkpoint) => closeApprovals.map((approvalId) => ({ approvalId }));

function openedIncidents(checkpoint: Checkpoint) {
  return lastingIncidents(checkpoint).map((incident) => {
    const { code, message, nodeId } = incident.failure;
    const cause = { step: incident.nodeId ?? nodeId, code: storableText(code), message: storableText(message) };
    return { ...incident, failure: JSON.stringify(incident.failure), ...cause };
  });
}

const closedIncidents = ({ closeIncidents = [] }: Checkpoint) =>
  closeIncidents.map((incident) => ({ ...incident, ...(incident.by === undefined ? {} : { by: storableText(incident.by) }) }));
