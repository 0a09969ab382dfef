import { withBenchWorld, type BenchWorld } from "#engine/bench/bench-world.ts";
import { chainOfCalls } from "#engine/bench/chain10-http.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { hasEnded } from "#engine/core/machine/run-event.ts";
import { recordHistory, type History } from "./history.ts";

const call = (id: string, url: string, rest: object = {}) => ({ id, kind: "http", config: { method: "POST", url }, ...rest });

const each = (origin: string): FlowDocument => ({
  omnilink: 1,
  id: "each",
  name: "Each item calls out",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "each", kind: "forEach", config: { items: "[1..12]", concurrency: 4 } },
    call("work", `${origin}/echo`, { parent: "each", config: { method: "POST", url: `${origin}/echo`, body: "=item" } }),
  ],
  edges: [{ from: "start", to: "each" }],
});

/** Two calls with an undo, and one to nobody, which fails. */
const saga = (origin: string): FlowDocument => ({
  omnilink: 1,
  id: "saga",
  name: "Two steps forward, two back",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    ...["a", "b", "undoA", "undoB"].map((id) => call(id, `${origin}/${id}`)),
    call("end", "http://127.0.0.1:1/nobody"),
  ],
  edges: [
    { from: "start", to: "a" },
    { from: "a", to: "b" },
    { from: "b", to: "end" },
    { from: "a", to: "undoA", kind: "compensation" },
    { from: "b", to: "undoB", kind: "compensation" },
  ],
});

/** Real processes and a real Postgres; the worker is killed while runs are going. */
export function recordPostgres(databaseUrl: string): Promise<readonly History[]> {
  return withBenchWorld({ databaseUrl, concurrency: 20 }, async (world) => {
    const { origin } = await world.startEcho();
    const flows = [chainOfCalls("calls", origin), each(origin), saga(origin)];
    for (const flow of flows) await world.deploy(flow);
    const worker = await world.startWorker();
    const runs: { flow: FlowDocument; runId: string }[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      for (const flow of flows) runs.push({ flow, runId: await world.start(flow.id, { id: "a1", n: 1 }) });
      if (turn === 2) await worker.kill();
    }
    await world.startWorker();
    const histories: History[] = [];
    for (const [index, { flow, runId }] of runs.entries()) {
      histories.push(recordHistory(`postgres-${flow.id}-${index + 1}`, runId, flow, await eventsOf(world, runId)));
    }
    return histories;
  });
}

async function eventsOf({ engine: { runs, orgId } }: BenchWorld, runId: string) {
  for (;;) {
    const run = await runs.get(orgId, runId);
    if (run && hasEnded(run.status)) return runs.events(orgId, runId, 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
