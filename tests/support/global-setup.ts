import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "#engine/host/embedded-postgres.ts";
import { migrateDatabase } from "#engine/postgres/migrate.ts";
import { withClient } from "#engine/postgres/probe.ts";
import { TEST_CLUSTER_VARIABLE, TEST_TEMPLATE_VARIABLE, withDatabaseName } from "./test-database.ts";

/**
 * Vitest global setup: one Postgres per run of the tests with one migrated template database, which each test file
 * clones. The server is the one behind DATABASE_URL when that is set, else a throw-away embedded one.
 */
export default async function setup(): Promise<() => Promise<void>> {
  // Several Vitest projects name this file; the first one's server serves them all.
  if (process.env[TEST_CLUSTER_VARIABLE]) return async () => {};
  const given = process.env["DATABASE_URL"];
  const cluster = given ? { url: given, stop: async () => {} } : await startThrowAwayCluster();
  const template = `omnilink_template_${await migrationsHash()}`;
  await createTemplate(cluster.url, template);
  process.env[TEST_CLUSTER_VARIABLE] = cluster.url;
  process.env[TEST_TEMPLATE_VARIABLE] = template;
  return cluster.stop;
}

async function startThrowAwayCluster() {
  const root = await mkdtemp(join(tmpdir(), "omnilink-test-"));
  const server = await startEmbeddedPostgres({ root, settings: ["fsync=off", "full_page_writes=off", "max_connections=200"] });
  const stop = async () => {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Another migration, another template: a server that is kept between runs never gives an old schema. */
async function migrationsHash(): Promise<string> {
  const folder = new URL("../../prisma/migrations/", import.meta.url);
  const hash = createHash("sha256");
  for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
    if (name.endsWith(".sql")) hash.update(name).update(await readFile(new URL(name, folder)));
  }
  hash.update(await readFile(new URL("../../engine/postgres/migrate.ts", import.meta.url)));
  return hash.digest("hex").slice(0, 12);
}

/** Migrated under another name first, so that a template that exists is complete. */
async function createTemplate(url: string, template: string): Promise<void> {
  await withClient(withDatabaseName(url, "postgres"), async (client) => {
    await client.query("select pg_advisory_lock(hashtextextended($1, 7))", [template]);
    const known = await client.query("select 1 from pg_database where datname = $1", [template]);
    if (known.rowCount !== 0) return;
    const draft = `${template}_draft`;
    await client.query(`drop database if exists "${draft}"`);
    await client.query(`create database "${draft}"`);
    await migrateDatabase(withDatabaseName(url, draft));
    await client.query(`alter database "${draft}" rename to "${template}"`);
  });
}
