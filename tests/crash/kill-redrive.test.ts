import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { CrashStack } from "./crash-stack.ts";
import { brokenInvariants } from "./invariants.ts";

const RUNS = 40;

let database: TestDatabase;
let stack: CrashStack;

beforeEach(async () => {
  database = await createTestDatabase();
  stack = await CrashStack.start(database.url);
  await stack.deploy("orderApproval");
});

afterEach(async () => {
  await stack.stop();
  await database.drop();
});

describe.each(["fork", "rewind"] as const)("kill -9 in the middle of a %s of many runs", (mode) => {
  it("ends them all, from what their logs say, with one effect per key", async () => {
    const first = await stack.startWorker();
    await stack.startOrders(RUNS);
    await stack.allEnded();
    const { runs, orgId } = stack.engine;
    const seqBefore = await maxSeq();
    const many = { orgId, filter: { status: ["completed"] }, limit: RUNS, perSecond: 1_000, dryRun: false, by: "Ada" } as const;
    const redriving = runs.redriveMany({ ...many, from: { from: "node", nodeId: "charge" }, mode });
    const moved = mode === "fork" ? "forked_from is not null" : `seq > ${seqBefore}`;
    await stack.until(`(select count(*) from run where ended_at is not null and ${moved}) >= 3`, "some went on and ended");
    first.kill("SIGKILL");
    await first.exited;
    expect((await redriving).refused).toEqual([]);
    const { rows } = await stack.pool.query<{ open: number }>("select count(*)::int as open from run where ended_at is null");
    expect(rows[0]!.open).toBeGreaterThan(0);
    await stack.startWorker();
    await stack.allEnded();
    expect(await stack.statuses()).toEqual({ completed: mode === "fork" ? RUNS * 2 : RUNS });
    expect(await brokenInvariants(stack.pool)).toEqual({});
    const accepted = await stack.acceptedPerKey();
    expect(accepted.size).toBe(RUNS * 4);
    expect([...accepted.values()].filter((count) => count !== 1)).toEqual([]);
    for (const { runId } of (await runs.list(orgId, { limit: 100 })).runs)
      expect(await runs.replay(orgId, runId)).toMatchObject({ ok: true });
  });
});

async function maxSeq(): Promise<number> {
  const { rows } = await stack.pool.query<{ seq: number }>("select max(seq)::int as seq from run");
  return rows[0]!.seq;
}
