import type pg from "pg";
import { isTransient } from "./database-errors.ts";
import { takeOver } from "./free-runs.ts";
import { leaseLock } from "./pool-lease.ts";

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
  return recoverPools(pool, (await lookAtLeases(pool)).dead);
}

interface Leases {
  readonly dead: readonly string[];
  readonly living: number;
}

async function lookAtLeases(pool: pg.Pool): Promise<Leases> {
  const { rows } = await pool.query<{ pool_id: string; dead: boolean }>({
    name: "look-at-leases",
    text: `select pool_id, pg_try_advisory_xact_lock(${leaseLock("pool_id")}) as dead from pool_lease order by started_at`,
  });
  const dead = rows.filter((row) => row.dead).map((row) => row.pool_id);
  return { dead, living: rows.length - dead.length };
}

async function recoverPools(pool: pg.Pool, dead: readonly string[]): Promise<readonly RecoveredPool[]> {
  const recovered: RecoveredPool[] = [];
  for (const poolId of dead) {
    const runs = await takeOver(pool, poolId);
    if (runs !== undefined) recovered.push({ poolId, runs });
  }
  return recovered;
}

export interface LeaseWatcher {
  stop(): Promise<void>;
}

/** Half of this is what the runs of a killed process wait for on average; a look costs the server 0.1 ms. */
const LOOK_IN_COMPANY_MS = 50;
/** Who is alone has nobody to watch but those who come. */
const LOOK_ALONE_MS = 1_000;

/** Looks for dead pools at once, which is the sweep at boot, and then again and again. */
export function watchLeases(options: {
  readonly pool: pg.Pool;
  readonly onRecovered?: (pool: RecoveredPool) => void;
  readonly onError: (error: unknown) => void;
}): LeaseWatcher {
  const { pool, onRecovered = () => {}, onError } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = look();

  function again(): void {
    looking = look();
  }

  async function look(): Promise<void> {
    let nextMs = LOOK_IN_COMPANY_MS;
    try {
      const { dead, living } = await lookAtLeases(pool);
      if (living <= 1) nextMs = LOOK_ALONE_MS;
      for (const recovered of await recoverPools(pool, dead)) onRecovered(recovered);
    } catch (error) {
      // A database that restarts ends our own lease; nothing is gained by reporting each poll meanwhile.
      if (!isTransient(error)) onError(error);
    }
    if (!stopped) timer = setTimeout(again, nextMs);
  }

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
