import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getIncident, listIncidents } from "#engine/postgres/incident-queries.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { recoverDeadPools } from "#engine/postgres/recover-pools.ts";
import { releaseRun } from "#engine/postgres/release-run.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { hintKey } from "#tests/support/hint-key.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("a run that kills its process", () => {
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
  const event = (seq: number) =>
    ({ seq, at: new Date().toISOString(), type: "timer.fired", data: { nodeId: "wait", visit: 1 } }) as const;

  async function newRuns(count: number): Promise<string[]> {
    const runs = Array.from({ length: count }, () => newRunOf(flow));
    await createPostgresRunStore({ pool, poolId: randomUUID() }).createRuns(runs);
    return runs.map((run) => run.runId);
  }

  /** A process that claims runs, does `work`, and dies: its lease row is there, its lock is not. */
  async function dyingProcess(
    runIds: readonly string[],
    work: (store: RunStore) => Promise<void> = async () => {},
  ): Promise<void> {
    const poolId = randomUUID();
    const store = createPostgresRunStore({ pool, poolId });
    await pool.query("insert into pool_lease (pool_id, kind) values ($1, 'worker')", [poolId]);
    await Promise.all(runIds.map((runId) => store.claim(runId)));
    await work(store);
    await recoverDeadPools(pool);
  }

  const statusOf = async (runId: string): Promise<string> =>
    (await pool.query<{ status: string }>("select status from run where id = $1", [runId])).rows[0]!.status;

  const hints = async (runId: string): Promise<{ later: boolean }[]> =>
    (
      await pool.query<{ later: boolean }>("select run_at > now() as later from graphile_worker.jobs where key = $1", [
        hintKey(runId),
      ])
    ).rows;

  const getOn =
    (seq: number, runIds: readonly string[]) =>
    async (store: RunStore): Promise<void> => {
      for (const runId of runIds) {
        const { rows } = await pool.query<{ org_id: string; epoch: number }>("select org_id, epoch from run where id = $1", [
          runId,
        ]);
        const { org_id: orgId, epoch } = rows[0]!;
        await store.checkpoint({ runId, orgId, epoch, events: [event(seq)], status: "running", ...waits });
      }
    };

  it("is set aside the third time when it dies alone, and the runs that died with it go on", async () => {
    const [poison = "", slow = "", ...others] = await newRuns(8);
    await dyingProcess([poison, slow, ...others]);
    await dyingProcess([poison, slow, ...others], getOn(2, [slow, ...others]));
    await dyingProcess([poison]);
    expect(await statusOf(poison)).toBe("paused");
    for (const runId of [slow, ...others]) {
      expect(await statusOf(runId)).toBe("queued");
      expect(await hints(runId)).toHaveLength(1);
    }
    const { incidents } = await listIncidents(pool, flow.orgId, { status: "open", runId: poison, limit: 10 });
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.failure).toMatchObject({ code: "run/quarantined", details: { times: 3, seq: 1 } });
    expect(incidents[0]?.failure.message).toContain("the process ended while it drove the run");
  });

  it("is set aside the fifth time when others that get on die with it each time", async () => {
    const [poison = "", ...others] = await newRuns(4);
    for (let seq = 2; seq <= 5; seq++) await dyingProcess([poison, ...others], getOn(seq, others));
    expect(await statusOf(poison)).toBe("queued");
    await dyingProcess([poison, ...others], getOn(6, others));
    expect(await statusOf(poison)).toBe("paused");
    expect(await Promise.all(others.map(statusOf))).toEqual(["queued", "queued", "queued"]);
  });

  it("is told from a slow run that dies with it: both go on until one of them dies alone", async () => {
    const [poison = "", slow = ""] = await newRuns(2);
    for (let n = 0; n < 3; n++) await dyingProcess([poison, slow]);
    expect([await statusOf(poison), await statusOf(slow)]).toEqual(["queued", "queued"]);
    await dyingProcess([poison]);
    expect([await statusOf(poison), await statusOf(slow)]).toEqual(["paused", "queued"]);
    const { incidents } = await listIncidents(pool, flow.orgId, { status: "open", runId: slow, limit: 10 });
    expect(incidents).toEqual([]);
  });

  it("is set aside in the end also when it never dies alone", async () => {
    const runIds = await newRuns(2);
    for (let n = 0; n < 9; n++) await dyingProcess(runIds);
    expect(await Promise.all(runIds.map(statusOf))).toEqual(["queued", "queued"]);
    await dyingProcess(runIds);
    expect(await Promise.all(runIds.map(statusOf))).toEqual(["paused", "paused"]);
  });

  it("does not count against a run that a person paused", async () => {
    const [runId = ""] = await newRuns(1);
    for (let n = 0; n < 2; n++) await dyingProcess([runId]);
    await dyingProcess([runId], async () => void (await pool.query("update run set status = 'paused' where id = $1", [runId])));
    expect((await listIncidents(pool, flow.orgId, { status: "open", runId, limit: 10 })).incidents).toEqual([]);
    expect(await statusOf(runId)).toBe("paused");
  });

  it("is tried apart from the others after the second time", async () => {
    const runIds = await newRuns(3);
    await dyingProcess(runIds);
    for (const runId of runIds) expect(await hints(runId)).toEqual([{ later: false }]);
    await dyingProcess(runIds);
    for (const runId of runIds) expect(await hints(runId)).toEqual([{ later: true }]);
  });

  it("is tried again within a quarter of a second where no other is under suspicion", async () => {
    for (const runId of await newRuns(12)) {
      for (let n = 0; n < 2; n++) await dyingProcess([runId]);
      const { rows } = await pool.query<{ seconds: number }>(
        "select extract(epoch from run_at - updated_at)::float8 as seconds from graphile_worker.jobs where key = $1",
        [hintKey(runId)],
      );
      expect(rows[0]!.seconds).toBeLessThanOrEqual(0.25);
    }
  });

  it("is not woken by mail or the sweep while it is set aside", async () => {
    const [runId = ""] = await newRuns(1);
    for (let n = 0; n < 3; n++) await dyingProcess([runId]);
    await pool.query("select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))");
    await pool.query("update run set created_at = created_at - interval '1 minute' where id = $1", [runId]);
    const store = createPostgresRunStore({ pool, poolId: randomUUID() });
    expect(await store.post({ runId, dedupeKey: "a", body: { type: "signal", name: "go", payload: null } })).toBe("stored");
    await store.sweep();
    expect(await hints(runId)).toEqual([]);
    expect(await store.claim(runId)).toBeUndefined();
  });

  it("goes on with a clean count when a person releases it, and the incident says who", async () => {
    const [runId = ""] = await newRuns(1);
    for (let n = 0; n < 3; n++) await dyingProcess([runId]);
    const { incidents } = await listIncidents(pool, flow.orgId, { status: "open", kind: "quarantined", runId, limit: 1 });
    const release = { orgId: flow.orgId, runId, by: "Ada", comment: "the node's memory limit is raised" };
    expect(await releaseRun(pool, { ...release, orgId: randomUUID() })).toBe("unknownRun");
    expect(await Promise.all([releaseRun(pool, release), releaseRun(pool, release)])).toEqual(
      expect.arrayContaining(["released", "notQuarantined"]),
    );
    expect(await hints(runId)).toEqual([{ later: false }]);
    expect(await getIncident(pool, flow.orgId, incidents[0]!.incidentId)).toMatchObject({
      status: "resolved",
      resolution: "released",
      resolvedBy: "Ada",
      comment: release.comment,
    });
    await dyingProcess([runId]);
    await dyingProcess([runId]);
    expect(await statusOf(runId)).toBe("queued");
    await dyingProcess([runId]);
    expect(await statusOf(runId)).toBe("paused");
  });
});
