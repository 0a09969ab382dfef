import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type pg from "pg";
import type { JsonValue } from "#engine/core/json.ts";
import { startDemoSystem, type DemoSystem } from "#engine/demo/start-demo-system.ts";
import { loadFlowFolder } from "#engine/hub/flow-folder/load-flow-folder.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { runDoomedWorker, startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

/** Everything but the victim: the demo systems with their ledger, and an engine that starts runs. Workers are processes. */
export class CrashStack {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly #databaseUrl: string;
  readonly #demo: DemoSystem;
  readonly #dataDir: string;
  readonly #workers: WorkerProcess[] = [];

  private constructor(databaseUrl: string, engine: Engine, demo: DemoSystem, dataDir: string) {
    this.#databaseUrl = databaseUrl;
    this.engine = engine;
    this.#demo = demo;
    this.#dataDir = dataDir;
    this.pool = createPool({ url: databaseUrl, max: 4 });
  }

  static async start(databaseUrl: string): Promise<CrashStack> {
    const dataDir = await mkdtemp(join(tmpdir(), "omnilink-crash-"));
    const demo = await startDemoSystem({ port: 0, dataDir });
    return new CrashStack(databaseUrl, await openEngine({ databaseUrl }), demo, dataDir);
  }

  async stop(): Promise<void> {
    for (const worker of this.#workers.splice(0)) {
      worker.kill("SIGKILL");
      await worker.exited;
    }
    await this.engine.close();
    await this.#demo.close();
    await this.pool.end();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async startWorker(env: Record<string, string> = {}): Promise<WorkerProcess> {
    const worker = await startWorkerProcess(this.#databaseUrl, this.#demo.url, env);
    this.#workers.push(worker);
    return worker;
  }

  /** Starts a worker that ends at the crash point; resolves with how it ended. */
  runDoomedWorker(crashAt: string): WorkerProcess["exited"] {
    return runDoomedWorker(this.#databaseUrl, this.#demo.url, crashAt);
  }

  async deploy(flow: string): Promise<void> {
    const loaded = await loadFlowFolder(resolve(import.meta.dirname, "../../flows", flow));
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    return this.deploySource(loaded.folder.source);
  }

  async deploySource(source: string): Promise<void> {
    const { flows, orgId } = this.engine;
    const deployed = await flows.deploy({ orgId, source, deployedBy: "test" });
    if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  }

  async startRuns(flowId: string, count: number, inputOf: (index: number) => JsonValue): Promise<void> {
    const { runs, orgId } = this.engine;
    const start = (index: number) => runs.start({ orgId, flowId, input: inputOf(index) });
    const results = await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
    const refused = results.find((result) => !result.ok);
    if (refused) throw new Error(JSON.stringify(refused));
  }

  /** Small orders of one article; `OUT-OF-STOCK` cannot be shipped. */
  startOrders(count: number, sku = "A-1"): Promise<void> {
    return this.startRuns("orderApproval", count, (index) => ({ id: `order-${index}`, lines: [{ sku, price: 10, qty: 1 }] }));
  }

  /** Asks the database until the condition holds. */
  async until(condition: string, what: string, limitMs = 60_000): Promise<void> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      const { rows } = await this.pool.query<{ done: boolean }>(`select (${condition}) as done, pg_sleep(0.005)`);
      if (rows[0]!.done) return;
      if (Date.now() > deadline) throw new Error(`After ${limitMs} ms still not: ${what}`);
    }
  }

  allEnded(): Promise<void> {
    return this.until("not exists (select 1 from run where ended_at is null)", "all runs ended");
  }

  async statuses(): Promise<Record<string, number>> {
    const { rows } = await this.pool.query<{ status: string; count: number }>(
      "select status, count(*)::int from run group by status",
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /** The database's clock. */
  async now(): Promise<number> {
    const { rows } = await this.pool.query<{ ms: number }>("select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms");
    return rows[0]!.ms;
  }

  /** Accepted effects per idempotency key at the demo systems: the promise is exactly one each. */
  async acceptedPerKey(): Promise<ReadonlyMap<string, number>> {
    const answer = await fetch(`${this.#demo.url}/demo/ledger?outcome=accepted`);
    const { calls } = (await answer.json()) as { calls: { key: string }[] };
    const counts = new Map<string, number>();
    for (const { key } of calls) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  }
}
