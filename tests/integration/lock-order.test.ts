import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { recoverDeadPools } from "#engine/postgres/recover-pools.ts";
import { hintKey } from "#tests/support/hint-key.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("who writes to several runs at once", () => {
  let pool: ReturnType<typeof createPool>;
  let flow: SeededFlow;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    flow = await seedFlow(pool);
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };

  /** Runs in the hand of a process, in the order of their ids; that of the last is the first row of the table. */
  async function runsOf(poolId: string): Promise<[string, string]> {
    const store = createPostgresRunStore({ pool, poolId });
    const runs = [newRunOf(flow), newRunOf(flow)].toSorted((a, b) => (a.runId < b.runId ? 1 : -1));
    for (const run of runs) await store.createRuns([run]);
    for (const { runId } of runs) await store.claim(runId);
    return [runs[1]!.runId, runs[0]!.runId];
  }

  /** Somebody who writes to a run and has not come to an end, as long as `work` takes. */
  async function whileBusy(runId: string, work: (busy: pg.PoolClient) => Promise<void>): Promise<void> {
    const busy = await pool.connect();
    try {
      await busy.query("begin");
      await busy.query("select 1 from run where id = $1 for no key update", [runId]);
      await work(busy);
    } finally {
      await busy.query("rollback");
      busy.release();
    }
  }

  const somebodyWaits = async (): Promise<boolean> =>
    (await pool.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
      .rowCount! > 0;

  it("takes them over in the order of their ids, and opens their hints then", async () => {
    const poolId = randomUUID();
    await pool.query("insert into pool_lease (pool_id, kind, worker_id) values ($1, 'worker', $2)", [poolId, `of-${poolId}`]);
    const [first, last] = await runsOf(poolId);
    const key = hintKey(last);
    await pool.query("update graphile_worker._private_jobs set locked_by = $2, locked_at = now() where key = $1", [
      key,
      `of-${poolId}`,
    ]);
    let recovering: Promise<unknown> = Promise.resolve();
    await whileBusy(first, async (busy) => {
      recovering = recoverDeadPools(pool);
      await expect.poll(somebodyWaits).toBe(true);
      await busy.query("select 1 from run where id = $1 for no key update nowait", [last]);
      await busy.query("select 1 from graphile_worker._private_jobs where key = $1 for update nowait", [key]);
    });
    await recovering;
    const { rows } = await pool.query(
      "select r.owner, j.locked_by from run r join graphile_worker.jobs j on j.key = run_hint_key(r.id) where r.id = any ($1)",
      [[first, last]],
    );
    expect(rows).toEqual([
      { owner: null, locked_by: null },
      { owner: null, locked_by: null },
    ]);
  });

  it("fires the timers of others while somebody writes to one", async () => {
    const poolId = randomUUID();
    const store = createPostgresRunStore({ pool, poolId });
    const runIds = await runsOf(poolId);
    const dueAt = new Date(Date.now() - 60_000).toISOString();
    for (const runId of runIds) {
      const setTimers = [{ nodeId: "wait", visit: 1, dueAt }];
      await store.checkpoint({ runId, orgId: flow.orgId, epoch: 1, events: [], status: "running", ...waits, setTimers });
    }
    await whileBusy(runIds[0], async () => {
      const { fired, nextDueInMs } = await store.fireDueTimers(100);
      expect(fired).toBe(1);
      expect(nextDueInMs).toBeLessThan(0);
    });
    expect(await store.fireDueTimers(100)).toEqual({ fired: 1, nextDueInMs: undefined });
    expect(await Promise.all(runIds.map((runId) => store.readInbox(runId, 0)))).toEqual([
      [expect.anything()],
      [expect.anything()],
    ]);
  });
});
