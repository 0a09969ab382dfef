import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { withClient } from "#engine/postgres/probe.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createEmptyDatabase, createTestDatabase } from "#tests/support/test-database.ts";

const migration = (folder: string): Promise<string> =>
  readFile(new URL(`../../prisma/migrations/${folder}/migration.sql`, import.meta.url), "utf8");

describe("the log of a run", () => {
  let pool: ReturnType<typeof createPool>;
  let store: RunStore;
  let flow: SeededFlow;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    flow = await seedFlow(pool);
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  async function runWith(events: readonly RunEvent[]): Promise<string> {
    const run = newRunOf(flow);
    await store.createRuns([run]);
    const { runId, orgId, epoch } = (await store.claim(run.runId))!;
    const nothing = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
    await store.checkpoint({ runId, orgId, epoch, events, status: "running", ...nothing });
    return runId;
  }

  const at = "2026-03-01T10:00:00.125Z";
  const step = { nodeId: "each", visit: 1, attempt: 2 };
  const output = { z: 1, "10": [1e-7, -0.5], a: "\u0000\n\u2028 \\u0000 ", text: "x".repeat(3_000) };
  const events: readonly RunEvent[] = [
    { seq: 2, at, type: "step.completed", ...step, data: { output, durationMs: 3 } },
    {
      seq: 3,
      at: "2026-03-01T10:00:02.500Z",
      type: "step.completed",
      ...step,
      item: 4,
      data: { output: 1, durationMs: 0 },
    } as RunEvent,
    { seq: 4, at, type: "timer.fired", data: { nodeId: "wait", visit: 1 } },
  ];

  it("is one row per checkpoint, and the view shows a row per event with the very text of its data", async () => {
    const runId = await runWith(events);
    const batches = await pool.query("select first_seq, last_seq from run_log where run_id = $1 order by last_seq", [runId]);
    expect(batches.rows).toEqual([
      { first_seq: 1, last_seq: 1 },
      { first_seq: 2, last_seq: 4 },
    ]);
    const { rows } = await pool.query(
      "select seq, type, at, node_id, visit, attempt, item, data::text from run_event where run_id = $1 and seq > 1 order by seq",
      [runId],
    );
    expect(rows).toEqual(
      events.map((event) => ({
        seq: event.seq,
        type: event.type,
        at: new Date(event.at),
        node_id: "nodeId" in event ? event.nodeId : null,
        visit: "nodeId" in event ? event.visit : null,
        attempt: "nodeId" in event ? event.attempt : null,
        item: event.seq === 3 ? 4 : null,
        data: JSON.stringify(event.data),
      })),
    );
  });

  it("is read in pages that begin and end inside a batch", async () => {
    const runId = await runWith(events);
    const seqs = async (after: number, limit?: number) => (await store.readEvents(runId, after, limit)).map((event) => event.seq);
    expect(await seqs(2, 1)).toEqual([3]);
    expect(await seqs(0, 3)).toEqual([1, 2, 3]);
    expect(await seqs(3)).toEqual([4]);
    expect(await seqs(4)).toEqual([]);
  });

  it("is read from the middle of a batch when the kept state ends there", async () => {
    const runId = await runWith(events);
    await pool.query("insert into run_snapshot (run_id, org_id, seq, state) values ($1, $2, 2, '{}')", [runId, flow.orgId]);
    await pool.query("update run set owner = null where id = $1", [runId]);
    expect((await store.claim(runId))?.events).toEqual(events.slice(1));
  });

  it("compresses a checkpoint of middling size", async () => {
    const wordy = { words: Array.from({ length: 40 }, (_, n) => `the quick brown fox jumps over dog ${n}`) };
    const runId = await runWith([{ seq: 2, at, type: "step.completed", ...step, data: { output: wordy, durationMs: 1 } }]);
    const { rows } = await pool.query<{ stored: number }>(
      "select pg_column_size(events) as stored from run_log where run_id = $1 and last_seq = 2",
      [runId],
    );
    expect(rows[0]?.stored).toBeLessThan(JSON.stringify(wordy).length / 2);
  });

  it("takes over the events of an installation from before, each in the month of its run", async () => {
    const old = await createEmptyDatabase();
    try {
      await withClient(old.url, async (client) => {
        await client.query(await migration("20261120000000_init"));
        const [orgId, long] = [randomUUID(), "019b0000-0000-7000-8000-000000000001"];
        const insert = "insert into run_event (org_id, run_id, seq, type, at, node_id, visit, attempt, data) ";
        await client.query(
          `${insert} select $1, $2, n, 'step.completed', timestamptz '2025-12-08Z' + n * interval '1.5 s', 'a', n, 1,
             json_build_object('z', n, 'a', '1') from generate_series(1, 250) as n`,
          [orgId, long],
        );
        const data = String.raw`{ "b":1,"a": "\u0000"}`;
        await client.query(`${insert} values ($1, $2, 1, 'run.started', '2026-01-01Z', null, null, null, $3)`, [
          orgId,
          "019b7000-0000-7000-8000-000000000001",
          data,
        ]);
        const all =
          "select org_id, run_id, seq, type, at, node_id, visit, attempt, data::text from run_event order by run_id, seq";
        const before = (await client.query(all)).rows;
        await client.query(await migration("20261121001001_run_log"));
        expect((await client.query(all)).rows).toEqual(before);
        const places = await client.query(
          "select tableoid::regclass::text as name, count(*)::int from run_log group by 1 order by 1",
        );
        expect(places.rows).toEqual([{ name: "run_log_2025_12", count: 4 }]);
      });
    } finally {
      await old.drop();
    }
  });
});
