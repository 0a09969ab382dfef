import type pg from "pg";
import { inTransaction } from "./transaction.ts";

/**
 * Runs `work` in a transaction that excludes all others of this name, in any process; does nothing when one is under way.
 * The server ends a transaction whose process says nothing for 5 s: a frozen process must not keep the lock, and what it
 * had not committed is done again by the next round.
 *
 * `isNeeded` is an SQL condition. Most rounds find nothing: asking before costs one statement instead of all of them.
 */
export async function inExclusiveRound(
  pool: pg.Pool,
  name: string,
  work: (client: pg.PoolClient, nowMs: number) => Promise<void>,
  isNeeded?: string,
): Promise<void> {
  if (isNeeded !== undefined && !(await holds(pool, name, isNeeded))) return;
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean; now: Date }>(
      `select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as mine, clock_timestamp() as now,
         set_config('idle_in_transaction_session_timeout', '5s', true)`,
      [`omnilink ${name}`],
    );
    if (rows[0]!.mine) await work(client, rows[0]!.now.getTime());
  });
}

async function holds(pool: pg.Pool, name: string, condition: string): Promise<boolean> {
  const { rows } = await pool.query<{ holds: boolean }>({ name: `is-needed ${name}`, text: `select ${condition} as holds` });
  return rows[0]!.holds;
}
