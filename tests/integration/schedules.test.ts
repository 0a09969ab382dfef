import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compileVersion } from "#engine/host/compile-version.ts";
import { prepareFlow } from "#engine/host/prepare-flow.ts";
import { startRun } from "#engine/host/start-run.ts";
import { createActiveVersions } from "#engine/postgres/active-versions.ts";
import { createWebhookTargets } from "#engine/postgres/webhook-targets.ts";
import { createFlowStore } from "#engine/postgres/flow-store.ts";
import { createFlowVersions } from "#engine/postgres/flow-versions.ts";
import { createLimitedStarts } from "#engine/postgres/limited-starts.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { createPrismaClient } from "#engine/postgres/prisma-client.ts";
import { createScheduleStore } from "#engine/postgres/schedule-rounds.ts";
import { createSchedules } from "#engine/postgres/schedules.ts";
import type { Flows } from "#engine/runtime/engine.ts";
import type { Schedules } from "#engine/runtime/schedule-operations.ts";
import { fireSchedules, type ScheduleStore, type StartScheduledRun } from "#engine/runtime/schedules.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const HOUR_MS = 3_600_000;

/** Hourly, with the last occurrence half an hour ago, so that no test runs into an occurrence of its own time. */
const ANCHOR_MS = Math.floor(Date.now() / 1_000) * 1_000 - 100.5 * HOUR_MS;
const hourly = { every: "PT1H", start: new Date(ANCHOR_MS).toISOString() };
const lastHours = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => new Date(ANCHOR_MS + (101 - count + n) * HOUR_MS).toISOString());

