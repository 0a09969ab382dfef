import { randomUUID } from "node:crypto";
import { createPool } from "../postgres/pool.ts";
import { createPostgresRunStore } from "../postgres/postgres-run-store.ts";
import { startEventListener } from "../postgres/event-listener.ts";
import { createFlowVersions } from "../postgres/flow-versions.ts";
import { startHintWorker } from "../postgres/hint-worker.ts";
import { holdLease } from "../postgres/pool-lease.ts";
import { watchLeases } from "../postgres/recover-pools.ts";
import { createDriver } from "../runtime/driver.ts";
import type { Faults } from "../runtime/ports.ts";
import { startSweepLoop, startTimerLoop } from "../runtime/loops.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { faultsFromEnvironment } from "./crash-points.ts";
import { compileVersion } from "./compile-version.ts";
import type { Outside } from "./outside.ts";

export interface WorkerOptions {
  /** A direct connection: leases and notifications do not work through a pooler in transaction mode. */
  readonly databaseUrl: string;
  readonly outside: Outside;
  /** Runs driven side by side at most; waiting runs do not count. */
  readonly concurrency?: number;
  /** One line for people about something that is not a run's own doing. */
  readonly log: (line: string) => void;
  /** This process no longer owns its runs and must end now. */
  readonly onLeaseLost: (reason: string) => void;
  readonly faults?: Faults;
}

export interface Worker {
  /** Takes no new runs, lets those in hand come to rest for at most `graceMs`, and gives the lease back. */
  stop(graceMs: number): Promise<void>;
}

const DEFAULT_CONCURRENCY = 100;

/** The engine process: drives runs, fires timers, sweeps, and takes over the runs of processes that died. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { databaseUrl: url, outside, log, onLeaseLost, concurrency = DEFAULT_CONCURRENCY } = options;
  const poolId = randomUUID();
  const pool = createPool({ url, name: "omnilink-worker", max: 12 });
  const lease = await holdLease({ url, poolId, kind: "worker", onLost: onLeaseLost });
  const store = createPostgresRunStore({ pool, poolId });
  const { executors, connections } = outside;
  const trouble = (what: string, error: unknown): void =>
    log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  const driver = createDriver({
    store,
    flows: createFlowVersions(pool, compileVersion),
    executors,
    connections,
    clock: systemClock,
    faults: options.faults ?? faultsFromEnvironment(),
    onTrouble: (runId, error) => trouble(`Run ${runId} could not be driven`, error),
  });
  const hints = await startHintWorker({
    pool,
    concurrency,
    onHint: driver.drive,
    onError: (error) => trouble("A hint failed", error),
  });
  await lease.setWorkerId(hints.workerId);
  const mail = await startEventListener({ url, onInbox: (runIds) => runIds.forEach(driver.poke) });
  const watcher = watchLeases({
    pool,
    onRecovered: ({ runs }) => {
      if (runs > 0) log(`Took over ${runs} ${runs === 1 ? "run" : "runs"} of a process that ended.`);
    },
    onError: (error) => trouble("Looking for ended processes failed", error),
  });
  const loop = { store, clock: systemClock, onError: (error: unknown) => trouble("A timer or sweep round failed", error) };
  const timers = startTimerLoop(loop);
  const sweeper = startSweepLoop({ ...loop, onFound: (count) => log(`Hinted ${count} runs again whose hints were lost.`) });

  return {
    async stop(graceMs) {
      await Promise.all([timers.stop(), sweeper.stop(), watcher.stop(), mail.close(), driver.stop(graceMs), hints.stop()]);
      await lease.release();
      await pool.end();
      await outside.close();
    },
  };
}
