import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runGate } from "#engine/core/limits/run-gate.ts";
import type { StartLimits } from "#engine/core/limits/start-limits.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { Checkpoint, ClaimedRun, MessageBody, RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let pool: pg.Pool;
let store: RunStore;
let flow: SeededFlow;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, name: "limits-hold", max: 8 });
  store = createPostgresRunStore({ pool, poolId: randomUUID() });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  flow = await seedFlow(pool, `flow_${randomUUID().slice(0, 8)}`);
});

async function start(limits: Partial<StartLimits>, of = flow): Promise<string> {
  const [created] = await store.createRuns([newRunOf(of, { gate: runGate({ priority: 0, ...limits })! })]);
  return created!.runId;
}

const atATime = (max: number): Partial<StartLimits> => ({ concurrency: { key: "", max } });

async function inState(state: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    "select id from run where flow_id = $1 and gate = $2 and ended_at is null order by id",
    [flow.flowId, state],
  );
  return rows.map(({ id }) => id);
}

const post = (runId: string, body: MessageBody) => store.post({ runId, dedupeKey: randomUUID(), body });
const pause: MessageBody = { type: "pause", by: "Ada" };
const resume: MessageBody = { type: "resume", by: "Ada" };

async function take(runId: string): Promise<ClaimedRun> {
  const claim = await store.claim(runId);
  if (!claim) throw new Error(`run ${runId} was not to be had`);
  return claim;
}

function checkpoint({ runId, orgId, epoch, inboxReadId }: ClaimedRun, changes: Partial<Checkpoint>): Checkpoint {
  const nothing = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
  return { runId, orgId, epoch, events: [], status: "running", inboxReadId, ...nothing, ...changes };
}

const end = async (runId: string) => store.checkpoint(checkpoint(await take(runId), { status: "completed", release: {} }));

/** Waits for whoever is at it. */
const admit = () => pool.query("select admit_runs($1::uuid[])", [[flow.flowId]]);

/** Nobody admits runs of the flow before `work` is done. */
async function whileHeldUp({ flowId }: SeededFlow, work: () => Promise<void>): Promise<void> {
  const holder = await pool.connect();
  try {
    await holder.query("begin");
    await holder.query("select pg_advisory_xact_lock(hashtextextended('omnilink admission ' || $1, 7))", [flowId]);
    await work();
  } finally {
    await holder.query("rollback");
    holder.release();
  }
}

describe("a run that waits for its slot", () => {
  it("waits for it still when it is paused and sent on before anybody has looked at it", async () => {
    const first = await start(atATime(1));
    const second = await start(atATime(1));
    await post(second, pause);
    await post(second, resume);
    expect(await store.claim(second)).toBeUndefined();
    await end(first);
    await store.admit();
    await expect.poll(() => inState("open")).toEqual([second]);
  });

  it("is let pass to be canceled, whatever came before and after", async () => {
    await start(atATime(1));
    const second = await start(atATime(1));
    await post(second, pause);
    await post(second, { type: "cancel", by: "Ada", compensate: true });
    await post(second, resume);
    expect(await store.claim(second)).toBeDefined();
  });

  it("takes a slot when it is sent on while it is being paused", async () => {
    const first = await start(atATime(1));
    const second = await start(atATime(1));
    const third = await start(atATime(1));
    await post(second, pause);
    const claim = await take(second);
    await post(second, resume);
    await store.checkpoint(checkpoint(claim, { status: "running" }));
    await end(first);
    await store.admit();
    await expect.poll(() => inState("open")).toEqual([second]);
    expect(await inState("shut")).toEqual([third]);
  });
});

describe("a new version with a lower limit", () => {
  it("has its own runs keep to it, also behind those of the version before", async () => {
    const old: string[] = [];
    for (let count = 0; count < 6; count += 1) old.push(await start(atATime(5)));
    const newer = [await start(atATime(1)), await start(atATime(1))];
    await whileHeldUp(flow, async () => {
      for (const runId of old.slice(0, 4)) await end(runId);
    });
    await admit();
    expect(await inState("open")).toEqual(old.slice(4));
    await end(old[4]!);
    await end(old[5]!);
    await admit();
    expect(await inState("open")).toEqual([newer[0]]);
  });

  it("has those of its runs that come back keep to it as well", async () => {
    const [back, newer] = [await parked(2), await parked(1)];
    const working = [await start(atATime(2)), await start(atATime(2))];
    for (const runId of [back, newer]) await post(runId, { type: "signal", name: "go", payload: null });
    await whileHeldUp(flow, async () => {
      for (const runId of working) await end(runId);
    });
    await admit();
    expect(await inState("open")).toEqual([back]);
  });

  async function parked(max: number): Promise<string> {
    const runId = await start(atATime(max));
    await store.checkpoint(checkpoint(await take(runId), { status: "waiting", release: {} }));
    return runId;
  }
});

describe("a flow whose admissions are held up", () => {
  it("holds up no other flow", async () => {
    const flows = [flow, await seedFlow(pool, `flow_${randomUUID().slice(0, 8)}`)].toSorted((a, b) =>
      a.flowId < b.flowId ? -1 : 1,
    );
    const [free, stuck] = [flows[0]!, flows[1]!];
    for (const of of [free, free, stuck, stuck]) await start(atATime(1), of);
    await whileHeldUp(stuck, async () => {
      expect(await Promise.race([store.admit().then(() => "done"), someoneWaitsFor(stuck)])).toBe("done");
    });
  });

  /** Resolves when an admission waits for the flow's lock. */
  async function someoneWaitsFor(of: SeededFlow): Promise<string> {
    for (;;) {
      const { rowCount } = await pool.query(
        `select 1 from pg_locks l, (select hashtextextended('omnilink admission ' || $1, 7) as key) as k
         where l.locktype = 'advisory' and not l.granted
           and l.classid = ((k.key >> 32) & 4294967295)::oid and l.objid = (k.key & 4294967295)::oid`,
        [of.flowId],
      );
      if (rowCount) return "it waits";
    }
  }
});
