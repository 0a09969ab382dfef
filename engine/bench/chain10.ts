import { commitsPerSecond } from "../postgres/write-ahead-log.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import { chain10Flow, chain10Input, guardedChain10Flow } from "./chain10-flow.ts";
import { measureFloors } from "./floors.ts";
import type { MeasuredProcess } from "./measured-process.ts";
import { rounded } from "./rounded.ts";
import { runMany, timeAlone, timeTogether } from "./run-load.ts";

const RUNS = 6_000;

/** Runs of ten mappings, each step recorded. Starting the runs counts inside the measurement; one worker process drives. */
export function benchChain10({ runs = RUNS, alone, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const load = { flowId: "chain10", input: chain10Input };
    await world.deploy(chain10Flow);
    const worker = await world.startWorker();
    progress("warming up");
    await runMany(world, load, Math.ceil(runs / 4));
    progress(`timing ${alone} runs one by one`);
    const single = await timeAlone(world, load, alone);
    progress(`running ${runs} runs`);
    const together = await timeTogether(world, load, runs, worker);
    const guarded = await withoutCompiling(world, Math.ceil(runs / 3), worker, progress);
    progress("measuring the floors");
    const floors = { ...(await measureFloors()), floorPostgresCommitsPerSecond: await commitsPerSecond(world.pool, 1_000) };
    const compiledTimesGuarded = rounded(together.runsPerSecond / guarded.guardedRunsPerSecond);
    return { ...together, stepsPerSecond: together.runsPerSecond * 10, ...single, ...guarded, compiledTimesGuarded, ...floors };
  });
}

/** The same runs by the same worker, with mappings that JSONata evaluates within limits: what compiling them is worth. */
async function withoutCompiling(
  world: BenchWorld,
  runs: number,
  worker: MeasuredProcess,
  progress: BenchOptions["progress"],
): Promise<{ readonly guardedRunsPerSecond: number; readonly guardedWorkerCpuMsPerRun: number }> {
  const load = { flowId: "chain10guarded", input: chain10Input };
  await world.deploy(guardedChain10Flow);
  await runMany(world, load, Math.ceil(runs / 4));
  progress(`running ${runs} runs whose mappings are not compiled`);
  const { runsPerSecond, workerCpuMsPerRun } = await timeTogether(world, load, runs, worker);
  return { guardedRunsPerSecond: runsPerSecond, guardedWorkerCpuMsPerRun: workerCpuMsPerRun };
}
