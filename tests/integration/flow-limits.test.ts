import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunGate } from "#engine/core/limits/run-gate.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { freeRunsOf } from "#engine/postgres/free-runs.ts";
import type { Checkpoint, ClaimedRun, RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let pool: pg.Pool;
let flow: SeededFlow;
const [poolId, peerId] = [randomUUID(), randomUUID()];
let store: RunStore;
let peer: RunStore;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, name: "limits-test", max: 12 });
  store = createPostgresRunStore({ pool, poolId });
  peer = createPostgresRunStore({ pool: createPool({ url: database.url, name: "limits-peer", max: 12 }), poolId: peerId });
});
afterAll(() => database.drop());
beforeEach(async () => {
  flow = await seedFlow(pool, `flow_${randomUUID().slice(0, 8)}`);
});

function gate({
  max,
  key = "",
  throttle,
  priority = 0,
}: {
  max?: number;
  key?: string;
  throttle?: number;
  priority?: number;
}): RunGate {
  return {
    lane: JSON.stringify([key, throttle ?? null]),
    ...(max === undefined ? {} : { concurrency: { key, max } }),
    ...(throttle === undefined ? {} : { throttle: { key: "", limit: throttle, periodMs: 3_600_000 } }),
    priority,
  };
}

async function start(through: RunStore, limits: Parameters<typeof gate>[0]): Promise<string> {
  const [created] = await through.createRuns([newRunOf(flow, { gate: gate(limits) })]);
  return created!.runId;
}

async function inState(state: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    "select id from run where flow_id = $1 and gate = $2 and ended_at is null order by id",
    [flow.flowId, state],
  );
  return rows.map(({ id }) => id);
}

/** Whoever is admitting runs of this flow at the moment does it for those who pass by it. */
async function nextOpen(): Promise<string> {
  await until(async () => (await inState("open")).length > 0);
  return (await inState("open"))[0]!;
}

async function take(through: RunStore, runId: string): Promise<ClaimedRun> {
  const claim = await through.claim(runId);
  if (!claim) throw new Error(`run ${runId} was not to be had`);
  return claim;
}

function letGo({ runId, orgId, epoch }: ClaimedRun, status: Checkpoint["status"]): Checkpoint {
  const nothing = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
  return { runId, orgId, epoch, events: [], status, ...nothing, release: {} };
}

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (const began = performance.now(); !(await holds());) {
    if (performance.now() - began > 10_000) throw new Error("it did not come to be");
  }
};

const signal = (runId: string) =>
  ({ runId, dedupeKey: randomUUID(), body: { type: "signal", name: "go", payload: null } }) as const;

