import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "#engine/host/embedded-postgres.ts";
import { LEASE_LOST_EXIT_CODE } from "#engine/host/exit-codes.ts";
import { migrateDatabase } from "#engine/postgres/migrate.ts";
import { CrashStack } from "./crash-stack.ts";
import { brokenInvariants } from "./invariants.ts";

const RUNS = 150;

let root: string;
let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let stack: CrashStack;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "omnilink-kill-postgres-"));
  server = await startEmbeddedPostgres({ root });
  await migrateDatabase(server.url);
  stack = await CrashStack.start(server.url);
  await stack.deploy("orderApproval");
});

afterEach(async () => {
  await stack.stop();
  await server.stop();
  await rm(root, { recursive: true, force: true });
});

/** Kills the server without a word, as a power cut would. */
async function killPostgres(): Promise<void> {
  const [pid] = (await readFile(join(root, "postgres", "postmaster.pid"), "utf8")).split("\n");
  process.kill(Number(pid), "SIGKILL");
}

describe("kill -9 of Postgres", () => {
  it("loses no run and doubles no effect: workers end, come back with the server, and finish", async () => {
    const worker = await stack.startWorker();
    await stack.startOrders(RUNS);
    await stack.until(`(select count(*) from run where ended_at is not null) >= ${RUNS / 10}`, "some runs ended");
    await killPostgres();
    expect((await worker.exited).code).toBe(LEASE_LOST_EXIT_CODE);
    server = await startEmbeddedPostgres({ root });
    await stack.startWorker();
    await stack.allEnded();
    expect(await brokenInvariants(stack.pool)).toEqual({});
    expect(await stack.statuses()).toEqual({ completed: RUNS });
    const accepted = await stack.acceptedPerKey();
    expect(accepted.size).toBe(RUNS * 2);
    expect([...accepted.values()].filter((count) => count !== 1)).toEqual([]);
  });
});
