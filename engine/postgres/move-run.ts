import type pg from "pg";
import type { RunMove } from "../runtime/ports.ts";
import { retryTransient } from "./database-errors.ts";
import { encodeBatch } from "./event-batch.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Takes a run that nobody drives to another version: the event, the state with it, and what must change in timers and
 * approvals, in one statement. The conditions are the fence: a run that was claimed, written to or moved since it was read
 * is not touched. Who claims it meanwhile waits for the row and gets it as it is afterwards, and the raised epoch keeps out
 * whoever drove it before. A paused run stays paused, and one that has not begun stays in its line.
 */
const MOVE = `
with moved as (
  update run r set flow_version_id = $4, seq = $5, epoch = r.epoch + 1,
    status = case when r.status in ('paused', 'queued') then r.status else $6 end
  where r.id = $1 and r.org_id = $2 and r.flow_version_id = $3 and r.seq = $5 - 1
    and r.owner is null and r.ended_at is null and r.inbox_seq <= r.inbox_read
  returning r.id, r.org_id, r.seq, r.status, r.gate
), logged as (
  insert into run_log (org_id, run_id, first_seq, last_seq, at, events)
  select org_id, id, seq, seq, $7::timestamptz, $8::json from moved
), kept as (
  insert into run_snapshot (run_id, org_id, seq, state) select id, org_id, seq, $9::json from moved
  on conflict (run_id) do update set seq = excluded.seq, state = excluded.state
), timers_set as (
  insert into timer (org_id, run_id, node_id, visit, due_at, approval_id)
  select m.org_id, m.id, t."nodeId", t.visit, t."dueAt", t."approvalId"
  from moved m, json_to_recordset($10) as t("nodeId" text, visit int, "dueAt" timestamptz, "approvalId" text)
  on conflict (run_id, node_id, visit) do update set due_at = excluded.due_at, approval_id = excluded.approval_id
), timers_cleared as (
  delete from timer t using moved m, json_to_recordset($11) as c("nodeId" text, visit int)
  where t.run_id = m.id and t.node_id = c."nodeId" and t.visit = c.visit
), approvals_closed as (
  update approval a set status = 'closed', decided_at = clock_timestamp() from moved m
  where a.run_id = m.id and a.id = any ($12::text[]) and a.status = 'pending'
)
select m.status, m.gate, notify_entries('omnilink_events', array[m.id || ':' || m.seq]) as told from moved m`;

const HINT = `select case when $2::text = 'shut' then queue_runs(array[$1::uuid]) else hint_runs(array[$1::uuid]) end`;

/** False when anything happened to the run since it was read. */
export function moveRun(pool: pg.Pool, move: RunMove): Promise<boolean> {
  return retryTransient(() =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ status: string; gate: string | null }>(MOVE, parameters(move));
      const [moved] = rows;
      if (moved?.status === "queued") await client.query(HINT, [move.runId, moved.gate]);
      return moved !== undefined;
    }),
  );
}

function parameters({ orgId, runId, fromVersionId, toVersionId, event, state, goesOn, ...tables }: RunMove): unknown[] {
  return [
    ...[runId, orgId, fromVersionId, toVersionId, event.seq],
    goesOn ? "queued" : state.status,
    event.at,
    encodeBatch([event])!.text,
    JSON.stringify(state),
    JSON.stringify(tables.setTimers),
    JSON.stringify(tables.clearTimers),
    [...tables.closeApprovals],
  ];
}
