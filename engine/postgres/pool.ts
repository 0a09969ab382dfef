import pg from "pg";
import { StorableClient } from "./storable-client.ts";

export interface PoolOptions {
  readonly url: string;
  /** Connections at most. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly name?: string;
  /** False: commits do not wait for the disk. Only for what a crash of the server may take away. Default: true. */
  readonly durable?: boolean;
  /** A statement that has waited this long for a lock is refused. Default: it waits. */
  readonly lockTimeoutMs?: number;
  /** Settings of the server for its connections besides, e.g. of the planner. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What its connections do besides. Default: `StorableClient`. */
  readonly Client?: typeof StorableClient;
}

/**
 * A pool for the engine's statements. They are prepared and always of the same shape, so the server plans them once
 * (`force_generic_plan`) and looks rows up by index in the order the arrays give, which keeps lock order the same everywhere.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const { url, max = 10, name = "omnilink", durable = true, lockTimeoutMs = 0, Client = StorableClient } = options;
  const settings = {
    plan_cache_mode: "force_generic_plan",
    lock_timeout: String(lockTimeoutMs),
    ...(durable ? {} : { synchronous_commit: "off" }),
    ...options.settings,
  };
  const pool = new pg.Pool({
    Client,
    connectionString: url,
    max,
    application_name: name,
    options: Object.entries(settings)
      .map(([setting, value]) => `-c ${setting}=${value}`)
      .join(" "),
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  // A connection that breaks fails the query it was running and is replaced by the pool. Without handlers the error would
  // be thrown once more, out of any call, and end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
