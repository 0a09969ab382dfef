import { randomUUID } from "node:crypto";
import { watchRiskThresholds } from "../postgres/approvals/risk-threshold.ts";
import { createMappedConnections } from "../postgres/environments/mapped-connections.ts";
import { createEnvironmentValues } from "../postgres/environments/variables.ts";
import { createPool } from "../postgres/pool.ts";
import { createPostgresRunStore } from "../postgres/postgres-run-store.ts";
import { createEmitFromRun } from "../postgres/event-bus.ts";
import { startEventListener } from "../postgres/event-listener.ts";
import { createFlowVersions } from "../postgres/flow-versions.ts";
import { createHintPool } from "../postgres/hint-client.ts";
import { HintStock } from "../postgres/hint-stock.ts";
import { startHintWorker } from "../postgres/hint-worker.ts";
import { holdLease } from "../postgres/pool-lease.ts";
import { watchLeases } from "../postgres/recover-pools.ts";
import { createDriver, type Driver } from "../runtime/driver.ts";
import type { Faults } from "../runtime/ports.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { crashingStore, faultsFromEnvironment } from "./crash-points.ts";
import { compileVersion } from "./compile-version.ts";
import type { Outside } from "./outside.ts";
import { startLoops } from "./start-loops.ts";
import { tellingTimers } from "./telling-timers.ts";

export interface WorkerOptions {
  /** A direct connection: leases and notifications do not work through a pooler in transaction mode. */
  readonly databaseUrl: string;
  readonly outside: Outside;
  /** Runs driven side by side at most; waiting runs do not count. */
  readonly concurrency?: number;
  /** One line for people about something that is not a run's own doing. */
  readonly log: (line: string) => void;
  /** This process can no longer drive its runs, which may be another's already: it must end now. */
  readonly onEnd: (reason: string) => void;
  readonly faults?: Faults;
  /** After how long without a sign of life its runs are others'. Default: that of the lease. */
  readonly silenceMs?: number;
  /** Runs that ended longer ago are deleted, e.g. `P90D`. Default: `OMNILINK_RETENTION`, and without it nothing is. */
  readonly retention?: string;
}

export interface Worker {
  /** Takes no new runs, lets those in hand come to rest for at most `graceMs`, and gives the lease back. */
  stop(graceMs: number): Promise<void>;
}

const DEFAULT_CONCURRENCY = 100;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The engine process: drives runs, fires timers, sweeps, and takes over the runs of processes that died. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { databaseUrl: url, outside, log, silenceMs } = options;
  const poolId = randomUUID();
  const pool = createPool({ url, name: "omnilink-worker", max: 16 });
  const hintPool = createHintPool(url);
  const onLost = (reason: string): void => options.onEnd(`the lease is lost: ${reason}`);
  const lease = await holdLease({ url, poolId, kind: "worker", onLost, ...(silenceMs === undefined ? {} : { silenceMs }) });
  const trouble: Trouble = (what, error) => log(`${what}: ${messageOf(error)}`);
  const onUnread = (error: unknown): void => trouble("The limits of risk could not be read", error);
  const thresholds = await watchRiskThresholds(pool, systemClock, onUnread);
  const stock = new HintStock();
  const { driver, loops } = createDriving(options, { pool, poolId, stock, thresholds, trouble });
  // First and beside the rest: whoever died has runs that wait.
  const watcher = watchLeases({
    pool,
    onRecovered: ({ runs }) => tellTakenOver(runs, log),
    onError: (error) => trouble("Looking for ended processes failed", error),
  });
  const deliver = (): void => loops.triggers.deliver();
  const [hints, mail] = await Promise.all([
    takeHints(options, { pool: hintPool, stock, driver, trouble }),
    startEventListener({ url, onInbox: (runIds) => runIds.forEach(driver.poke), onBus: deliver, onGap: deliver }),
  ]);
  await lease.setWorkerId(hints.workerId);

  return {
    async stop(graceMs) {
      await loops.stop();
      await Promise.all([watcher.stop(), thresholds.stop(), mail.close(), driver.stop(graceMs), hints.stop()]);
      await lease.release();
      await Promise.all([pool.end(), hintPool.end()]);
      await outside.close();
    },
  };
}

type Pool = ReturnType<typeof createPool>;
type Trouble = (what: string, error: unknown) => void;

interface DrivingParts {
  readonly pool: Pool;
  readonly poolId: string;
  readonly stock: HintStock;
  readonly thresholds: Awaited<ReturnType<typeof watchRiskThresholds>>;
  readonly trouble: Trouble;
}

/** The driver and the loops beside it. They know each other: a timer that a run sets fires in this process. */
function createDriving(options: WorkerOptions, { pool, poolId, stock, thresholds, trouble }: DrivingParts) {
  const { outside } = options;
  const faults = options.faults ?? faultsFromEnvironment();
  const store = crashingStore(createPostgresRunStore({ pool, poolId, stock }), faults);
  const flows = createFlowVersions(pool, compileVersion);
  const loops = startLoops({ ...options, pool, outside, store, flows, faults, trouble });
  const driver = createDriver({
    store: tellingTimers(store, (dueInMs) => loops.timers.setHere(dueInMs)),
    flows,
    executors: outside.executorsWith({ emit: createEmitFromRun(pool) }),
    connections: createMappedConnections(pool, outside.connections),
    values: createEnvironmentValues(pool),
    clock: systemClock,
    faults,
    riskThreshold: (orgId) => thresholds.of(orgId),
    onTrouble: (runId, error) => trouble(`Run ${runId} could not be driven`, error),
  });
  return { driver, loops };
}

interface HintParts extends Pick<DrivingParts, "pool" | "stock" | "trouble"> {
  readonly driver: Driver;
}

const takeHints = ({ concurrency = DEFAULT_CONCURRENCY, onEnd }: WorkerOptions, { pool, stock, driver, trouble }: HintParts) =>
  startHintWorker({
    pool,
    stock,
    concurrency,
    onHint: driver.drive,
    onError: (error) => trouble("A hint failed", error),
    onEnd: (error) => onEnd(`hints are no longer taken: ${messageOf(error)}`),
  });

function tellTakenOver(runs: number, log: WorkerOptions["log"]): void {
  if (runs > 0) log(`Took over ${runs} ${runs === 1 ? "run" : "runs"} of a process that ended.`);
}
