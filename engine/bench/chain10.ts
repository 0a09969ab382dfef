import { commitsPerSecond } from "../postgres/write-ahead-log.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld } from "./bench-world.ts";
import { chain10Flow, chain10Input } from "./chain10-flow.ts";
import { measureFloors } from "./floors.ts";
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
    progress("measuring the floors");
    const floors = { ...(await measureFloors()), floorPostgresCommitsPerSecond: await commitsPerSecond(world.pool, 1_000) };
    return { ...together, stepsPerSecond: together.runsPerSecond * 10, ...single, ...floors };
  });
}
