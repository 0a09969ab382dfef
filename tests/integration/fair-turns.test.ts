import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHintWorker } from "#engine/postgres/hint-worker.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const FLOOD = 3_000;
/** What a flow may start at once before it counts as a flood, and some for the time this takes (engine/runtime/fair-share.ts). */
const SHARE = 200 + 400;
const SLOTS = 4;

/** The order in which runs come to a worker, not the time it takes: so it holds on a machine of any speed. */
describe("one organization beside another that floods", () => {
  let pool: ReturnType<typeof createPool>;
  let store: RunStore;
  let loud: SeededFlow;
  let quiet: SeededFlow;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    loud = await seedFlow(pool);
    quiet = await seedFlow(pool);
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  it("has its runs claimed while thousands are queued, every slot of the flood is taken, and none of them ends", async () => {
    const flood = Array.from({ length: FLOOD }, () => newRunOf(loud));
    await store.createRuns(flood);
    const calm = newRunOf(quiet);
    await store.createRuns([calm]);

    const ended = Promise.withResolvers<null>();
    const order: string[] = [];
    let stuck = 0;
    const worker = await startHintWorker({
      pool,
      concurrency: SLOTS,
      onHint: async (runId, later) => {
        const claimed = await store.claim(runId, later);
        if (claimed) order.push(claimed.runId);
        if (later) {
          stuck += 1;
          await ended.promise;
        }
      },
      onError: () => {},
      onEnd: () => {},
    });
    while (!order.includes(calm.runId) || stuck < SLOTS) await sleep(5);
    const place = order.indexOf(calm.runId);
    const { rows } = await pool.query<{ queued: number }>("select count(*)::int as queued from run where status = 'queued'");

    expect(stuck).toBe(SLOTS);
    expect(place).toBeLessThanOrEqual(SHARE + SLOTS);
    expect(rows[0]!.queued).toBeGreaterThan(FLOOD - SHARE - 2 * SLOTS);

    const next = newRunOf(quiet);
    const before = order.length;
    await store.createRuns([next]);
    while (!order.includes(next.runId)) await sleep(5);
    // The flood's slots are still taken, and its queue is as long as before: nothing of it goes first.
    expect(order.indexOf(next.runId)).toBe(before);
    ended.resolve(null);
    await worker.stop();
  });
});
