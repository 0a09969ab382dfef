/**
 * The lease: how the death of an engine process is noticed in under 5 s, by one clock, the server's.
 *
 * Each process holds a session on a connection of its own with `idle_session_timeout` = 3 s and a session advisory lock on
 * its pool id, and pings every 500 ms from the main event loop, so a loop that hangs loses the lease on purpose. A ping
 * unanswered for 2 s, an error or the end of the connection mean `onLost`: the process must exit, and it does so before
 * the server lets go of the lock at 3 s. Whoever can take a dead pool's lock has proof of its death (`recoverDeadPools`).
 */
import pg from "pg";
import { handRunsOn } from "./free-runs.ts";

export interface LeaseOptions {
  /** A direct connection: poolers in transaction mode break session locks. */
  readonly url: string;
  readonly poolId: string;
  /** For people: `worker`, `web`. */
  readonly kind: string;
  /** Called once. The process must stop at once; its runs may already belong to others. */
  readonly onLost: (reason: string) => void;
  /** How long the session may be silent before the server ends it; an answer is waited for two thirds of this. Default: 3 s. */
  readonly silenceMs?: number;
}

export interface PoolLease {
  /** Notes the graphile-worker pool whose jobs are to be unlocked should this process die. */
  setWorkerId(workerId: string): Promise<void>;
  /** Gives the lease back in order. Call it last, when nothing is driven any more. */
  release(): Promise<void>;
}

const PING_EVERY_MS = 500;
const SILENCE_MS = 3_000;
const answerWithin = (silenceMs: number): number => (silenceMs * 2) / 3;

const sessionOf = (silenceMs: number) =>
  [
    ["idle_session_timeout", silenceMs],
    ["statement_timeout", answerWithin(silenceMs)],
    ["tcp_keepalives_idle", 1],
    ["tcp_keepalives_interval", 1],
    ["tcp_keepalives_count", 3],
    ["tcp_user_timeout", silenceMs],
  ] as const;

/** The advisory lock that stands for a living pool. */
export const leaseLock = (parameter: string): string => `hashtextextended(${parameter}::text, 7)`;

export async function holdLease(options: LeaseOptions): Promise<PoolLease> {
  const { url, poolId, kind, onLost, silenceMs = SILENCE_MS } = options;
  const client = new pg.Client({
    connectionString: url,
    application_name: `omnilink-lease-${kind}`,
    options: sessionOf(silenceMs)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
    keepAlive: true,
  });
  // Until the lease is held, a failure is the caller's: `connect` or the first statements reject.
  let held = false;
  let pinging: NodeJS.Timeout | undefined = undefined;
  const letGo = (): boolean => {
    clearInterval(pinging);
    const wasHeld = held;
    held = false;
    return wasHeld;
  };
  const lose = (reason: string) => {
    if (letGo()) onLost(reason);
  };
  client.on("error", (error) => lose(error.message));
  client.on("end", () => lose("the connection was closed"));
  await client.connect();
  await client.query(`select pg_advisory_lock(${leaseLock("$1")})`, [poolId]);
  await client.query("insert into pool_lease (pool_id, kind) values ($1, $2)", [poolId, kind]);
  held = true;
  pinging = setInterval(() => ping(client, answerWithin(silenceMs), lose), PING_EVERY_MS);

  return {
    setWorkerId: async (workerId) => {
      await client.query("update pool_lease set worker_id = $2 where pool_id = $1", [poolId, workerId]);
    },
    release: async () => {
      if (!letGo()) return;
      // Should this fail, the row stays, and the lease is taken for that of a dead process.
      await handRunsOn(client, poolId)
        .then(() => client.query("delete from pool_lease where pool_id = $1", [poolId]))
        .catch(() => {});
      await client.end().catch(() => {});
    },
  };
}

function ping(client: pg.Client, withinMs: number, lose: (reason: string) => void): void {
  const timeout = setTimeout(() => lose(`the database did not answer for ${withinMs} ms`), withinMs);
  client.query("select 1").then(
    () => clearTimeout(timeout),
    (error: Error) => {
      clearTimeout(timeout);
      lose(error.message);
    },
  );
}
