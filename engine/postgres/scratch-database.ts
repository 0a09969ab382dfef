import { randomBytes } from "node:crypto";
import { migrateDatabase } from "./migrate.ts";
import { withClient } from "./probe.ts";

export interface ScratchDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated, empty database beside the given one, for work that must not touch real data. The user must be allowed to create it. */
export async function createScratchDatabase(databaseUrl: string, purpose: string): Promise<ScratchDatabase> {
  const name = `omnilink_${purpose}_${randomBytes(4).toString("hex")}`;
  await withClient(databaseUrl, (client) => client.query(`create database "${name}"`));
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  await migrateDatabase(url.toString());
  return {
    url: url.toString(),
    drop: async () => {
      await withClient(databaseUrl, (client) => client.query(`drop database if exists "${name}" with (force)`));
    },
  };
}
