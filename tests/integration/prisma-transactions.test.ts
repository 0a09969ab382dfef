import type { ClientConfig } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureOrganization } from "#engine/postgres/organization.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPrismaClient, type PrismaClient } from "#engine/postgres/prisma-client.ts";
import { StorableClient } from "#engine/postgres/storable-client.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

/** Statements that were sent on a connection whose last one had not been answered. */
let early = 0;

class WatchedClient extends StorableClient {
  constructor(config?: string | ClientConfig) {
    super(config);
    const send = this.query as (...query: unknown[]) => unknown;
    let unanswered = 0;
    this.query = ((...query: unknown[]) => {
      if (unanswered > 0) early += 1;
      const answer = send(...query);
      if (!(answer instanceof Promise)) return answer;
      unanswered += 1;
      return answer.finally(() => (unanswered -= 1));
    }) as StorableClient["query"];
  }
}

let prisma: PrismaClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  await ensureOrganization(database.url, "Acme");
  const pool = createPool({ url: database.url, Client: WatchedClient });
  prisma = createPrismaClient(pool);
  close = async () => {
    await prisma.$disconnect();
    await pool.end();
    await database.drop();
  };
});
afterAll(() => close());

it("a transaction sends one statement after another, also where a record is read with all that belongs to it", async () => {
  const include = { memberships: true, invitations: true, flows: true, environments: true, mappings: true } as const;
  const read = () => prisma.$transaction((tx) => tx.organization.findMany({ include }));
  const [organization] = await read();
  expect(organization?.environments).toHaveLength(3);
  expect(early).toBe(0);
});

it("a transaction goes on to its end after a statement that was refused, and leaves nothing behind", async () => {
  const work = prisma.$transaction(async (tx) => {
    await tx.organization.create({ data: { name: "Gone", slug: "gone" } });
    await Promise.allSettled([tx.$executeRaw`select 1 / 0`, tx.organization.findMany()]);
    throw new Error("enough");
  });
  await expect(work).rejects.toThrow("enough");
  expect(await prisma.organization.count({ where: { name: "Gone" } })).toBe(0);
});
