import { randomBytes } from "node:crypto";
import { withClient } from "#engine/postgres/probe.ts";

export const TEST_CLUSTER_VARIABLE = "OMNILINK_TEST_CLUSTER";
export const TEST_TEMPLATE_VARIABLE = "OMNILINK_TEST_TEMPLATE";

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated, empty database of its own, cloned from the template in well under a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = process.env[TEST_TEMPLATE_VARIABLE];
  if (!template) throw new Error(NO_POSTGRES);
  return createDatabase(`template "${template}"`);
}

/** A database without tables, for tests of the migrations themselves. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createDatabase("");

const NO_POSTGRES = "No test Postgres is running. Add tests/support/global-setup.ts to vitest's globalSetup.";

async function createDatabase(options: string): Promise<TestDatabase> {
  const cluster = process.env[TEST_CLUSTER_VARIABLE];
  if (!cluster) throw new Error(NO_POSTGRES);
  const admin = withDatabaseName(cluster, "postgres");
  const name = `omnilink_test_${randomBytes(6).toString("hex")}`;
  await withClient(admin, (client) => client.query(`create database "${name}" ${options}`));
  return {
    url: withDatabaseName(cluster, name),
    drop: async () => {
      await withClient(admin, (client) => client.query(`drop database if exists "${name}" with (force)`));
    },
  };
}

export function withDatabaseName(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
