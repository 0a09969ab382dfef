import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrateDatabase } from "#engine/postgres/migrate.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { newRunOf, seedFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

describe("migrateDatabase", () => {
  let database: TestDatabase;
  let pool: ReturnType<typeof createPool>;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({ url: database.url });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it("takes well under a second of the processor when there is nothing to do", async () => {
    const before = process.cpuUsage();
    await migrateDatabase(database.url);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(900);
  });

  it("gives every table an organization", async () => {
    const { rows } = await pool.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname not in ('organization', 'pool_lease', '_prisma_migrations')
         and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and a.attnotnull)`,
    );
    expect(rows).toEqual([]);
  });

  it("keeps the events of a month in its own partition", async () => {
    const store = createPostgresRunStore({ pool, poolId: randomUUID() });
    const run = newRunOf(await seedFlow(pool));
    await store.createRuns([run]);
    const { rows } = await pool.query<{ partition: string }>(
      "select tableoid::regclass::text as partition from run_log where run_id = $1",
      [run.runId],
    );
    const month = new Date().toISOString().slice(0, 7).replace("-", "_");
    expect(rows).toEqual([{ partition: `run_log_${month}` }]);
  });

  it("says what to do when the server cannot be reached", async () => {
    await expect(migrateDatabase("postgresql://nobody@127.0.0.1:1/nothing")).rejects.toThrow(
      /nothing at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.*Check DATABASE_URL/,
    );
  });
});
