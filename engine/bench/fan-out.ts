import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld } from "./bench-world.ts";
import { runMany, timeAlone, timeTogether } from "./run-load.ts";

const BRANCHES = 100;
const RUNS = 500;
const RUNS_HTTP = 200;

type BranchOf = (index: number) => { kind: string; config: Record<string, string> };

const fanOut = (id: string, branchOf: BranchOf): FlowDocument => ({
  omnilink: 1,
  id,
  name: "Fan-out to a hundred branches",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    ...Array.from({ length: BRANCHES }, (_, index) => ({ id: `b${index}`, ...branchOf(index) })),
    { id: "all", kind: "join", config: { mode: "all" } },
  ],
  edges: Array.from({ length: BRANCHES }, (_, index) => [
    { from: "start", to: `b${index}` },
    { from: `b${index}`, to: "all" },
  ]).flat(),
});

const mapping: BranchOf = (index) => ({
  kind: "map",
  config: { expression: `{ "id": input.id, "n": input.n + ${index} }` },
});

const callTo =
  (origin: string): BranchOf =>
  (index) => ({
    kind: "http",
    config: { method: "POST", url: `${origin}/echo`, body: `={ "id": input.id, "n": input.n + ${index} }`, effect: "keyed" },
  });

const input = { id: "a1", n: 1 };

/** A hundred mappings side by side that meet in a join. */
export function benchFanOut({ runs = RUNS, alone, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    await world.deploy(fanOut("fanOut100", mapping));
    const worker = await world.startWorker();
    const load = { flowId: "fanOut100", input };
    progress("warming up");
    await runMany(world, load, Math.ceil(runs / 4));
    progress(`timing ${alone} runs one by one`);
    const single = await timeAlone(world, load, alone);
    progress(`running ${runs} runs`);
    const together = await timeTogether(world, load, runs, worker);
    return { ...together, branchesPerSecond: together.runsPerSecond * BRANCHES, ...single };
  });
}

/** A hundred calls side by side, each with a key of its own. */
export function benchFanOutHttp({ runs = RUNS_HTTP, alone, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const echo = await world.startEcho();
    await world.deploy(fanOut("fanOut100http", callTo(echo.origin)));
    const worker = await world.startWorker();
    const load = { flowId: "fanOut100http", input };
    progress("warming up");
    await runMany(world, load, Math.ceil(runs / 4));
    progress(`timing ${alone} runs one by one`);
    const single = await timeAlone(world, load, alone);
    progress(`running ${runs} runs`);
    const together = await timeTogether(world, load, runs, worker);
    const { repeated } = await echo.counts();
    return { ...together, callsPerSecond: together.runsPerSecond * BRANCHES, repeatedCalls: repeated, ...single };
  });
}
