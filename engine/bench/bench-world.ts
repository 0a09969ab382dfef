import { stringify } from "yaml";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { JsonValue } from "../core/json.ts";
import { programFile } from "../host/bootstrap/programs.mjs";
import { openEngine } from "../host/open-engine.ts";
import { createPool } from "../postgres/pool.ts";
import { createScratchDatabase } from "../postgres/scratch-database.ts";
import type { Engine } from "../runtime/engine.ts";
import type { BenchOptions } from "./bench-options.ts";
import { startMeasured, type MeasuredProcess } from "./measured-process.ts";

/** What `echo-server.ts` has seen. */
export interface EchoCounts {
  readonly requests: number;
  /** Different keys: the effects that a receiver which honors the key lets happen. */
  readonly accepted: number;
  /** Requests whose key had been seen, and so changed nothing. */
  readonly repeated: number;
}

export interface EchoServer {
  readonly origin: string;
  counts(): Promise<EchoCounts>;
}

/** A database of its own, an engine on it, and the processes a benchmark starts; all of it ends with the benchmark. */
export interface BenchWorld {
  readonly engine: Engine;
  readonly pool: ReturnType<typeof createPool>;
  deploy(flow: FlowDocument): Promise<void>;
  start(flowId: string, input: JsonValue): Promise<string>;
  /** One worker process, as `npm start` runs it. */
  startWorker(): Promise<MeasuredProcess>;
  /** A system that is called: a process of its own that answers each request with its body and counts by key. */
  startEcho(): Promise<EchoServer>;
  startProcess(file: string, env?: Readonly<Record<string, string>>): Promise<MeasuredProcess>;
}

export async function withBenchWorld<Result>(
  { databaseUrl, concurrency }: Pick<BenchOptions, "databaseUrl" | "concurrency">,
  work: (world: BenchWorld) => Promise<Result>,
): Promise<Result> {
  const database = await createScratchDatabase(databaseUrl, "bench");
  const cleanups: (() => Promise<void>)[] = [() => database.drop()];
  try {
    const pool = createPool({ url: database.url, name: "omnilink-bench", max: 2 });
    cleanups.push(() => pool.end());
    const engine = await openEngine({ databaseUrl: database.url });
    cleanups.push(() => engine.close());
    const startProcess: BenchWorld["startProcess"] = async (file, env) => {
      const started = await startMeasured(file, { DATABASE_URL: database.url, ...env });
      cleanups.push(() => started.stop());
      return started;
    };
    let allowed = "";
    return await work({
      engine,
      pool,
      deploy: (flow) => deploy(engine, flow),
      start: (flowId, input) => start(engine, flowId, input),
      startProcess,
      startWorker: () =>
        startProcess(programFile("worker"), { OMNILINK_CONCURRENCY: String(concurrency), OMNILINK_EGRESS_ALLOW: allowed }),
      startEcho: async () => {
        const echo = await startProcess("engine/bench/echo-server.ts");
        const { port } = echo.ready as { port: number };
        allowed = `127.0.0.1:${port}`;
        return { origin: `http://127.0.0.1:${port}`, counts: async () => (await echo.ask({ type: "counts" })) as EchoCounts };
      },
    });
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function deploy({ flows, orgId }: Engine, flow: FlowDocument): Promise<void> {
  const deployed = await flows.deploy({ orgId, source: stringify(flow), deployedBy: "bench" });
  if (!deployed.ok) throw new Error(`The benchmark's flow is invalid: ${deployed.problems[0]?.message}`);
}

async function start({ runs, orgId }: Engine, flowId: string, input: JsonValue): Promise<string> {
  const result = await runs.start({ orgId, flowId, input });
  if (!result.ok) throw new Error(result.problems[0]?.message ?? "The run did not start.");
  return result.runId;
}
