import type pg from "pg";
import { isTransient } from "./database-errors.ts";
import { freeRunsOf } from "./free-runs.ts";
import { leaseLock } from "./pool-lease.ts";
import { inTransaction } from "./transaction.ts";

export interface RecoveredPool {
  readonly poolId: string;
  /** Runs that were taken from the dead process and hinted. */
  readonly runs: number;
}

/**
 * Finds pools whose lock is free and frees what they held. Safe when several processes do it at once: the lock, taken for
 * the transaction, is the proof of death and lets one of them through.
 */
export async function recoverDeadPools(pool: pg.Pool): Promise<readonly RecoveredPool[]> {
  const { rows } = await pool.query<{ pool_id: string }>({
    name: "find-dead-leases",
    text: `select pool_id from pool_lease where pg_try_advisory_xact_lock(${leaseLock("pool_id")}) order by started_at`,
  });
  const recovered: RecoveredPool[] = [];
  for (const { pool_id: poolId } of rows) {
    const runs = await inTransaction(pool, (client) => recoverPool(client, poolId));
    if (runs !== undefined) recovered.push({ poolId, runs });
  }
  return recovered;
}

async function recoverPool(client: pg.PoolClient, poolId: string): Promise<number | undefined> {
  const dead = await client.query<{ dead: boolean }>({
    name: "try-lease",
    text: `select pg_try_advisory_xact_lock(${leaseLock("$1")}) as dead`,
    values: [poolId],
  });
  if (!dead.rows[0]?.dead) return undefined;
  const lease = await client.query<{ worker_id: string | null }>(
    "delete from pool_lease where pool_id = $1 returning worker_id",
    [poolId],
  );
  if (lease.rowCount === 0) return undefined;
  const workerId = lease.rows[0]?.worker_id;
  if (workerId) await unlockJobs(client, workerId);
  return freeRunsOf(client, poolId);
}

/**
 * Hints the dead worker held are open again. Those that lost their key, because a newer hint replaced them while they were
 * held, can never run and are removed.
 */
export async function unlockJobs(client: pg.PoolClient, workerId: string): Promise<void> {
  await client.query("select graphile_worker.force_unlock_workers(string_to_array($1, ','))", [workerId]);
  await client.query(
    `select graphile_worker.complete_jobs(array(
       select id from graphile_worker.jobs where task_identifier in ('drive', 'driveLater') and key is null and locked_at is null
     ))`,
  );
  await client.query(`select pg_notify('jobs:insert', json_build_object('r', random(), 'count', 100)::text)`);
}

export interface LeaseWatcher {
  stop(): Promise<void>;
}

/** Looks for dead pools at once, which is the sweep at boot, and then every 250 ms. */
export function watchLeases(options: {
  readonly pool: pg.Pool;
  readonly onRecovered?: (pool: RecoveredPool) => void;
  readonly onError: (error: unknown) => void;
  readonly intervalMs?: number;
}): LeaseWatcher {
  const { pool, onRecovered = () => {}, onError, intervalMs = 250 } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = look();

  function again(): void {
    looking = look();
  }

  async function look(): Promise<void> {
    try {
      for (const recovered of await recoverDeadPools(pool)) onRecovered(recovered);
    } catch (error) {
      // A database that restarts ends our own lease; nothing is gained by reporting each poll meanwhile.
      if (!isTransient(error)) onError(error);
    }
    if (!stopped) timer = setTimeout(again, intervalMs);
  }

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
