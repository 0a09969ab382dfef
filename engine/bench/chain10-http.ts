import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld } from "./bench-world.ts";
import { runMany, timeAlone, timeTogether } from "./run-load.ts";

const STEPS = 10;
const RUNS = 1_500;

/** Ten calls in a row, each with the answer of the one before in its body and a key of its own. */
export const chainOfCalls = (id: string, origin: string): FlowDocument => ({
  omnilink: 1,
  id,
  name: "Chain of ten calls",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    ...Array.from({ length: STEPS }, (_, index) => ({
      id: `s${index}`,
      kind: "http",
      config: { method: "POST", url: `${origin}/echo`, body: bodyOf(index), effect: "keyed" },
    })),
  ],
  edges: Array.from({ length: STEPS }, (_, index) => ({ from: index === 0 ? "start" : `s${index - 1}`, to: `s${index}` })),
});

const bodyOf = (index: number): string => `={ "id": input.id, "n": ${index === 0 ? "input.n" : `steps.s${index - 1}.n`} + 1 }`;

/** The same chain as chain10 with a call to the outside in each step, so that each step needs a commit of its own. */
export function benchChain10Http({ runs = RUNS, alone, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const load = { flowId: "chain10http", input: { id: "a1", n: 1 } };
    const echo = await world.startEcho();
    await world.deploy(chainOfCalls("chain10http", echo.origin));
    const worker = await world.startWorker();
    progress("warming up");
    await runMany(world, load, Math.ceil(runs / 4));
    progress(`timing ${alone} runs one by one`);
    const single = await timeAlone(world, load, alone);
    progress(`running ${runs} runs`);
    const before = await echo.counts();
    const together = await timeTogether(world, load, runs, worker);
    const { accepted, repeated } = await echo.counts();
    return {
      ...together,
      callsPerSecond: together.runsPerSecond * STEPS,
      acceptedCalls: accepted - before.accepted,
      repeatedCalls: repeated,
      ...single,
    };
  });
}
