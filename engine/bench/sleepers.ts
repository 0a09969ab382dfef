import { setTimeout as sleep } from "node:timers/promises";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import type { MeasuredProcess } from "./measured-process.ts";
import { rounded } from "./rounded.ts";
import { until, untilAllEnded } from "./run-load.ts";

const SLEEPERS = 10_000;
const AT_ONCE = 500;
const IDLE_MS = 5_000;
const IDLE_MS_SMALL = 1_000;

const flow: FlowDocument = {
  omnilink: 1,
  id: "sleeper",
  name: "Wait for a signal",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "sleep", kind: "wait", config: { signal: "wakeUp" } },
    { id: "done", kind: "map", config: { expression: '{ "said": steps.sleep.text }' } },
  ],
  edges: [
    { from: "start", to: "sleep" },
    { from: "sleep", to: "done" },
  ],
};

/** Many runs that wait at once for somebody to write to them: to fall asleep, to sleep, and to go on. */
export function benchSleepers({ runs = SLEEPERS, small, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    await world.deploy(flow);
    const worker = await world.startWorker();
    progress("warming up");
    await wake(world, await fallAsleep(world, Math.min(runs, AT_ONCE)));
    progress(`starting ${runs} runs`);
    const began = performance.now();
    const runIds = await fallAsleep(world, runs);
    const startedSeconds = (performance.now() - began) / 1_000;
    progress("watching them sleep");
    const idle = await idleCpuPercent(worker, small ? IDLE_MS_SMALL : IDLE_MS);
    progress("waking them");
    const beganWaking = performance.now();
    await wake(world, runIds);
    const resumedSeconds = (performance.now() - beganWaking) / 1_000;
    return {
      runs,
      startedSeconds: rounded(startedSeconds),
      resumedSeconds: rounded(resumedSeconds),
      workerPeakMegabytes: worker.peakMegabytes(),
      workerIdleCpuPercent: idle,
    };
  });
}

/** Resolves when all of them are stored as waiting and no process holds them. */
async function fallAsleep(world: BenchWorld, count: number): Promise<readonly string[]> {
  const runIds = await inPortions(count, () => world.start("sleeper", {}));
  await until(world, "not exists (select 1 from run where ended_at is null and (status <> 'waiting' or owner is not null))");
  return runIds;
}

async function wake(world: BenchWorld, runIds: readonly string[]): Promise<void> {
  const { runs, orgId } = world.engine;
  await inPortions(runIds.length, (index) =>
    runs.signal({ orgId, runId: runIds[index]!, name: "wakeUp", payload: { text: "good morning" } }),
  );
  await untilAllEnded(world);
}

async function inPortions<Result>(count: number, work: (index: number) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - from);
    results.push(...(await Promise.all(Array.from({ length: size }, (_, index) => work(from + index)))));
  }
  return results;
}

async function idleCpuPercent(worker: MeasuredProcess, ms: number): Promise<number> {
  const before = worker.cpuSeconds();
  await sleep(ms);
  return rounded(((worker.cpuSeconds() - before) / (ms / 1_000)) * 100);
}
