import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonValue } from "#engine/core/json.ts";
import { startDemoSystem, type DemoSystem } from "#engine/demo/start-demo-system.ts";
import { loadFlowFolder } from "#engine/hub/flow-folder/load-flow-folder.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { brokenInvariants } from "./invariants.ts";
import { startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

const RUNS = 200;
/** DESIGN promises recovery in less than this, from the kill to the next event. */
const RECOVERY_MS = 5_000;

let database: TestDatabase;
let pool: pg.Pool;
let engine: Engine;
let demo: DemoSystem;
let dataDir: string;
let orgId: string;
const workers: WorkerProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 4 });
  dataDir = await mkdtemp(join(tmpdir(), "omnilink-crash-"));
  demo = await startDemoSystem({ port: 0, dataDir });
  engine = await openEngine({ databaseUrl: database.url });
  orgId = engine.orgId;
  await deploy("orderApproval");
});

async function deploy(flow: string): Promise<void> {
  const loaded = await loadFlowFolder(resolve(import.meta.dirname, "../../flows", flow));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  expect(await engine.flows.deploy({ orgId, source: loaded.folder.source, deployedBy: "test" })).toMatchObject({ ok: true });
}

/** A real payload, as GitHub sends it. */
async function openedIssue(): Promise<JsonValue> {
  const { default: examples } = await import("@octokit/webhooks-examples");
  const opened = examples
    .find(({ name }) => name === "issues")
    ?.examples.find((example) => "action" in example && example.action === "opened");
  if (!opened) throw new Error("The examples hold no opened issue.");
  return opened as unknown as JsonValue;
}

afterEach(async () => {
  for (const worker of workers.splice(0)) {
    worker.kill("SIGKILL");
    await worker.exited;
  }
  await engine.close();
  await demo.close();
  await pool.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function startWorker(env: Record<string, string> = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(database.url, demo.url, env);
  workers.push(worker);
  return worker;
}

async function startRuns(count: number, sku = "A-1"): Promise<void> {
  const start = (index: number) =>
    engine.runs.start({ orgId, flowId: "orderApproval", input: { id: `order-${index}`, lines: [{ sku, price: 10, qty: 1 }] } });
  const results = await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  expect(results.every((result) => result.ok)).toBe(true);
}

async function until(sql: string, what: string, limitMs = 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const { rows } = await pool.query<{ done: boolean }>(`select (${sql}) as done, pg_sleep(0.005)`);
    if (rows[0]!.done) return;
    if (Date.now() > deadline) throw new Error(`After ${limitMs} ms still not: ${what}`);
  }
}

const allEnded = "not exists (select 1 from run where ended_at is null)";

/** Accepted effects per idempotency key at the demo system: the promise is exactly one each. */
async function acceptedPerKey(): Promise<Map<string, number>> {
  const answer = await fetch(`${demo.url}/demo/ledger?outcome=accepted`);
  const { calls } = (await answer.json()) as { calls: { key: string }[] };
  const counts = new Map<string, number>();
  for (const { key } of calls) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

describe("kill -9 of the worker", () => {
  it(`ends ${RUNS} runs with one effect per key after a kill in their middle, in time`, async () => {
    const first = await startWorker();
    await startRuns(RUNS);
    await until(`(select count(*) from run where ended_at is not null) >= ${RUNS / 5}`, "a fifth of the runs ended");
    const { rows: killed } = await pool.query<{ at: Date; open: number }>(
      "select clock_timestamp() as at, (select count(*)::int from run where ended_at is null) as open",
    );
    first.kill("SIGKILL");
    await first.exited;
    expect(killed[0]!.open).toBeGreaterThan(0);
    await startWorker();
    await until(allEnded, "all runs ended");

    expect(await brokenInvariants(pool)).toEqual({});
    const accepted = await acceptedPerKey();
    expect(accepted.size).toBe(RUNS * 2);
    expect([...accepted.values()].every((count) => count === 1)).toBe(true);
    const { rows } = await pool.query<{ status: string; count: number }>("select status, count(*)::int from run group by status");
    expect(rows).toEqual([{ status: "completed", count: RUNS }]);
    const { rows: next } = await pool.query<{ ms: number }>(
      "select extract(epoch from min(at) - $1) * 1000 as ms from run_event where at > $1::timestamptz + interval '20 milliseconds'",
      [killed[0]!.at],
    );
    process.stdout.write(`kill to next event: ${Math.round(next[0]!.ms)} ms, ${killed[0]!.open} runs in flight\n`);
    expect(Number(next[0]!.ms)).toBeLessThan(RECOVERY_MS);
  });

  it("joins parallel branches after a kill in the middle of their calls", async () => {
    await deploy("githubTriage");
    const first = await startWorker();
    const input = await openedIssue();
    const results = await Promise.all(
      Array.from({ length: 100 }, () => engine.runs.start({ orgId, flowId: "githubTriage", input })),
    );
    expect(results.every((result) => result.ok)).toBe(true);
    await until("(select count(*) from run_event where node_id = 'openTicket') >= 20", "calls are made");
    first.kill("SIGKILL");
    await first.exited;
    await startWorker();
    await until(allEnded, "all runs ended");
    expect(await brokenInvariants(pool)).toEqual({});
    const { rows } = await pool.query<{ status: string; count: number }>("select status, count(*)::int from run group by status");
    expect(rows).toEqual([{ status: "completed", count: 100 }]);
    const accepted = await acceptedPerKey();
    expect(accepted.size).toBe(200);
    expect([...accepted.values()].every((count) => count === 1)).toBe(true);
  });

  it("unwinds failing shipments exactly once each after a kill in the middle of the undo", async () => {
    const first = await startWorker();
    await startRuns(60, "OUT-OF-STOCK");
    await until("(select count(*) from run_event where type = 'run.compensating') >= 15", "some runs are being undone");
    first.kill("SIGKILL");
    await first.exited;
    await startWorker();
    await until(allEnded, "all runs ended");
    expect(await brokenInvariants(pool)).toEqual({});
    const { rows } = await pool.query<{ status: string; count: number }>("select status, count(*)::int from run group by status");
    expect(rows).toEqual([{ status: "compensated", count: 60 }]);
    const accepted = await acceptedPerKey();
    expect([...accepted.keys()].filter((key) => key.includes(":refund#"))).toHaveLength(60);
    expect([...accepted.values()].every((count) => count === 1)).toBe(true);
  });

  it.each([
    { point: "drive:before-effects", times: [1, 2] },
    { point: "drive:after-effects", times: [1, 2] },
    { point: "drive:after-checkpoint", times: [1, 2] },
    { point: "drive:before-release", times: [1] },
  ])("recovers a run that died at $point", async ({ point, times }) => {
    for (const nth of times) {
      const doomed = await startWorker({ OMNILINK_CRASH_AT: `${point}:${nth}` });
      await startRuns(1);
      const { signal } = await doomed.exited;
      expect(signal).toBe("SIGKILL");
      const rescuer = await startWorker();
      await until(allEnded, "the run ended");
      rescuer.kill("SIGKILL");
      await rescuer.exited;
    }
    expect(await brokenInvariants(pool)).toEqual({});
    const accepted = await acceptedPerKey();
    expect(accepted.size).toBe(times.length * 2);
    expect([...accepted.values()].every((count) => count === 1)).toBe(true);
  });
});
