import type pg from "pg";
import type { ChildOutcome } from "../core/machine/run-event.ts";
import { outcomeOfEnd } from "../runtime/outcome-of-end.ts";
import type { NewMessage, NewRun, PostResult } from "../runtime/ports.ts";
import { retryTransient } from "./database-errors.ts";
import { postMessages } from "./mail.ts";
import { readEvents } from "./read-events.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Runs that other runs wait for. The link is written before the run, so a run with a parent always has one; a parent is
 * told in the same transaction that notes it, and the sweep tells those whose process died in between.
 */
export async function linkChildren(pool: pg.Pool, runs: readonly NewRun[]): Promise<void> {
  const links = runs.flatMap(({ runId, orgId, started: { parent } }) => (parent ? [{ runId, orgId, parent }] : []));
  if (links.length === 0) return;
  const text = `insert into child_run (child_id, org_id, parent_id, node_id, visit)
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[]) on conflict do nothing`;
  const values = [
    links.map(({ runId }) => runId),
    links.map(({ orgId }) => orgId),
    links.map(({ parent }) => parent.runId),
    links.map(({ parent }) => parent.nodeId),
    links.map(({ parent }) => parent.visit),
  ];
  await retryTransient(() => pool.query({ name: "link-children", text, values }));
}

/** Tells the parent once per end, however often it is asked. */
export function tellParent(pool: pg.Pool, runId: string, seq: number, outcome: ChildOutcome): Promise<void> {
  return retryTransient(() =>
    inTransaction(pool, async (client) => {
      const text = "update child_run set told_seq = $2 where child_id = $1 and told_seq < $2 returning parent_id";
      const { rows } = await client.query<{ parent_id: string }>(text, [runId, seq]);
      for (const row of rows) await postMessages(client, [toMessage(row.parent_id, runId, seq, outcome)]);
    }),
  );
}

function toMessage(parentId: string, runId: string, seq: number, outcome: ChildOutcome): NewMessage {
  return {
    runId: parentId,
    dedupeKey: `child:${runId}:${seq}`,
    body: { type: "child", ...outcome },
  };
}

/** Ended runs whose parents were not told. A run that was opened again is told anew when it ends again. */
export const UNTOLD = `
select r.id, r.seq from child_run c join run r on r.id = c.child_id
where c.told_seq = 0 and r.ended_at < now() - interval '1 second' limit 100`;

export interface UntoldRun {
  readonly id: string;
  readonly seq: number;
}

export async function tellForgottenParents(pool: pg.Pool, untold: readonly UntoldRun[]): Promise<void> {
  for (const { id, seq } of untold) {
    const [last] = await readEvents(pool, id, seq - 1, 1);
    if (last) await tellParent(pool, id, seq, outcomeOfEnd(id, last));
  }
}

/** Incidents of a run that goes on are over; what it does now may open new ones. */
const REOPEN = `
with opened as (
  update run set ended_at = null, status = 'queued' where id = $1 and ended_at is not null
    and not exists (select 1 from inbox where run_id = $1 and dedupe_key = $2)
  returning id
)
update incident i set status = 'resolved', resolution = 'wentOn', resolved_at = clock_timestamp(), resolved_by = $3
from opened where i.run_id = opened.id and i.status = 'open'`;

/** A run that has ended is opened again together with the message that gives reason for it. */
export function reopenRun(pool: pg.Pool, message: NewMessage): Promise<PostResult> {
  const by = "by" in message.body ? (message.body.by ?? null) : null;
  return retryTransient(() =>
    inTransaction(pool, async (client) => {
      await client.query(REOPEN, [message.runId, message.dedupeKey, by]);
      await client.query("update child_run set told_seq = 0 where child_id = $1", [message.runId]);
      const [result] = await postMessages(client, [message]);
      return result ?? "unknownRun";
    }),
  );
}
