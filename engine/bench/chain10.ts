import { stringify } from "yaml";
import { openEngine } from "../host/open-engine.ts";
import type { Engine } from "../runtime/engine.ts";
import { createPool } from "../postgres/pool.ts";
import { createScratchDatabase } from "../postgres/scratch-database.ts";
import { commitsPerSecond, walPosition } from "../postgres/write-ahead-log.ts";
import type { BenchOptions } from "./benchmarks.ts";
import { chain10Flow, chain10Input } from "./chain10-flow.ts";
import { measureFloors } from "./floors.ts";
import { quantile } from "./per-second.ts";
import { startWorkerChild, type WorkerChild } from "./worker-child.ts";

/** Runs of ten mappings, each step recorded. Starting the runs counts inside the measurement; one worker process drives. */
export async function benchChain10(options: BenchOptions) {
  const { databaseUrl, progress } = options;
  const database = await createScratchDatabase(databaseUrl, "bench");
  const engine = await openEngine({ databaseUrl: database.url });
  const worker = await startWorkerChild(database.url, options.concurrency);
  const pool = createPool({ url: database.url, name: "omnilink-bench", max: 2 });
  try {
    const { orgId } = engine;
    await deployChain(engine);
    progress("warming up");
    await runMany(engine, orgId, Math.ceil(options.runs / 4));
    progress(`timing ${options.alone} runs one by one`);
    const alone = await timeAlone(engine, orgId, options.alone);
    progress(`running ${options.runs} runs`);
    const load = await measureLoad(options, engine, orgId, worker, () => walPosition(pool));
    progress("measuring the floors");
    const floors = { ...(await measureFloors()), postgresCommits1KB: await commitsPerSecond(pool, 1_000) };
    return { ...load, ...alone, floors };
  } finally {
    await worker.stop();
    await engine.close();
    await pool.end();
    await database.drop();
  }
}

async function deployChain({ flows, orgId }: Engine): Promise<void> {
  const deployed = await flows.deploy({ orgId, source: stringify(chain10Flow), deployedBy: "bench" });
  if (!deployed.ok) throw new Error(`The benchmark's flow is invalid: ${deployed.problems[0]?.message}`);
}

const start = async (engine: Engine, orgId: string): Promise<string> => {
  const result = await engine.runs.start({ orgId, flowId: "chain10", input: chain10Input });
  if (!result.ok) throw new Error(result.problems[0]?.message ?? "The run did not start.");
  return result.runId;
};

/** Starts at most this many at once: what a busy gateway would have in flight. */
const STARTS_AT_ONCE = 500;

async function runMany(engine: Engine, orgId: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= STARTS_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(left, STARTS_AT_ONCE) }, () => start(engine, orgId)));
  }
  await untilAllEnded(engine, orgId);
}

async function untilAllEnded(engine: Engine, orgId: string): Promise<void> {
  for (;;) {
    const open = await engine.runs.list(orgId, { status: ["queued", "running", "waiting"], limit: 1 });
    if (open.runs.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function timeAlone(engine: Engine, orgId: string, count: number) {
  const samples: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    const runId = await start(engine, orgId);
    const events = engine.runs.follow(orgId, runId, 0, AbortSignal.timeout(10_000));
    for await (const event of events) if (event.type === "run.completed") break;
    samples.push(performance.now() - began);
  }
  return { aloneP50Ms: round(quantile(samples, 0.5)), aloneP95Ms: round(quantile(samples, 0.95)) };
}

async function measureLoad(
  options: BenchOptions,
  engine: Engine,
  orgId: string,
  worker: WorkerChild,
  wal: () => Promise<number>,
) {
  const walBefore = await wal();
  const cpuBefore = worker.cpuSeconds();
  const began = performance.now();
  await runMany(engine, orgId, options.runs);
  const seconds = (performance.now() - began) / 1_000;
  const cpuAfter = worker.cpuSeconds();
  const cpuMs = cpuBefore === undefined || cpuAfter === undefined ? undefined : ((cpuAfter - cpuBefore) * 1_000) / options.runs;
  return {
    runs: options.runs,
    seconds: round(seconds),
    runsPerSecond: Math.round(options.runs / seconds),
    stepsPerSecond: Math.round((options.runs * 10) / seconds),
    walBytesPerRun: Math.round(((await wal()) - walBefore) / options.runs),
    ...(cpuMs === undefined ? {} : { workerCpuMsPerRun: round(cpuMs) }),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
