import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import { chainOfCalls } from "./chain10-http.ts";
import { rounded } from "./rounded.ts";
import { untilAllEnded } from "./run-load.ts";

const RUNS = 200;
const STEPS = 10;

/** Kills the worker with SIGKILL when half of the calls were made, starts the next at once, and waits until all runs ended. */
export function benchRecovery({ runs = RUNS, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const echo = await world.startEcho();
    await world.deploy(chainOfCalls("recovery", echo.origin));
    const first = await world.startWorker();
    progress(`starting ${runs} runs of ${STEPS} calls`);
    await Promise.all(Array.from({ length: runs }, () => world.start("recovery", { id: "a1", n: 1 })));
    while ((await echo.counts()).accepted < (runs * STEPS) / 2);
    await first.kill();
    const killedAt = performance.now();
    const { accepted: acceptedAtKill } = await echo.counts();
    progress(`killed after ${acceptedAtKill} calls; starting the next worker`);
    const ready = world.startWorker();
    await untilAllEnded(world);
    const secondsToAllDone = (performance.now() - killedAt) / 1_000;
    await ready;
    const { accepted, repeated } = await echo.counts();
    return {
      runs,
      callsBeforeKill: acceptedAtKill,
      secondsToAllDone: rounded(secondsToAllDone),
      repeatedCalls: repeated,
      acceptedEffectsPerStep: accepted / (runs * STEPS),
      runsNotCompleted: await notCompleted(world),
    };
  });
}

async function notCompleted({ pool }: BenchWorld): Promise<number> {
  const { rows } = await pool.query<{ count: number }>("select count(*)::int as count from run where status <> 'completed'");
  return rows[0]!.count;
}
