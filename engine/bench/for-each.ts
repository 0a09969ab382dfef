import type { FlowDocument, FlowNode } from "../core/flow/flow-document.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import { runMany, timeAlone, timeTogether, type RunLoad } from "./run-load.ts";

const ITEMS = 1_000;
const RUNS = 40;
const RUNS_HTTP = 10;
const ALONE = 10;

const eachItem = (id: string, body: Pick<FlowNode, "kind" | "config">): FlowDocument => ({
  omnilink: 1,
  id,
  name: "A thousand items",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "each", kind: "forEach", config: { items: "input.items", concurrency: 50 } },
    { id: "work", parent: "each", ...body },
  ],
  edges: [{ from: "start", to: "each" }],
});

const loadOf = (flowId: string): RunLoad => ({
  flowId,
  input: { items: Array.from({ length: ITEMS }, (_, index) => ({ id: `item ${index}`, qty: index })) },
});

/** A mapping for each of a thousand items. */
export function benchForEach(options: BenchOptions) {
  const flow = eachItem("forEach1000", { kind: "map", config: { expression: '{ "id": item.id, "qty": item.qty * 2 }' } });
  return withBenchWorld(options, (world) => measure(world, flow, options, RUNS));
}

/** A call with a key of its own for each of a thousand items, fifty at a time. */
export function benchForEachHttp(options: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const { origin, counts } = await world.startEcho();
    const config = { method: "POST", url: `${origin}/echo`, body: "=item", effect: "keyed" };
    const figures = await measure(world, eachItem("forEach1000http", { kind: "http", config }), options, RUNS_HTTP);
    const { repeated } = await counts();
    return { ...figures, repeatedCalls: repeated };
  });
}

async function measure(world: BenchWorld, flow: FlowDocument, { runs, alone, progress }: BenchOptions, usual: number) {
  const count = runs ?? usual;
  const load = loadOf(flow.id);
  await world.deploy(flow);
  const worker = await world.startWorker();
  progress("warming up");
  await runMany(world, load, Math.ceil(count / 4));
  const oneByOne = Math.min(alone, ALONE);
  progress(`timing ${oneByOne} runs one by one`);
  const single = await timeAlone(world, load, oneByOne);
  progress(`running ${count} runs`);
  const together = await timeTogether(world, load, count, worker);
  return { ...together, itemsPerSecond: Math.round((count * ITEMS) / together.seconds), ...single };
}
