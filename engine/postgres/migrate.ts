import { readdir } from "node:fs/promises";
import { Logger, makeWorkerUtils } from "graphile-worker";
import type pg from "pg";
import { prisma } from "../../prisma/cli.mjs";
import { withClient } from "./probe.ts";

/**
 * Brings a database up to this version of OmniLink: our tables through Prisma, then graphile-worker's own. Safe to call
 * from several processes at once, and takes milliseconds when there is nothing to do.
 *
 * @throws when the server cannot be reached, is older than Postgres 15, or refuses a migration.
 */
export async function migrateDatabase(url: string): Promise<void> {
  await refuseUnreachable(url);
  const upToDate = await withClient(url, async (client) => {
    await refuseOldServer(client);
    return (await pendingMigrations(client)).length === 0;
  });
  if (!upToDate) await deployMigrations(url);
  await migrateWorker(url);
  await withClient(url, async (client) => {
    await client.query(HINTS_BY_QUEUE);
    await client.query("select create_run_log_partitions()");
  });
}

/** graphile-worker has its jobs in one order for all queues: who looks for those of one passes over all of the others. */
const HINTS_BY_QUEUE = `create index if not exists hints_by_queue
  on graphile_worker._private_jobs (task_id) where is_available`;

async function refuseUnreachable(url: string): Promise<void> {
  try {
    await withClient(url, (client) => client.query("select 1"));
  } catch (error) {
    const { host, pathname } = new URL(url);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The database ${pathname.slice(1)} at ${host} cannot be used: ${reason}. Check DATABASE_URL.`, {
      cause: error,
    });
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as name",
  );
  const server = rows[0];
  if (server && server.number < 150_000) {
    throw new Error(
      `This database runs PostgreSQL ${server.name}. OmniLink needs version 15 or newer: set DATABASE_URL to a newer server.`,
    );
  }
}

async function pendingMigrations(client: pg.Client): Promise<readonly string[]> {
  const folders = (await readdir(new URL("../../prisma/migrations", import.meta.url), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const table = await client.query<{ known: boolean }>("select to_regclass('_prisma_migrations') is not null as known");
  if (!table.rows[0]?.known) return folders;
  const applied = await client.query<{ name: string }>(
    "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  const done = new Set(applied.rows.map((row) => row.name));
  return folders.filter((folder) => !done.has(folder));
}

async function deployMigrations(url: string): Promise<void> {
  const { status, output } = await prisma(["migrate", "deploy"], { quiet: true, env: { DATABASE_URL: url } });
  if (status !== 0) throw new Error(`The database could not be migrated. Prisma said:\n${output.trim()}`);
}

async function migrateWorker(url: string): Promise<void> {
  const worker = await makeWorkerUtils({ connectionString: url, maxPoolSize: 1, logger: new Logger(() => () => {}) });
  try {
    await worker.migrate();
  } finally {
    await worker.release();
  }
}
