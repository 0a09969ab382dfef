import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLimitedStarts } from "#engine/postgres/limited-starts.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { deleteExpiredRuns } from "#engine/postgres/retention.ts";
import { newRunId } from "#engine/runtime/new-run-id.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("retention", () => {
  let pool: ReturnType<typeof createPool>;
  let store: RunStore;
  let flow: SeededFlow;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    flow = await seedFlow(pool);
    await pool.query(
      "select create_run_log_partition(month) from (values ('2025-03-02Z'::timestamptz), ('2025-04-02Z')) as m(month)",
    );
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterEach(() => close());

  const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
  const failure = { code: "http/status", message: "It answered 500." };

  function idOf(day: string): string {
    const time = Date.parse(`${day}T12:00:00Z`).toString(16).padStart(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}${newRunId().slice(13)}`;
  }

  /** A run whose id is of `day`; ended on `endedOn`, or open. */
  async function run(day: string, endedOn?: string, incident = false): Promise<string> {
    const runId = idOf(day);
    await store.createRuns([newRunOf(flow, { runId })]);
    const claim = (await store.claim(runId))!;
    await store.post({ runId, dedupeKey: "hello", body: { type: "signal", name: "go", payload: null } });
    const approval = { approvalId: `${runId}:a`, nodeId: "a", visit: 1, title: "?", roles: [], quorum: 1 };
    const at = new Date().toISOString();
    const end = { seq: 2, at, type: "run.failed", data: { failure } } as const;
    if (endedOn === undefined) return runId;
    const openIncidents = incident ? [{ kind: "failed", failure } as const] : [];
    const write = { ...claim, events: [end], ...waits, openApprovals: [approval], openIncidents, release: {} };
    await store.checkpoint({ ...write, status: "failed" });
    await pool.query("update run set ended_at = $2 where id = $1", [runId, `${endedOn}T13:00:00Z`]);
    return runId;
  }

  const partitions = async (): Promise<string[]> =>
    (
      await pool.query<{ name: string }>(
        "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'run_log'::regclass order by 1",
      )
    ).rows.map((row) => row.name);

  async function rowsOf(runId: string): Promise<number[]> {
    const tables = ["run_log", "inbox", "approval", "incident"];
    const counts = [
      ...tables.map((table) => `(select count(*)::int from ${table} where run_id = $1)`),
      "(select count(*)::int from run where id = $1)",
    ];
    const { rows } = await pool.query<{ counts: number[] }>(`select array[${counts.join(",")}] as counts`, [runId]);
    return rows[0]!.counts;
  }

  describe("of what a limit still counts", () => {
    const window = { key: "", limit: 1, periodMs: 30 * 24 * 60 * 60 * 1_000 };
    const old = () => newRunOf(flow, { runId: idOf("2025-03-10") });
    const endLongAgo = () => pool.query("update run set status = 'completed', ended_at = now() - interval '5 days'");
    const left = async (table: string) => (await pool.query(`select 1 from ${table}`)).rowCount;

    it("deletes the run and keeps the count of a rate limit, until its window is over", async () => {
      const start = (run = newRunOf(flow)) => createLimitedStarts(pool).start(run, { rateLimit: window, priority: 0 });
      expect(await start({ ...old(), triggerKey: "d-1" })).toMatchObject({ outcome: "started" });
      await endLongAgo();
      await pool.query("update limited_start set accepted_at = accepted_at - interval '5 days'");
      expect(await deleteExpiredRuns(pool, { olderThan: "P1D" })).toMatchObject({ runs: 1 });
      expect(await start()).toMatchObject({ outcome: "rateLimited" });
      await pool.query("update limited_start set accepted_at = accepted_at - $1::interval, kept_until = kept_until - $1", [
        "26 days",
      ]);
      await deleteExpiredRuns(pool, { olderThan: "P1D" });
      expect(await left("limited_start")).toBe(0);
      expect(await start()).toMatchObject({ outcome: "started" });
    });

    it("deletes the run and keeps the count of a throttle, until its window is over", async () => {
      const gate = { lane: "", throttle: window, priority: 0 };
      const gateOf = async (runId: string): Promise<string | null | undefined> =>
        (await pool.query<{ gate: string | null }>("select gate from run where id = $1", [runId])).rows[0]?.gate;
      await store.createRuns([{ ...old(), gate }]);
      await endLongAgo();
      await pool.query("update run_gate set started_at = started_at - interval '5 days'");
      expect(await deleteExpiredRuns(pool, { olderThan: "P1D" })).toMatchObject({ runs: 1 });
      const next = newRunOf(flow, { gate });
      await store.createRuns([next]);
      expect(await gateOf(next.runId)).toBe("shut");
      await pool.query("update run_gate set kept_until = now() where kept_until is not null");
      await deleteExpiredRuns(pool, { olderThan: "P1D" });
      expect(await left("run_gate")).toBe(1);
      await store.admit();
      expect(await gateOf(next.runId)).toBeNull();
    });

    it("keeps nothing of windows that are over", async () => {
      await createLimitedStarts(pool).start(old(), { rateLimit: window, throttle: window, priority: 0 });
      await endLongAgo();
      await pool.query("update limited_start set accepted_at = accepted_at - interval '40 days'");
      await pool.query("update run_gate set started_at = started_at - interval '40 days'");
      await deleteExpiredRuns(pool, { olderThan: "P1D" });
      expect([await left("limited_start"), await left("run_gate")]).toEqual([0, 0]);
    });
  });

  it("deletes events that were delivered long ago, and keeps those that wait", async () => {
    const event = async (day: string, deliveredOn: string | undefined): Promise<void> => {
      const text = `insert into bus_event (id, org_id, type, source, time, data, event_key, hops, deliver_at, delivered_at)
        values (run_id_floor($2::timestamptz), $1, 'a', 'b', $2, '{}', $2, 0, $2, $3)`;
      await pool.query(text, [flow.orgId, `${day}T12:00:00Z`, deliveredOn ?? null]);
    };
    await event("2025-03-01", "2025-03-01");
    await event("2025-03-02", "2025-03-03");
    await event("2025-03-04", undefined);
    await event("2025-03-05", new Date().toISOString());
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D", dryRun: true })).toMatchObject({ events: 2 });
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D", batchSize: 1 })).toMatchObject({ runs: 0, events: 2 });
    const { rows } = await pool.query<{ day: string }>("select to_char(time, 'DD') as day from bus_event order by id");
    expect(rows.map(({ day }) => day)).toEqual(["04", "05"]);
  });

  it("deletes what ended long ago and drops the months of which nothing is left", async () => {
    const old = await run("2025-03-10", "2025-03-11");
    const fresh = await run(new Date().toISOString().slice(0, 10), new Date().toISOString().slice(0, 10));
    const report = await deleteExpiredRuns(pool, { olderThan: "P30D", batchSize: 1 });
    expect(report).toMatchObject({ runs: 1, dropped: ["run_log_2025_03", "run_log_2025_04"], kept: [] });
    expect(await partitions()).not.toContain("run_log_2025_03");
    expect(await rowsOf(old)).toEqual([0, 0, 0, 0, 0]);
    expect(await rowsOf(fresh)).toEqual([2, 1, 1, 0, 1]);
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D" })).toMatchObject({ runs: 0, dropped: [], kept: [] });
  });

  it("keeps the month of a run that is still open, and deletes its expired neighbors there", async () => {
    const open = await run("2025-03-10");
    const late = await run("2025-04-10", new Date().toISOString().slice(0, 10));
    const gone = [
      await run("2025-03-10", "2025-03-11"),
      await run("2025-03-10", "2025-04-11"),
      await run("2025-04-12", "2025-04-13"),
    ];
    const report = await deleteExpiredRuns(pool, { olderThan: "P30D", batchSize: 2 });
    expect(report).toMatchObject({ runs: 3, dropped: [], kept: ["run_log_2025_03", "run_log_2025_04"] });
    for (const runId of gone) expect(await rowsOf(runId)).toEqual([0, 0, 0, 0, 0]);
    expect(await rowsOf(open)).toEqual([1, 1, 0, 0, 1]);
    expect(await rowsOf(late)).toEqual([2, 1, 1, 0, 1]);
  });

  it("keeps a run with an open incident until somebody has closed it", async () => {
    const failed = await run("2025-03-10", "2025-03-11", true);
    expect(await deleteExpiredRuns(pool, { olderThan: "P1M" })).toMatchObject({ runs: 0, kept: ["run_log_2025_03"] });
    expect(await rowsOf(failed)).toEqual([2, 1, 1, 1, 1]);
    await pool.query("update incident set status = 'discarded'");
    expect(await deleteExpiredRuns(pool, { olderThan: "P1M" })).toMatchObject({ runs: 1, dropped: ["run_log_2025_03"] });
    expect(await rowsOf(failed)).toEqual([0, 0, 0, 0, 0]);
  });

  it("keeps what a run that stays depends on: those it waited for, and those it was forked from", async () => {
    const grandchild = await run("2025-03-10", "2025-03-11");
    const child = await run("2025-03-10", "2025-03-11");
    const original = await run("2025-03-10", "2025-03-11");
    const ofOriginal = await run("2025-03-10", "2025-03-11");
    const fork = await run("2025-03-10", "2025-03-12");
    const open = await run("2025-03-10");
    const link = "insert into child_run (child_id, org_id, parent_id, node_id, visit) values ($1, $2, $3, 'sub', 1)";
    for (const [childId, parentId] of [
      [grandchild, child],
      [child, open],
      [ofOriginal, original],
    ]) {
      await pool.query(link, [childId, flow.orgId, parentId]);
    }
    const forked = "update run set forked_from = $2 where id = $1";
    await pool.query(forked, [fork, original]);
    await pool.query(forked, [open, fork]);
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D" })).toMatchObject({ runs: 0, kept: ["run_log_2025_03"] });
    await pool.query("update run set ended_at = '2025-03-13', owner = null, status = 'completed' where id = $1", [open]);
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D" })).toMatchObject({ runs: 6, dropped: expect.anything(), kept: [] });
    expect((await pool.query("select 1 from child_run")).rowCount).toBe(0);
  });

  it("only says what would go when asked to", async () => {
    const old = await run("2025-03-10", "2025-03-11");
    const report = await deleteExpiredRuns(pool, { olderThan: "P2W", dryRun: true });
    expect(report).toMatchObject({ runs: 1, dropped: ["run_log_2025_03", "run_log_2025_04"] });
    expect(await rowsOf(old)).toEqual([2, 1, 1, 0, 1]);
    expect(await partitions()).toContain("run_log_2025_03");
  });

  it("leaves a partition that somebody reads for the next pass", async () => {
    await run("2025-03-10", "2025-03-11");
    const reader = await pool.connect();
    await reader.query("begin");
    await reader.query("select 1 from run_log_2025_03");
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D" })).toMatchObject({ runs: 1, kept: ["run_log_2025_03"] });
    await reader.query("commit");
    reader.release();
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D" })).toMatchObject({ runs: 0, dropped: ["run_log_2025_03"] });
  });

  it("is one process's work at a time", async () => {
    const other = await pool.connect();
    await other.query("select pg_advisory_lock(hashtextextended('omnilink retention', 7))");
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D" })).toBeUndefined();
    await other.query("select pg_advisory_unlock(hashtextextended('omnilink retention', 7))");
    other.release();
    expect(await deleteExpiredRuns(pool, { olderThan: "P30D" })).toMatchObject({ runs: 0 });
  });

  it.each(["", "90", "P0D", "P1DT1H"])("refuses the period %j", async (olderThan) => {
    await expect(deleteExpiredRuns(pool, { olderThan })).rejects.toThrow(/is not a period such as P90D/);
  });
});
