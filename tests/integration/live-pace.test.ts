import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { FlowLimits } from "#engine/core/limits/limits-schema.ts";
import { runGate } from "#engine/core/limits/run-gate.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { RunStatus } from "#engine/core/machine/run-event.ts";
import type { ClaimedRun, RunStore } from "#engine/runtime/ports.ts";
import { newRunOf } from "#tests/support/seed-flow.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let engine: Engine;
let pool: pg.Pool;
let store: RunStore;
let flow: string;
let flows = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = await openEngine({ databaseUrl: database.url });
  pool = createPool({ url: database.url, name: "live-pace", max: 8 });
  store = createPostgresRunStore({ pool, poolId: randomUUID() });
});
afterAll(async () => {
  await engine.close();
  await pool.end();
  await database.drop();
});
beforeEach(() => {
  flow = `paced${(flows += 1)}`;
});

const sourceOf = (limits: FlowLimits | undefined, id: string) =>
  stringify({
    omnilink: 1,
    id,
    name: id,
    ...(limits && { limits }),
    nodes: [{ id: "start", kind: "trigger.manual" }],
    edges: [],
  });

async function deploy(limits?: FlowLimits, environment = "prod", id = flow): Promise<number> {
  const { orgId } = engine;
  const deployed = await engine.flows.deploy({ orgId, environment, source: sourceOf(limits, id), deployedBy: "test" });
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  return deployed.version;
}

async function start(account = "A", environment = "prod", flowId = flow): Promise<string> {
  const started = await engine.runs.start({ orgId: engine.orgId, flowId, environment, input: { account } });
  if (!started.ok) throw new Error(JSON.stringify(started));
  return started.runId;
}

async function startMany(count: number, ...of: Parameters<typeof start>): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await start(...of));
  return ids;
}

