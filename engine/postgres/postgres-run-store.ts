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
import { createFairShare } from "../runtime/fair-share.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { createAdmission } from "./admission.ts";
import { linkChildren, reopenRun, tellParent } from "./child-runs.ts";
import { claimRuns, toInboxMessage } from "./claim-runs.ts";
import { createLines, UNHURRIED } from "./lines.ts";
import { createRuns, encodeRun, type EncodedRun } from "./create-runs.ts";
import { isDataError, retryTransient } from "./database-errors.ts";
import { freeRun } from "./free-runs.ts";
import { decideApproval } from "./approvals/decide-approval.ts";
import type { HintStock } from "./hint-stock.ts";
import { fireDueTimers, postMessages } from "./mail.ts";
import { readEvents } from "./read-events.ts";
import { createSweep } from "./sweep-runs.ts";
import { encodeCheckpoint, writeCheckpoints, type EncodedCheckpoint } from "./write-checkpoints.ts";

export interface PostgresRunStoreOptions {
  /** From `createPool`; at least 8 connections. */
  readonly pool: pg.Pool;
  /** UUID of this process; its lease (`holdLease`) is held under the same id. */
  readonly poolId: string;
  /** Of the process's hint worker, where it has one. */
  readonly stock?: HintStock;
}

/**
 * The durable run store. Creations, claims, checkpoints and posts of all runs of this process are committed in groups. What
 * belongs to runs beyond their fair share (`fair-share.ts`) stands in lines of its own, and nobody else waits behind it.
 */
export function createPostgresRunStore({ pool, poolId, stock }: PostgresRunStoreOptions): RunStore {
  const admission = createAdmission(pool);
  const fairShare = createFairShare(systemClock);
  const creations = createLines<EncodedRun, CreatedRun>({
    flush: (runs) => createRuns(pool, runs, { onWaiting: admission.admitNow, areNew: true }),
    bytesOf: (run) => run.batch.length,
    mayIsolate: isDataError,
  });
  const claims = createLines<string, ClaimedRun | null>(
    {
      flush: (runIds) => claimRuns(pool, poolId, runIds),
      keyOf: (runId) => runId,
      mayIsolate: isDataError,
    },
    UNHURRIED,
  );
  const checkpoints = createLines<EncodedCheckpoint, CheckpointResult>(
    {
      flush: (items) => writeCheckpoints(pool, poolId, items, admission.admitSoon),
      keyOf: (item) => item.checkpoint.runId,
      bytesOf: (item) => item.bytes,
      mayIsolate: isDataError,
    },
    UNHURRIED,
  );
  const posts = createLines<NewMessage, PostResult>({
    flush: (messages) => postMessages(pool, messages),
    mayIsolate: isDataError,
  });

  return {
    createRuns: async (runs) => {
      await linkChildren(pool, runs);
      return Promise.all(
        runs.map((run) => {
          const level = fairShare.levelOf(run);
          return creations.add(encodeRun(run, level), level > 0);
        }),
      );
    },
    claim: async (runId, later) => (await claims.add(runId, later)) ?? undefined,
    checkpoint: async (checkpoint) => checkpoints.add(encodeCheckpoint(checkpoint), checkpoint.later),
    abandon: (runId, reason) => freeRun(pool, poolId, runId, reason),
    readInbox: (runId, afterId) => readInbox(pool, runId, afterId),
    post: (message) => posts.add(message),
    reopen: (message) => reopenRun(pool, message),
    tellParent: (runId, seq, outcome) => tellParent(pool, runId, seq, outcome),
    decideApproval: (decision) => decideApproval(pool, decision),
    fireDueTimers: (limit) => fireDueTimers(pool, limit),
    admit: admission.admitWaiting,
    sweep: createSweep(pool, stock ? { stock } : {}),
    readEvents: (runId, afterSeq, limit) => readEvents(pool, runId, afterSeq, limit),
  };
}

async function readInbox(pool: pg.Pool, runId: string, afterId: number) {
  const text = "select id, body from inbox where run_id = $1 and id > $2 order by id";
  const { rows } = await retryTransient(() =>
    pool.query<{ id: number; body: MessageBody }>({ name: "read-inbox", text, values: [runId, afterId] }),
  );
  return rows.map(({ id, body }) => toInboxMessage([id, body]));
}
