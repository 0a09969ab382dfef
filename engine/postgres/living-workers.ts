import type pg from "pg";
import { leaseLock } from "./pool-lease.ts";

/** Whether a worker process holds its lease now; rows of dead ones, whose lock is free, do not count. */
export async function hasLivingWorker(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ living: boolean }>(
    `select exists (select 1 from pool_lease where kind = 'worker' and not pg_try_advisory_xact_lock(${leaseLock("pool_id")})) as living`,
  );
  return rows[0]?.living === true;
}
