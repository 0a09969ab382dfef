import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runGate } from "#engine/core/limits/run-gate.ts";
import type { FlowLimits } from "#engine/core/limits/limits-schema.ts";
import { livePace } from "#engine/core/limits/live-pace.ts";
import { simulate, type Arrival, type SimulatedRun } from "#engine/core/limits/simulate.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { createPrismaClient, type PrismaClient } from "#engine/postgres/prisma-client.ts";
import { setLivePace } from "#engine/postgres/set-live-pace.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let pool: pg.Pool;
let store: RunStore;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url });
  prisma = createPrismaClient(pool);
  store = createPostgresRunStore({ pool, poolId: randomUUID() });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const MINUTE = 60_000;

interface Version {
  readonly atMs: number;
  readonly limits: FlowLimits;
}

/** Lets the engine do what the simulation says happened, moment by moment, and returns which runs were at work after each. */
async function replay(arrivals: readonly Arrival[], runs: readonly SimulatedRun[], versions: readonly Version[]) {
  const flow = await seedFlow(pool, `flow_${randomUUID().slice(0, 8)}`);
  const ids: string[] = [];
  const happened = runs.flatMap(({ createdMs, startedMs, endedMs }) => [createdMs, startedMs!, endedMs]);
  const times = [...happened, ...versions.map(({ atMs }) => atMs)];
  const atWork: { atMs: number; runs: number[] }[] = [];
  let nowMs = 0;
  // The round of a worker passes by a flow that somebody else is admitting runs of; this waits for them.
  const admit = () => pool.query("select admit_runs(array[$1::uuid])", [flow.flowId]);
  for (const atMs of [...new Set(times)].toSorted((a, b) => a - b)) {
    const passed = "update run_gate set started_at = started_at - $2 * interval '1 ms' where flow_id = $1";
    await pool.query(passed, [flow.flowId, atMs - nowMs]);
    nowMs = atMs;
    for (const [index, run] of runs.entries()) {
      if (run.endedMs !== atMs) continue;
      const claim = await store.claim(ids[index]!);
      expect(claim, `run ${index} ends at ${atMs} and was never admitted`).toBeDefined();
      const { runId, orgId, epoch } = claim!;
      const nothing = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
      await store.checkpoint({ runId, orgId, epoch, events: [], status: "completed", ...nothing, release: {} });
    }
    await admit();
    for (const { limits } of versions.filter((version) => version.atMs === atMs)) {
      await setLivePace(prisma, { ...flow, environment: "prod" }, limits);
      await admit();
    }
    for (const [index, run] of runs.entries()) {
      if (run.createdMs !== atMs) continue;
      const gate = runGate(arrivals[run.arrivals[0]!]!.limits)!;
      ids[index] = (await store.createRuns([newRunOf(flow, { gate })]))[0]!.runId;
    }
    await admit();
    const { rows } = await pool.query<{ id: string }>(
      "select id from run where flow_id = $1 and gate = 'open' and ended_at is null",
      [flow.flowId],
    );
    atWork.push({ atMs, runs: rows.map(({ id }) => ids.indexOf(id)).toSorted((a, b) => a - b) });
  }
  return atWork;
}

async function expectAsSimulated(arrivals: readonly Arrival[], versions: readonly Version[] = []): Promise<void> {
  const goingLive = versions.map(({ atMs, limits }) => ({ atMs, pace: livePace(limits) }));
  const { runs } = simulate(arrivals, goingLive);
  for (const { atMs, runs: working } of await replay(arrivals, runs, versions)) {
    const simulated = runs.flatMap(({ startedMs, endedMs }, index) => (startedMs! <= atMs && endedMs > atMs ? [index] : []));
    expect(working, `at minute ${atMs / MINUTE}`).toEqual(simulated);
  }
}

it("does what the simulator says: concurrency, throttle and priority together", async () => {
  const arrival = fc.record({
    at: fc.nat(6),
    work: fc.integer({ min: 1, max: 4 }),
    key: fc.constantFrom("a", "b"),
    priority: fc.nat(2),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrival, { minLength: 3, maxLength: 9 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 3 }),
      async (given, max, limit) => {
        const arrivals = given
          .toSorted((a, b) => a.at - b.at)
          .map(({ at, work, key, priority }) => ({
            atMs: at * MINUTE,
            durationMs: work * MINUTE,
            limits: { priority, concurrency: { key, max }, throttle: { key: "", limit, periodMs: 2 * MINUTE } },
          }));
        await expectAsSimulated(arrivals);
      },
    ),
    { numRuns: 12 },
  );
});

it("does what the simulator says when versions with other numbers go live in between", async () => {
  const arrival = fc.record({ at: fc.nat(6), work: fc.integer({ min: 1, max: 4 }), key: fc.constantFrom("a", "b") });
  const numbers = {
    max: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    minutes: fc.integer({ min: 1, max: 3 }),
  };
  const given = fc.record({
    arrivals: fc.array(arrival, { minLength: 4, maxLength: 9 }),
    versions: fc.uniqueArray(fc.record({ at: fc.integer({ min: 1, max: 8 }), ...numbers }), {
      minLength: 1,
      maxLength: 3,
      selector: ({ at }) => at,
    }),
  });
  await fc.assert(
    fc.asyncProperty(given, async (example) => {
      const versions = example.versions.map(({ at, max, limit, minutes }) => ({
        atMs: at * MINUTE,
        limits: {
          ...(max !== undefined && { concurrency: { max } }),
          ...(limit !== undefined && { throttle: { limit, period: `PT${minutes}M` } }),
        },
      }));
      const arrivals = example.arrivals
        .toSorted((a, b) => a.at - b.at)
        .map(({ at, work, key }) => ({
          atMs: at * MINUTE,
          durationMs: work * MINUTE,
          limits: { priority: 0, concurrency: { key, max: 1 }, throttle: { key: "", limit: 2, periodMs: 2 * MINUTE } },
        }));
      await expectAsSimulated(arrivals, versions);
    }),
    { numRuns: 12 },
  );
});
