import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDemoSystem } from "#engine/demo/start-demo-system.ts";
import type { FaultRequest } from "#engine/demo/demo-faults.ts";
import { openOutside } from "#engine/host/outside.ts";
import { startWorker } from "#engine/host/start-worker.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { hasEnded, type RunEvent, type RunStatus } from "#engine/core/machine/run-event.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { createTestDatabase } from "./test-database.ts";

/** An engine with a worker in this process, on a database of its own, and the demo systems to call. */
export interface LiveEngine {
  readonly engine: Engine;
  readonly orgId: string;
  readonly databaseUrl: string;
  readonly demoUrl: string;
  deploy(source: string): Promise<number>;
  start(flowId: string, input?: JsonValue): Promise<string>;
  /** Resolves when the run has one of these statuses; default: when it has ended. */
  reached(runId: string, ...statuses: RunStatus[]): Promise<RunStatus>;
  events(runId: string): Promise<readonly RunEvent[]>;
  fault(fault: FaultRequest): Promise<void>;
  /** Idempotency keys that the demo systems accepted, in order. */
  accepted(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startLiveEngine(): Promise<LiveEngine> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "omnilink-live-"));
  const demo = await startDemoSystem({ port: 0, dataDir });
  const engine = await openEngine({ databaseUrl: database.url });
  const { orgId } = engine;
  const worker = await startWorker({
    databaseUrl: database.url,
    outside: await openOutside({ demoUrl: demo.url }),
    log: () => {},
    // A machine that stands still for some seconds ends no test.
    silenceMs: 60_000,
    onEnd: (reason) => {
      throw new Error(`The worker ended: ${reason}`);
    },
  });

  async function reached(runId: string, ...statuses: RunStatus[]): Promise<RunStatus> {
    const deadline = performance.now() + 50_000;
    for (;;) {
      const run = await engine.runs.get(orgId, runId);
      if (run && (statuses.length === 0 ? hasEnded(run.status) : statuses.includes(run.status))) return run.status;
      if (performance.now() > deadline)
        throw new Error(`Run ${runId} is ${run?.status}, not ${statuses.join(" or ") || "ended"}.`);
      await engine.checkDatabase();
    }
  }

  return {
    engine,
    orgId,
    databaseUrl: database.url,
    demoUrl: demo.url,
    reached,
    deploy: async (source) => {
      const deployed = await engine.flows.deploy({ orgId, source, deployedBy: "test" });
      if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
      return deployed.version;
    },
    start: async (flowId, input = {}) => {
      const started = await engine.runs.start({ orgId, flowId, input, startedBy: "test" });
      if (!started.ok) throw new Error(JSON.stringify(started.problems));
      return started.runId;
    },
    events: (runId) => engine.runs.events(orgId, runId, 0),
    fault: async (fault) => {
      const headers = { "content-type": "application/json" };
      await fetch(`${demo.url}/demo/faults`, { method: "POST", headers, body: JSON.stringify(fault) });
    },
    accepted: async () => {
      const answer = await fetch(`${demo.url}/demo/ledger?outcome=accepted`);
      const { calls } = (await answer.json()) as { calls: { key: string }[] };
      return calls.map(({ key }) => key);
    },
    stop: async () => {
      await worker.stop(1_000);
      await engine.close();
      await demo.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
