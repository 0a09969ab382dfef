import { EventEmitter } from "node:events";
import { Logger, parseCronItems, run, type WorkerEventMap, type WorkerEvents } from "graphile-worker";
import type pg from "pg";
import type { HintQueue, HintStock } from "./hint-stock.ts";

export interface HintWorkerOptions {
  /** Usually a `createHintPool`. */
  readonly pool: pg.Pool;
  /** Runs looked at side by side at most, in each of the two queues. */
  readonly concurrency: number;
  /**
   * Drives the run as far as it goes now. What it throws is reported; the hint is spent either way, and the sweep repeats it.
   * `later`: the run is beyond its fair share.
   */
  readonly onHint: (runId: string, later: boolean) => Promise<void>;
  readonly onError: (error: unknown, runId: string) => void;
  /** It takes no more hints, unasked: a process that lives on beside it would keep its runs from everybody. */
  readonly onEnd: (error: unknown) => void;
  /** Hints are announced when they are written; only those for later are found by looking. */
  readonly lookEveryMs?: number;
  /** Is told whether hints wait here for a slot. */
  readonly stock?: HintStock;
}

const LOOK_EVERY_MS = 2_000;

/** What was fetched ahead and not begun by then goes back, before the sweep of a full process takes it for lost. */
const KEEP_STOCK_MS = 20_000;

export interface HintWorker {
  /** The ids that mark the jobs this worker holds, joined by commas, for `PoolLease.setWorkerId`. */
  readonly workerId: string;
  /** Takes no new hints and waits for the runs being looked at. */
  stop(): Promise<void>;
}

/**
 * Listens for hints with graphile-worker. Jobs are fetched in batches ahead of use, which is safe only because a job is a
 * hint: should they be lost with this process, the lease brings them back.
 *
 * There are two queues, each with slots and a stock of its own: `drive`, and `driveLater` for what floods (`fair-share.ts`).
 * With one queue, whoever comes after a flood would wait for the jobs fetched ahead and for a slot.
 */
export async function startHintWorker(options: HintWorkerOptions): Promise<HintWorker> {
  const { pool, concurrency, onHint, onError, onEnd, lookEveryMs = LOOK_EVERY_MS, stock } = options;
  const workerIds: string[] = [];
  const countHints = hintCounter(pool);
  const eventsOf = (queue: HintQueue): WorkerEvents => {
    const events: WorkerEvents = new EventEmitter();
    events.on("pool:create", ({ workerPool }) => workerIds.push(workerPool.id));
    events.on("pool:fatalError", ({ error }) => onEnd(error));
    events.on("pool:listen:success", (listening) => void lookOnceListening(listening));
    events.on("localQueue:getJobs:complete", ({ jobs }) => void (jobs.length >= concurrency && countHints()));
    stock?.follow(events, queue);
    return events;
  };
  const start = (queue: HintQueue) =>
    run({
      pgPool: pool,
      noHandleSignals: true,
      parsedCronItems: parseCronItems([]),
      logger: new Logger(() => () => {}),
      events: eventsOf(queue),
      taskList: { [TASKS[queue]]: (payload) => drive(payload, queue === "later", onHint, onError) },
      preset: {
        worker: {
          concurrentJobs: concurrency,
          pollInterval: lookEveryMs,
          localQueue: { size: concurrency * 2, ttl: KEEP_STOCK_MS },
          // Waiting to complete jobs in batches loses those that finish during shutdown; 0 batches what is there already.
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
  const runners = await Promise.all([start("first"), start("later")]);
  for (const runner of runners) runner.promise.catch(onEnd);
  return { workerId: workerIds.join(","), stop: async () => void (await Promise.all(runners.map((runner) => runner.stop()))) };
}

const TASKS: Readonly<Record<HintQueue, string>> = { first: "drive", later: "driveLater" };

/**
 * graphile-worker looks for jobs while it begins to listen. What is announced in between, such as the hints of a process that
 * is just being taken over, would be found by the next look only.
 */
async function lookOnceListening({ client, workerPool }: WorkerEventMap["pool:listen:success"]): Promise<void> {
  // It asks to listen as soon as it has told us; what is asked after that is answered when it listens.
  await Promise.resolve();
  await client.query("select 1").then(
    () => workerPool.nudge(1),
    () => {
      // The connection broke: it will listen on another one, and say so again.
    },
  );
}

const COUNT_EVERY_MS = 30_000;

/**
 * Has the server count the hints, and plan anew whatever reads them. Usually there are hardly any, and what was planned then
 * compares every run or hint that is asked for with all hints of a flood.
 */
function hintCounter(pool: pg.Pool): () => void {
  let countedAtMs = -Infinity;
  return () => {
    if (performance.now() - countedAtMs < COUNT_EVERY_MS) return;
    countedAtMs = performance.now();
    pool.query("analyze graphile_worker._private_jobs").catch(() => {
      // Somebody else is counting them, or has the table for a moment.
    });
  };
}

async function drive(
  payload: unknown,
  later: boolean,
  onHint: HintWorkerOptions["onHint"],
  onError: HintWorkerOptions["onError"],
): Promise<void> {
  if (!isHint(payload)) return;
  try {
    await onHint(payload.runId, later);
  } catch (error) {
    onError(error, payload.runId);
  }
}

function isHint(payload: unknown): payload is { runId: string } {
  return typeof payload === "object" && payload !== null && "runId" in payload && typeof payload.runId === "string";
}