describe("schedules on Postgres", () => {
  let pool: ReturnType<typeof createPool>;
  let flows: Flows;
  let schedules: Schedules;
  let rounds: ScheduleStore;
  let start: StartScheduledRun;
  let close: () => Promise<void>;
  let orgId: string;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    const prisma = createPrismaClient(pool);
    flows = createFlowStore(prisma, (source) => prepareFlow(source), createWebhookTargets(pool));
    schedules = createSchedules(pool);
    rounds = createScheduleStore(pool);
    const store = createPostgresRunStore({ pool, poolId: randomUUID() });
    const ports = {
      active: createActiveVersions(pool),
      versions: createFlowVersions(pool, compileVersion),
      store,
      limited: createLimitedStarts(pool),
    };
    start = (request) => startRun(ports, request);
    close = async () => {
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  beforeEach(async () => {
    // One organization per test, and nothing due from the tests before.
    for (const table of ["flow", "run", "run_log"]) await pool.query(`delete from ${table}`);
    orgId = randomUUID();
    await pool.query("insert into organization (id, name, slug) values ($1, 'Acme', $2)", [orgId, orgId]);
  });

  async function deploy(config: object, more = ""): Promise<void> {
    const source = `
omnilink: 1
id: ticker
name: Ticker
${more}
nodes:
  - { id: tick, kind: trigger.schedule, config: ${JSON.stringify(config)} }
  - { id: note, kind: map, config: { expression: input.scheduledAt } }
edges: [{ from: tick, to: note }]`;
    const deployed = await flows.deploy({ orgId, source, deployedBy: "Ada" });
    if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  }

  const round = () => rounds.inRound((inside) => fireSchedules(inside, start));

  /** As if the schedule had last been looked at this long ago: as many occurrences as hours are due. */
  const rewind = (hours: number) =>
    pool.query(
      "update schedule set cursor_at = clock_timestamp() - $1 * interval '1 hour', next_at = clock_timestamp() - interval '1 second'",
      [hours],
    );

  async function triggerKeys(): Promise<string[]> {
    const { rows } = await pool.query<{ trigger_key: string }>("select trigger_key from run order by trigger_key");
    return rows.map((row) => row.trigger_key);
  }

  async function recorded(): Promise<string[]> {
    const { rows } = await pool.query<{ status: string }>("select status from schedule_occurrence order by scheduled_at");
    return rows.map((row) => row.status);
  }

  const endRuns = () => pool.query("update run set ended_at = now(), status = 'completed'");
  const name = () => ({ orgId, flowId: "ticker", nodeId: "tick" });

  it("starts nothing before the time and the newest occurrence once it has come, with its time as input", async () => {
    await deploy(hourly);
    await round();
    expect(await triggerKeys()).toEqual([]);
    await rewind(2);
    await round();
    const [hour] = lastHours(1);
    expect(await triggerKeys()).toEqual([`schedule:tick:${hour}`]);
    const { rows } = await pool.query(
      "select data -> 'input' as input, data ->> 'startedBy' as by from run_event where type = 'run.started'",
    );
    expect(rows).toEqual([{ input: { scheduledAt: hour, occurrence: `tick:${hour}` }, by: "schedule" }]);
    await round();
    expect(await triggerKeys()).toHaveLength(1);
  });

  it("starts each occurrence once when many processes make rounds at once", async () => {
    await deploy({ ...hourly, catchUp: { max: 20 } });
    await rewind(20);
    await Promise.all(
      Array.from({ length: 6 }, () => createScheduleStore(pool).inRound((inside) => fireSchedules(inside, start))),
    );
    const keys = await triggerKeys();
    expect(keys).toEqual(lastHours(20).map((hour) => `schedule:tick:${hour}`));
  });

  it("neither loses nor repeats an occurrence when the process dies after starting the run", async () => {
    await deploy({ ...hourly, catchUp: { max: 3 } });
    await rewind(3);
    let started = 0;
    const dying: StartScheduledRun = async (request) => {
      const result = await start(request);
      if (++started === 2)
        await pool.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
        );
      return result;
    };
    await expect(rounds.inRound((inside) => fireSchedules(inside, dying))).rejects.toThrow();
    expect(await triggerKeys()).toHaveLength(2);
    expect(await recorded()).toEqual([]);
    await round();
    expect(await triggerKeys()).toEqual(lastHours(3).map((hour) => `schedule:tick:${hour}`));
    expect(await recorded()).toEqual(["started", "started", "started"]);
  });

  it("does not take the run of an occurrence for one in its way when the process dies after starting it", async () => {
    await deploy({ ...hourly, overlap: "skip" });
    await rewind(1);
    const dying: StartScheduledRun = async (request) => {
      const result = await start(request);
      await pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
      );
      return result;
    };
    await expect(rounds.inRound((inside) => fireSchedules(inside, dying))).rejects.toThrow();
    await round();
    expect(await recorded()).toEqual(["started"]);
  });

  it("tries again when the engine cannot start the run, from the same occurrence on", async () => {
    await deploy(hourly);
    await rewind(1);
    await rounds.inRound((inside) => fireSchedules(inside, () => Promise.reject(new Error("out of disk"))));
    expect(await schedules.list(orgId)).toMatchObject([{ problem: "out of disk" }]);
    await pool.query("update schedule set next_at = clock_timestamp() - interval '1 second'");
    await round();
    expect(await triggerKeys()).toHaveLength(1);
    expect((await schedules.list(orgId))[0]).not.toHaveProperty("problem");
  });

  it("is not held up by a schedule that it cannot read", async () => {
    await deploy(hourly);
    const id = randomUUID();
    await pool.query("insert into flow (id, org_id, slug, name) values ($1, $2, 'odd', 'Odd')", [id, orgId]);
    await pool.query(
      `insert into schedule (org_id, flow_id, node_id, config, cursor_at)
       values ($1, $2, 'tick', '{"cron":"0 0 * * *","timeZone":"Mars/Olympus"}', now())`,
      [orgId, id],
    );
    await rewind(1);
    await round();
    expect(await triggerKeys()).toHaveLength(1);
    const { rows } = await pool.query("select problem, next_at > now() as waits from schedule where flow_id = $1", [id]);
    expect(rows).toEqual([{ problem: expect.stringContaining("Mars/Olympus"), waits: true }]);
    expect((await schedules.list(orgId)).map(({ upcoming }) => upcoming.length)).toEqual([0, 5]);
  });

  it("records the occurrences it lets go, and catches up with the newest", async () => {
    await deploy(hourly);
    await rewind(5);
    await round();
    expect(await triggerKeys()).toHaveLength(1);
    expect(await recorded()).toEqual(["missed", "started"]);
    const [summary] = await schedules.list(orgId);
    expect(summary!.recent.find(({ status }) => status === "missed")!.detail).toMatch(/^4 occurrences/);
  });

  it("skips while a run is open, and starts again when it has ended", async () => {
    await deploy({ ...hourly, overlap: "skip", catchUp: { max: 2 } });
    await rewind(2);
    await round();
    expect(await recorded()).toEqual(["started", "skipped"]);
    await endRuns();
    await pool.query("delete from schedule_occurrence");
    await rewind(1);
    await pool.query("delete from run where trigger_key = $1", [`schedule:tick:${lastHours(1)[0]}`]);
    await round();
    expect(await recorded()).toEqual(["started"]);
  });

  it("lets one occurrence wait for the open run, and skips those after it", async () => {
    await deploy({ ...hourly, overlap: "queue", catchUp: { max: 3 } });
    await rewind(3);
    await round();
    expect(await recorded()).toEqual(["started", "queued", "skipped"]);
    await round();
    expect(await triggerKeys()).toHaveLength(1);
    await endRuns();
    await round();
    expect(await recorded()).toEqual(["started", "started", "skipped"]);
  });

  it("records an occurrence whose input breaks the contract as failed, with the reason", async () => {
    await deploy(hourly, "input: { type: object, required: [region] }");
    await rewind(1);
    await round();
    expect(await recorded()).toEqual(["failed"]);
    expect((await schedules.list(orgId))[0]!.recent[0]!.detail).toMatch(/region/);
  });

  it("goes on where it was when a version with the same times is deployed, and begins anew with other times", async () => {
    const cursor = async () => (await pool.query("select cursor_at from schedule")).rows[0].cursor_at.getTime() as number;
    await deploy(hourly);
    await rewind(2);
    const before = await cursor();
    await deploy({ ...hourly, overlap: "skip" });
    expect(await cursor()).toBe(before);
    await deploy({ ...hourly, every: "PT2H", overlap: "skip" });
    expect(await cursor()).toBeGreaterThan(before + HOUR_MS);
    await flows.deploy({
      orgId,
      source: "omnilink: 1\nid: ticker\nname: T\nnodes: [{ id: byHand, kind: trigger.manual }]\nedges: []",
      deployedBy: "Ada",
    });
    expect(await schedules.list(orgId)).toEqual([]);
  });

  it("does not run what came in a pause", async () => {
    await deploy(hourly);
    expect(await schedules.pause({ ...name(), by: "Ada" })).toBe(true);
    await rewind(3);
    await round();
    expect(await schedules.list(orgId)).toMatchObject([{ paused: { by: "Ada" } }]);
    expect(await schedules.resume({ ...name(), by: "Ada" })).toBe(true);
    await round();
    expect(await triggerKeys()).toEqual([]);
    expect((await schedules.list(orgId))[0]).toMatchObject({ nextAt: new Date(ANCHOR_MS + 101 * HOUR_MS).toISOString() });
    expect(await schedules.pause({ ...name(), nodeId: "nowhere", by: "Ada" })).toBe(false);
    expect(await schedules.pause({ ...name(), orgId: randomUUID(), by: "Eve" })).toBe(false);
  });

  it("previews a backfill and starts it at its rate, each occurrence once", async () => {
    await deploy(hourly);
    const hours = lastHours(4);
    const range = { ...name(), from: hours[0]!, to: "2999-01-01T00:00:00Z", limit: 3 };
    const preview = await schedules.previewBackfill(range);
    expect(preview).toEqual({
      occurrences: hours.slice(0, 3).map((scheduledAt) => ({ scheduledAt, isTaken: false })),
      count: 3,
      isMore: true,
    });
    expect(await recorded()).toEqual([]);
    await schedules.backfill({ ...range, by: "Ada", perSecond: 0.001 });
    expect((await schedules.previewBackfill(range))?.count).toBe(0);
    await round();
    expect(await triggerKeys()).toEqual([`schedule:tick:${hours[0]}`]);
    await pool.query("update schedule_occurrence set start_at = now() - interval '1 second' where start_at is not null");
    await round();
    expect(await triggerKeys()).toEqual(hours.slice(0, 3).map((hour) => `schedule:tick:${hour}`));
    expect((await schedules.backfill({ ...range, by: "Ada", perSecond: 50 }))?.count).toBe(0);
    const [summary] = await schedules.list(orgId);
    expect(summary).toMatchObject({ waiting: 0 });
    expect(summary!.recent[0]).toMatchObject({ status: "started", requestedBy: "Ada" });
  });

  it("runs no more than 1,000 occurrences of one backfill, and 50 a second, whatever is asked for", async () => {
    await deploy({ ...hourly, every: "PT1M" });
    const range = { ...name(), from: hourly.start, to: "2999-01-01T00:00:00Z", limit: 1_000_000 };
    const plan = await schedules.backfill({ ...range, by: "Ada", perSecond: 1_000_000 });
    expect([plan?.count, plan?.isMore]).toEqual([1_000, true]);
    const { rows } = await pool.query<{ count: number; seconds: number }>(
      "select count(*)::int, extract(epoch from max(start_at) - min(start_at))::float8 as seconds from schedule_occurrence",
    );
    expect(rows[0]!.count).toBe(1_000);
    expect(rows[0]!.seconds).toBeGreaterThanOrEqual(999 / 50);
  });

  it("does not backfill what has run, also when the run has been deleted since", async () => {
    await deploy(hourly);
    await rewind(1);
    await round();
    await pool.query("delete from run");
    const range = { ...name(), from: lastHours(2)[0]!, to: "2999-01-01T00:00:00Z", limit: 9 };
    const plan = await schedules.backfill({ ...range, by: "Ada", perSecond: 50 });
    expect(plan?.occurrences.map(({ isTaken }) => isTaken)).toEqual([false, true]);
    expect(await recorded()).toEqual(["backfill", "started"]);
  });

  it("runs a backfill one after the other where runs may not overlap", async () => {
    await deploy({ ...hourly, overlap: "skip" });
    await schedules.backfill({
      ...name(),
      from: lastHours(2)[0]!,
      to: "2999-01-01T00:00:00Z",
      limit: 9,
      by: "Ada",
      perSecond: 50,
    });
    await pool.query("update schedule_occurrence set start_at = now() - interval '1 second'");
    for (const expected of [1, 1]) {
      await round();
      expect(await triggerKeys()).toHaveLength(expected);
    }
    await endRuns();
    await round();
    expect(await triggerKeys()).toHaveLength(2);
  });
});