/** Those that may work, and have not ended; with a throttle alone, a run that has begun has no gate any more. */
async function begun(environment = "prod", flowId = flow): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select r.id from run r join flow f on f.id = r.flow_id where f.slug = $1 and r.environment = $2
       and r.gate is distinct from 'shut' and r.ended_at is null order by r.created_at, r.id`,
    [flowId, environment],
  );
  return rows.map(({ id }) => id);
}

async function letGo(runId: string, status: RunStatus): Promise<void> {
  const claim = await store.claim(runId);
  if (!claim) throw new Error(`run ${runId} was not to be had`);
  await release(claim, status);
}

async function release({ runId, orgId, epoch, inboxReadId }: ClaimedRun, status: RunStatus): Promise<void> {
  const nothing = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
  await store.checkpoint({ runId, orgId, epoch, events: [], status, inboxReadId, ...nothing, release: {} });
}

const end = (runId: string) => letGo(runId, "completed");

/** What a worker does several times a second, waiting for whoever is at it. */
async function look(): Promise<void> {
  await pool.query("select admit_runs(array(select id from flow where slug = $1))", [flow]);
  await store.admit();
}

const atATime = (max: number): FlowLimits => ({ concurrency: { max } });
const perHour = (limit: number, period = "PT1H"): FlowLimits => ({ throttle: { limit, period } });

describe("runs in line when a new version goes live", () => {
  it("go on when it has a higher limit, by the keys they came with, and so do those that come back", async () => {
    await deploy({ concurrency: { max: 1, key: "input.account" } });
    const [back, first, ...rest] = await startMany(5);
    const others = await startMany(3, "B");
    await letGo(back!, "waiting");
    await look();
    await store.post({ runId: back!, dedupeKey: "go", body: { type: "signal", name: "go", payload: null } });
    expect(await begun()).toEqual([first, others[0]]);
    await deploy(atATime(2));
    await store.admit();
    expect(await begun()).toEqual([first, rest[0], others[0], others[1]]);
    await deploy(atATime(5));
    await store.admit();
    expect(await begun()).toEqual([back, first, ...rest, ...others]);
  });

  it("are slowed when it has a lower limit: nobody is let in before there is room by that one", async () => {
    await deploy(atATime(3));
    const runs = await startMany(6);
    await deploy(atATime(1));
    for (const [index, runId] of runs.entries()) {
      await end(runId);
      await look();
      expect(await begun()).toEqual(index < 2 ? runs.slice(index + 1, 3) : runs.slice(index + 1, index + 2));
    }
  });

  it("go on when the limit is gone", async () => {
    await deploy({ ...atATime(1), ...perHour(2) });
    const runs = await startMany(5);
    await deploy(perHour(3));
    await store.admit();
    expect(await begun()).toEqual(runs.slice(0, 3));
    await deploy();
    await store.admit();
    expect(await begun()).toEqual(runs);
  });

  it("count for the limit when it comes again, as those at work", async () => {
    await deploy(atATime(1));
    const runs = await startMany(3);
    await deploy();
    await store.admit();
    await deploy(atATime(2));
    const last = await start();
    await end(runs[0]!);
    await look();
    expect(await begun()).toEqual(runs.slice(1));
    await end(runs[1]!);
    await look();
    expect(await begun()).toEqual([runs[2], last]);
  });

  it("begin by its throttle, and are looked at again when that opens", async () => {
    await deploy(perHour(1));
    const runs = await startMany(4);
    await deploy(perHour(3));
    expect((await store.admit()).nextInMs).toBeGreaterThan(3_590_000);
    expect(await begun()).toEqual(runs.slice(0, 3));
    await deploy(perHour(3, "PT2M"));
    expect((await store.admit()).nextInMs).toBeLessThan(120_000);
    await pool.query("update run_gate set started_at = started_at - interval '2 minutes'");
    await store.admit();
    expect(await begun()).toEqual(runs);
  });

  it("are not held up by a limit they have no key for", async () => {
    await deploy(perHour(1));
    const runs = await startMany(3);
    await deploy({ ...perHour(5), ...atATime(1) });
    const newer = await startMany(3);
    await store.admit();
    expect(await begun()).toEqual([...runs, newer[0]]);
  });

  it("keep to what was live last when their flow is taken out of service", async () => {
    await deploy(atATime(1));
    const runs = await startMany(4);
    await deploy(atATime(2));
    await engine.flows.retire({ orgId: engine.orgId, flowId: flow, by: "Ada" });
    await store.admit();
    expect(await begun()).toEqual(runs.slice(0, 2));
  });

  it("go on by the thousand without getting in the way of others: all but the first are a flood", async () => {
    await deploy(atATime(1));
    const { rows } = await pool.query<{ orgId: string; flowId: string; flowVersionId: string }>(
      `select org_id as "orgId", id as "flowId", active_version_id as "flowVersionId" from flow where slug = $1`,
      [flow],
    );
    const gate = runGate({ priority: 0, concurrency: { key: "", max: 1 } })!;
    const runs = await store.createRuns(Array.from({ length: 1_201 }, () => newRunOf(rows[0]!, { gate })));
    await deploy();
    await look();
    expect(await begun()).toHaveLength(1_201);
    const hints = await pool.query<{ queue: string; level: number; count: number }>(
      `select task_identifier as queue, j.priority as level, count(*)::int as count from graphile_worker.jobs j
       where key = any (select run_hint_key(id) from unnest($1::uuid[]) as id) group by 1, 2 order by 2`,
      [runs.map(({ runId }) => runId)],
    );
    expect(hints.rows).toEqual([
      { queue: "drive", level: 0, count: 501 },
      { queue: "driveLater", level: 1, count: 500 },
      { queue: "driveLater", level: 2, count: 200 },
    ]);
  });
});

describe("environments and other flows", () => {
  it("keep their pace until the version comes to them, and have the earlier one when they go back", async () => {
    const [dev, test] = ["dev", "test"];
    const earlier = await deploy(atATime(1), dev);
    await deploy(atATime(1), test);
    const inDev = await startMany(4, "A", dev);
    const inTest = await startMany(4, "A", test);
    await deploy(atATime(2), dev);
    await store.admit();
    expect([await begun(dev), await begun(test)]).toEqual([inDev.slice(0, 2), inTest.slice(0, 1)]);
    await promote(dev, test);
    await store.admit();
    expect([await begun(dev), await begun(test)]).toEqual([inDev.slice(0, 2), inTest.slice(0, 2)]);
    const back = { orgId: engine.orgId, flowId: flow, environment: test, version: earlier, reason: "Too fast", by: ada() };
    expect(await engine.drafts.goBack(back)).toMatchObject({ ok: true });
    await end(inTest[0]!);
    await end(inDev[0]!);
    await look();
    expect([await begun(dev), await begun(test)]).toEqual([inDev.slice(1, 3), inTest.slice(1, 2)]);
  });

  it("are left alone by a version of another flow", async () => {
    await deploy(atATime(1));
    const runs = await startMany(2);
    await deploy(atATime(5), "prod", `${flow}b`);
    await store.admit();
    expect(await begun()).toEqual(runs.slice(0, 1));
  });

  const ada = () => ({ userId: randomUUID(), name: "Ada" });

  async function promote(from: string, to: string): Promise<void> {
    const places = (await engine.environments.places(engine.orgId, flow))!;
    const { contentHash } = places.find(({ environment }) => environment === from)!.live!;
    const promoted = await engine.environments.promote({ orgId: engine.orgId, flowId: flow, from, to, contentHash, by: ada() });
    if (!promoted.ok) throw new Error(JSON.stringify(promoted));
  }
});

describe("a limit that is changed while runs end and begin", () => {
  it("is never exceeded while it stands, but by those that were at work", async () => {
    await deploy(atATime(6));
    await startMany(60);
    for (const max of [2, 5, 1, 3]) {
      const allowed = Math.max((await begun()).length, max);
      await deploy(atATime(max));
      await Promise.all([endSome(allowed), endSome(allowed), endSome(allowed)]);
      for (const runId of (await begun()).slice(max)) await end(runId);
      await look();
      expect(await begun()).toHaveLength(max);
    }
  });

  async function endSome(allowed: number): Promise<void> {
    for (let turn = 0; turn < 6; turn += 1) {
      const atWork = await begun();
      expect(atWork.length).toBeLessThanOrEqual(allowed);
      const claim = atWork[0] === undefined ? undefined : await store.claim(atWork[0]);
      if (claim) await release(claim, "completed");
      await store.admit();
    }
  }
});
