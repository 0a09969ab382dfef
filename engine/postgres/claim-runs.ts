import type pg from "pg";
import type { RunState } from "../core/machine/run-state.ts";
import type { ClaimedRun, InboxMessage, MessageBody } from "../runtime/ports.ts";
import { plainArray } from "./columns.ts";
import { retryTransient } from "./database-errors.ts";
import { BATCH, decodeBatch, type BatchRow } from "./event-batch.ts";

/** What a driver needs to go on with the runs of `c`: the cached state, the events after it and the unread mail. */
const CONTENTS = `
select c.id, c.org_id, c.flow_version_id, c.epoch, c.seq, c.inbox_read, s.seq as state_seq, s.state,
  (select json_agg(${BATCH} order by l.last_seq) from run_log l where l.run_id = c.id and l.last_seq > coalesce(s.seq, 0)) as log,
  (select json_agg(json_build_array(i.id, i.body) order by i.id) from inbox i where i.run_id = c.id and i.id > c.inbox_read) as inbox,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
from c left join run_snapshot s on s.run_id = c.id`;

/**
 * A claim need not survive a crash of the server, which ends every lease: what follows from it is stored by statements that
 * wait for the disk, and they carry it along.
 */
const CLAIM = `
with c as (
  update run set owner = $2, epoch = epoch + 1, status = case status when 'queued' then 'running' else status end
  where id = any ($1::uuid[]) and ended_at is null and status <> 'paused' and gate is distinct from 'shut' and (owner is null or ($3 and owner = $2))
  returning id, org_id, flow_version_id, epoch, seq, inbox_read, set_config('synchronous_commit', 'off', true)
) ${CONTENTS}`;

const RELOAD = `with c as (select * from run where id = any ($1::uuid[]) and owner = $2) ${CONTENTS}`;

interface ClaimRow {
  readonly id: string;
  readonly org_id: string;
  readonly flow_version_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly state_seq: number | null;
  readonly state: RunState | null;
  readonly log: readonly BatchRow[] | null;
  readonly inbox_read: number;
  readonly inbox: readonly (readonly [number, MessageBody])[] | null;
  readonly now_ms: number;
}

/** Takes the runs nobody owns; `undefined` in the places of the others. */
export async function claimRuns(
  pool: pg.Pool,
  poolId: string,
  runIds: readonly string[],
): Promise<readonly (ClaimedRun | null)[]> {
  const ids = plainArray(runIds.toSorted());
  // A claim whose answer was lost may have been committed, and then the run is ours; a second claim fences the first.
  const query = (attempt: number) =>
    pool.query<ClaimRow>({ name: "claim-runs", text: CLAIM, values: [ids, poolId, attempt > 1] });
  const { rows } = await retryTransient(query);
  const complete = await reloadStale(pool, poolId, rows);
  const byId = new Map(complete.map((row) => [row.id, row]));
  return runIds.map((runId) => {
    const row = byId.get(runId);
    return row ? toClaimedRun(row) : null;
  });
}

/**
 * A statement that waited for another process to release a run updates the newest row but reads the other tables as they
 * were before. Such a row's events end too early; it is ours now, so reading once more gives all of it.
 */
async function reloadStale(pool: pg.Pool, poolId: string, rows: readonly ClaimRow[]): Promise<readonly ClaimRow[]> {
  const stale = rows.filter((row) => lastSeq(row) !== row.seq).map((row) => row.id);
  if (stale.length === 0) return rows;
  const values = [plainArray(stale), poolId];
  const reloaded = await retryTransient(() => pool.query<ClaimRow>({ name: "reload-runs", text: RELOAD, values }));
  return [...rows.filter((row) => lastSeq(row) === row.seq), ...reloaded.rows];
}

function lastSeq({ log, state_seq: stateSeq }: ClaimRow): number {
  const last = log?.at(-1);
  return last ? last[0] + last[2].length - 1 : (stateSeq ?? 0);
}

function toClaimedRun(row: ClaimRow): ClaimedRun {
  return {
    runId: row.id,
    orgId: row.org_id,
    flowVersionId: row.flow_version_id,
    epoch: row.epoch,
    ...(row.state === null ? {} : { state: row.state }),
    events: (row.log ?? []).flatMap((batch) => decodeBatch(batch, row.state_seq ?? 0)),
    inbox: (row.inbox ?? []).map(toInboxMessage),
    inboxReadId: row.inbox_read,
    nowMs: row.now_ms,
  };
}

export const toInboxMessage = ([id, body]: readonly [number, MessageBody]): InboxMessage => ({ id, body });
