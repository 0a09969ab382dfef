import type pg from "pg";
import type {
  CheckpointResult,
  ClaimedRun,
  CreatedRun,
  MessageBody,
  NewMessage,
  PostResult,
  RunStore,
} from "../runtime/ports.ts";
import { claimRuns, toInboxMessage } from "./claim-runs.ts";
import { createCoalescer } from "./coalesce.ts";
import { createRuns, encodeRun, type EncodedRun } from "./create-runs.ts";
import { isDataError, retryTransient } from "./database-errors.ts";
import { decideApproval, fireDueTimers, postMessages } from "./mail.ts";
import { readEvents } from "./read-events.ts";
import { createSweep } from "./sweep-runs.ts";
import { encodeCheckpoint, writeCheckpoints, type EncodedCheckpoint } from "./write-checkpoints.ts";

export interface PostgresRunStoreOptions {
  /** From `createPool`; at least 8 connections. */
  readonly pool: pg.Pool;
  /** UUID of this process; its lease (`holdLease`) is held under the same id. */
  readonly poolId: string;
}

/** The durable run store. Creations, claims, checkpoints and posts of all runs of this process are committed in groups. */
export function createPostgresRunStore({ pool, poolId }: PostgresRunStoreOptions): RunStore {
  const creations = createCoalescer<EncodedRun, CreatedRun>({
    flush: (runs) => createRuns(pool, runs),
    bytesOf: (run) => run.data.length,
    mayIsolate: isDataError,
  });
  const claims = createCoalescer<string, ClaimedRun | null>({
    flush: (runIds) => claimRuns(pool, poolId, runIds),
    keyOf: (runId) => runId,
    mayIsolate: isDataError,
  });
  const checkpoints = createCoalescer<EncodedCheckpoint, CheckpointResult>({
    flush: (items) => writeCheckpoints(pool, poolId, items),
    keyOf: (item) => item.checkpoint.runId,
    bytesOf: (item) => item.bytes,
    mayIsolate: isDataError,
  });
  const posts = createCoalescer<NewMessage, PostResult>({
    flush: (messages) => postMessages(pool, messages),
    mayIsolate: isDataError,
  });

  return {
    createRuns: (runs) => Promise.all(runs.map((run) => creations.add(encodeRun(run)))),
    claim: async (runId) => (await claims.add(runId)) ?? undefined,
    checkpoint: (checkpoint) => checkpoints.add(encodeCheckpoint(checkpoint)),
    abandon: (runId) => abandon(pool, poolId, runId),
    readInbox: (runId, afterId) => readInbox(pool, runId, afterId),
    post: (message) => posts.add(message),
    decideApproval: (decision) => decideApproval(pool, decision),
    fireDueTimers: (limit) => fireDueTimers(pool, limit),
    sweep: createSweep(pool),
    readEvents: (runId, afterSeq, limit) => readEvents(pool, runId, afterSeq, limit),
  };
}

/** With the status of a run that waits for a worker, which is what the sweep looks for. */
async function abandon(pool: pg.Pool, poolId: string, runId: string): Promise<void> {
  const text =
    "update run set owner = null, epoch = epoch + 1, status = 'queued' where id = $1 and owner = $2 and ended_at is null";
  await retryTransient(() => pool.query({ name: "abandon-run", text, values: [runId, poolId] }));
}

async function readInbox(pool: pg.Pool, runId: string, afterId: number) {
  const text = "select id, body from inbox where run_id = $1 and id > $2 order by id";
  const { rows } = await retryTransient(() =>
    pool.query<{ id: number; body: MessageBody }>({ name: "read-inbox", text, values: [runId, afterId] }),
  );
  return rows.map(({ id, body }) => toInboxMessage([id, body]));
}
