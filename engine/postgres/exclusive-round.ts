import type pg from "pg";
import { inTransaction } from "./transaction.ts";

/**
 * Runs `work` in a transaction that excludes all others of this name, in any process; does nothing when one is under way.
 * The server ends a transaction whose process says nothing for 5 s: a frozen process must not keep the lock, and what it
 * had not committed is done again by the next round. A process that is merely at work says so every second: a round that
 * takes long would otherwise be ended, and begun again, for ever.
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
    if (rows[0]!.mine) await whileAlive(client, () => work(client, rows[0]!.now.getTime()));
  });
}

const SAY_EVERY_MS = 1_000;

async function whileAlive(client: pg.PoolClient, work: () => Promise<void>): Promise<void> {
  const say = (): void => {
    // A statement that is under way says it as well.
    if (!("readyForQuery" in client) || client.readyForQuery !== true) return;
    // What is wrong with the connection is told by the statements of the work.
    client.query("select 'still at work'").catch(() => {});
  };
  const saying = setInterval(say, SAY_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(saying);
  }
}

async function holds(pool: pg.Pool, name: string, condition: string): Promise<boolean> {
  const { rows } = await pool.query<{ holds: boolean }>({ name: `is-needed ${name}`, text: `select ${condition} as holds` });
  return rows[0]!.holds;
}