describe("a limit of runs at a time", () => {
  it("admits exactly as many when two processes start 1,000 at once", async () => {
    const starts = Array.from({ length: 1_000 }, (_, index) => start(index % 2 === 0 ? store : peer, { max: 100 }));
    await Promise.all(starts);
    await Promise.all([store.admit(), peer.admit(), store.admit()]);
    expect(await inState("open")).toHaveLength(100);
    expect(await inState("shut")).toHaveLength(900);
  });

  it("never has more at work than the limit, while both processes end runs as fast as they can", async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => start(index % 2 === 0 ? store : peer, { max: 7 })));
    let [most, done] = [0, 0];
    const atWork = new Set<string>();
    const work = async (through: RunStore): Promise<void> => {
      while (done < 200) {
        for (const runId of await inState("open")) {
          const claim = await through.claim(runId);
          if (!claim) continue;
          atWork.add(runId);
          most = Math.max(most, atWork.size);
          await new Promise((resolve) => setImmediate(resolve));
          atWork.delete(runId);
          await through.checkpoint(letGo(claim, "completed"));
          done += 1;
        }
        await through.admit();
      }
    };
    await Promise.all([work(store), work(peer), work(store), work(peer), work(peer), work(store)]);
    expect(most).toBeLessThanOrEqual(7);
    expect(done).toBe(200);
  });

  it("does not let a hint pass a shut gate", async () => {
    await start(store, { max: 1 });
    const second = await start(store, { max: 1 });
    expect(await store.claim(second)).toBeUndefined();
  });

  it("counts per key", async () => {
    for (const key of ["a", "a", "b", "b"]) await start(store, { max: 1, key });
    expect(await inState("open")).toHaveLength(2);
  });

  it("takes those with the highest priority first, and equals in the order of their starts", async () => {
    const first = await start(store, { max: 1 });
    const [low, high, higher, equal] = [
      await start(store, { max: 1, priority: -5 }),
      await start(store, { max: 1, priority: 10 }),
      await start(store, { max: 1, priority: 20 }),
      await start(store, { max: 1, priority: 10 }),
    ];
    const order: string[] = [];
    while (order.length < 5) {
      const next = await nextOpen();
      order.push(next);
      await store.checkpoint(letGo(await take(store, next), "completed"));
      await store.admit();
    }
    expect(order).toEqual([first, higher, high, equal, low]);
  });

  it("gives the slot of a run that waits to the next, and the run gets one again when it goes on", async () => {
    const [first, second] = [await start(store, { max: 1 }), await start(store, { max: 1 })];
    await store.checkpoint(letGo(await take(store, first), "waiting"));
    await until(async () => (await inState("open"))[0] === second);
    await store.post(signal(first));
    expect(await store.claim(first)).toBeUndefined();
    await store.checkpoint(letGo(await take(store, second), "completed"));
    await until(async () => (await inState("open"))[0] === first);
    expect((await take(store, first)).inbox).toHaveLength(1);
  });

  it("keeps the slots of a process that died for its runs, and loses none", async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => start(store, { max: 3 })));
    const open = await inState("open");
    for (const runId of open) await take(peer, runId);
    await freeRunsOf(pool, peerId);
    await store.admit();
    await expect.poll(() => inState("open")).toEqual(open);
    for (let left = runs.length; left > 0; left -= 1) {
      await store.checkpoint(letGo(await take(store, await nextOpen()), "completed"));
      await store.admit();
    }
    expect(await inState("shut")).toHaveLength(0);
  });

  it("frees the slot of a run that is set aside", async () => {
    const [poison, other] = [await start(store, { max: 1 }), await start(store, { max: 1 })];
    for (let crash = 0; crash < 3; crash += 1) {
      await take(peer, poison);
      await freeRunsOf(pool, peerId);
    }
    await store.admit();
    expect(await nextOpen()).toBe(other);
  });

  it("lets a run that waits for its slot be canceled at once", async () => {
    await start(store, { max: 1 });
    const second = await start(store, { max: 1 });
    await store.post({ runId: second, dedupeKey: "c", body: { type: "cancel", by: "Ada", compensate: false } });
    await store.checkpoint(letGo(await take(store, second), "canceled"));
    expect(await inState("shut")).toHaveLength(0);
  });

  it("brings a run back into line that was lost from it", async () => {
    const [first, second] = [await start(store, { max: 1 }), await start(store, { max: 1 })];
    await pool.query("update run_gate set waiting_since = null where run_id = $1", [second]);
    await pool.query("update run set created_at = now() - interval '1 minute' where id = $1", [second]);
    await store.checkpoint(letGo(await take(store, first), "completed"));
    await store.sweep();
    expect(await inState("open")).toEqual([second]);
  });
});

describe("a throttle", () => {
  it("starts as many as the window holds, and the others when it has moved on", async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => start(store, { throttle: 2 })));
    const waiting = async () => (await inState("shut")).length;
    expect(await waiting()).toBe(3);
    const { nextInMs } = await store.admit();
    expect(nextInMs).toBeGreaterThan(3_590_000);
    await pool.query("update run_gate set started_at = started_at - interval '1 hour' where flow_id = $1", [flow.flowId]);
    expect((await store.admit()).admitted).toBe(2);
    expect(await waiting()).toBe(1);
    expect(runs).toHaveLength(5);
  });

  it("is counted once for all keys that wait, not once for each", async () => {
    const both = (key: string) => newRunOf(flow, { gate: gate({ max: 1, key, throttle: 1_000 }) });
    await store.createRuns(Array.from({ length: 300 }, (_, index) => both(`key ${index % 150}`)));
    expect(await inState("open")).toHaveLength(150);
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query("set local enable_seqscan = off");
      await client.query("select next_admissions($1)", [flow.flowId]);
      const { rows } = await client.query<{ read: number }>(
        "select idx_tup_fetch::int as read from pg_stat_xact_user_tables where relname = 'run_gate'",
      );
      expect(rows[0]!.read).toBeLessThan(10_000);
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("does not count a run again that comes back for its slot", async () => {
    const first = await start(store, { throttle: 1, max: 1 });
    await store.checkpoint(letGo(await take(store, first), "waiting"));
    await store.post(signal(first));
    expect(await inState("open")).toEqual([first]);
  });
});
