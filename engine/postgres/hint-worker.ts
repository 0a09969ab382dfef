import { EventEmitter } from "node:events";
import { Logger, parseCronItems, run, type WorkerEvents } from "graphile-worker";
import type pg from "pg";

export interface HintWorkerOptions {
  readonly pool: pg.Pool;
  /** Runs looked at side by side at most. */
  readonly concurrency: number;
  /** Drives the run as far as it goes now. What it throws is reported; the hint is spent either way, and the sweep repeats it. */
  readonly onHint: (runId: string) => Promise<void>;
  readonly onError: (error: unknown, runId: string | undefined) => void;
}

export interface HintWorker {
  /** The id that marks the jobs this worker holds, for `PoolLease.setWorkerId`. */
  readonly workerId: string;
  /** Takes no new hints and waits for the runs being looked at. */
  stop(): Promise<void>;
}

/**
 * Listens for hints with graphile-worker. Jobs are fetched in batches ahead of use, which is safe only because a job is a
 * hint: should they be lost with this process, the lease brings them back.
 */
export async function startHintWorker({ pool, concurrency, onHint, onError }: HintWorkerOptions): Promise<HintWorker> {
  const events: WorkerEvents = new EventEmitter();
  let workerId = "";
  events.on("pool:create", ({ workerPool }) => (workerId = workerPool.id));
  events.on("pool:fatalError", ({ error }) => onError(error, undefined));
  const runner = await run({
    pgPool: pool,
    noHandleSignals: true,
    parsedCronItems: parseCronItems([]),
    logger: new Logger(() => () => {}),
    events,
    taskList: { drive: (payload) => drive(payload, onHint, onError) },
    preset: {
      worker: {
        concurrentJobs: concurrency,
        pollInterval: 1_000,
        localQueue: { size: concurrency * 2 },
        // Waiting to complete jobs in batches loses those that finish during shutdown; 0 batches what is there already.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  runner.promise.catch((error: unknown) => onError(error, undefined));
  return { workerId, stop: () => runner.stop() };
}

async function drive(
  payload: unknown,
  onHint: HintWorkerOptions["onHint"],
  onError: HintWorkerOptions["onError"],
): Promise<void> {
  if (!isHint(payload)) return;
  try {
    await onHint(payload.runId);
  } catch (error) {
    onError(error, payload.runId);
  }
}

function isHint(payload: unknown): payload is { runId: string } {
  return typeof payload === "object" && payload !== null && "runId" in payload && typeof payload.runId === "string";
}
