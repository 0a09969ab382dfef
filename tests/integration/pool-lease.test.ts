import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { holdLease, type PoolLease } from "#engine/postgres/pool-lease.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { recoverDeadPools, watchLeases } from "#engine/postgres/recover-pools.ts";
import { hintKey } from "#tests/support/hint-key.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("pool lease", () => {
  let url: string;
  let pool: ReturnType<typeof createPool>;
  let flow: SeededFlow;
  let close: () => Promise<void>;
  const leases: PoolLease[] = [];

  beforeAll(async () => {
    const database = await createTestDatabase();
    url = database.url;
    pool = createPool({ url });
    flow = await seedFlow(pool);
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterEach(async () => {
    await Promise.all(leases.splice(0).map((lease) => lease.release()));
  });
  afterAll(() => close());

  /** A process with a lease and two driven runs. `lost` resolves with the reason when the lease is lost. */
  async function livingProcess() {
    const poolId = randomUUID();
    let lose: (reason: string) => void = () => {};
    const lost = new Promise<string>((resolve) => (lose = resolve));
    const lease = await holdLease({ url, poolId, kind: "worker", onLost: lose });
    leases.push(lease);
    const store = createPostgresRunStore({ pool, poolId });
    const runs = [newRunOf(flow), newRunOf(flow)];
    await store.createRuns(runs);
    const claims = await Promise.all(runs.map((run) => store.claim(run.runId)));
    return { poolId, lease, lost, store, claims: claims.map((claim) => claim!) };
  }

  const cutConnection = (poolId: string) =>
    pool.query(
      `select pg_terminate_backend(l.pid) from pg_locks l
       where l.locktype = 'advisory' and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 7)`,
      [poolId],
    );

  async function jobsOf(runIds: readonly string[]) {
    const { rows } = await pool.query<{ key: string; locked_by: string | null }>(
      'select key, locked_by from graphile_worker.jobs where key = any ($1) order by key collate "C"',
      [runIds.map((id) => hintKey(id))],
    );
    return rows;
  }

  it("leaves living pools alone", async () => {
    const living = await livingProcess();
    expect(await recoverDeadPools(pool)).toEqual([]);
    expect(await living.store.claim(living.claims[0]!.runId)).toBeUndefined();
  });

  it("tells the process that its connection is gone, and frees its runs for others", async () => {
    const dying = await livingProcess();
    const runIds = dying.claims.map((claim) => claim.runId);
    await dying.lease.setWorkerId("pool-dead");
    await pool.query("update graphile_worker._private_jobs set locked_by = 'pool-dead', locked_at = now() where key = any ($1)", [
      runIds.map((id) => hintKey(id)),
    ]);
    await cutConnection(dying.poolId);
    expect(await dying.lost).toMatch(/terminat|closed/);

    const both = await Promise.all([recoverDeadPools(pool), recoverDeadPools(pool)]);
    expect(both.flat()).toEqual([{ poolId: dying.poolId, runs: 2 }]);
    expect(await jobsOf(runIds)).toEqual(
      runIds
        .map(hintKey)
        .toSorted()
        .map((key) => ({ key, locked_by: null })),
    );

    const heir = createPostgresRunStore({ pool, poolId: randomUUID() });
    // Taking it from the dead raised the epoch once, the claim once more.
    expect(await heir.claim(runIds[0]!)).toMatchObject({ epoch: dying.claims[0]!.epoch + 2 });
    const { runId, orgId, epoch } = dying.claims[0]!;
    const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
    expect(await dying.store.checkpoint({ runId, orgId, epoch, events: [], status: "waiting", ...waits, release: {} })).toBe(
      "fenced",
    );
  });

  it("rejects, and reports no loss, when it cannot be taken", async () => {
    const lose: string[] = [];
    const nowhere = "postgresql://nobody@127.0.0.1:1/nothing";
    const attempt = holdLease({ url: nowhere, poolId: randomUUID(), kind: "worker", onLost: (reason) => lose.push(reason) });
    await expect(attempt).rejects.toThrow(/ECONNREFUSED/);
    expect(lose).toEqual([]);
  });

  it("is given back in order without anything to recover", async () => {
    const leaving = await livingProcess();
    await leaving.lease.release();
    expect((await pool.query("select 1 from pool_lease where pool_id = $1", [leaving.poolId])).rowCount).toBe(0);
  });

  it("hands on the runs it still had in hand when it is given back, without blame", async () => {
    const leaving = await livingProcess();
    const runIds = leaving.claims.map((claim) => claim.runId);
    await leaving.lease.release();
    const { rows } = await pool.query("select owner, status, crash_count from run where id = any ($1)", [runIds]);
    expect(rows).toEqual(runIds.map(() => ({ owner: null, status: "queued", crash_count: 0 })));
    expect((await jobsOf(runIds)).map((job) => job.key)).toEqual(runIds.map(hintKey).toSorted());
  });

  it("is kept by pings past the time after which a silent session is ended", async () => {
    const living = await livingProcess();
    const outcome = await Promise.race([living.lost, new Promise<string>((resolve) => setTimeout(resolve, 3_600, "kept"))]);
    expect(outcome).toBe("kept");
    expect(await recoverDeadPools(pool)).toEqual([]);
  });

  it("is watched by the others: a dead pool is recovered", async () => {
    const dying = await livingProcess();
    await livingProcess();
    const recovered = new Promise((resolve) => {
      const watcher = watchLeases({
        pool,
        onRecovered: (dead) => void watcher.stop().then(() => resolve(dead)),
        onError: resolve,
      });
    });
    await cutConnection(dying.poolId);
    expect(await recovered).toEqual({ poolId: dying.poolId, runs: 2 });
  });
});
