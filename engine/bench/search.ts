import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { RunFilter } from "../runtime/engine.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import { chain10Flow, chain10Input } from "./chain10-flow.ts";
import { copyRuns } from "./copy-runs.ts";
import { rounded } from "./rounded.ts";
import { until } from "./run-load.ts";

const FULL = 1_000_000;
const SMALL = 100_000;
/** One run in a thousand does not end well. */
const FAILED_PART = 1_000;
const TIMES = 20;
const DAY_MS = 24 * 3_600_000;

const failing: FlowDocument = {
  omnilink: 1,
  id: "failing",
  name: "Fails",
  searchFields: { customer: "input.id" },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "fail", kind: "stop", config: { outcome: "failed", message: "Out of stock" } },
  ],
  edges: [{ from: "start", to: "fail" }],
};

/** Pages of the list of runs among a million, by every filter it has: what a person waits for, as the slowest of twenty. */
export function benchSearch({ small, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const count = small ? SMALL : FULL;
    await world.deploy({ ...chain10Flow, searchFields: { customer: '"ACME"', country: '"DE"' } });
    await world.deploy(failing);
    await world.startWorker();
    const good = await endedRun(world, "chain10", chain10Input);
    const bad = await endedRun(world, "failing", { id: "FAILED-7" });
    // Its id belongs to one run, so it cannot be copied with it.
    await world.pool.query("delete from incident");
    progress(`adding ${count} runs`);
    const fromMs = Date.now() - count - DAY_MS;
    await copyRuns(world, { runId: good, count, fromMs });
    await copyRuns(world, { runId: bad, count: count / FAILED_PART, fromMs: fromMs - count });
    await world.pool.query("analyze");
    progress("searching");
    const since = new Date(fromMs + count / 2).toISOString();
    const filters: Readonly<Record<string, Partial<RunFilter>>> = {
      newest: {},
      oldPage: { before: idAt(fromMs + 10_000) },
      flow: { flowId: "failing" },
      version: { flowId: "failing", version: 1 },
      failed: { status: ["failed", "compensation_incomplete"] },
      open: { status: ["running", "waiting"] },
      code: { failureCode: "stop/*" },
      key: { businessKey: "FAILED-7" },
      keyBeginning: { businessKey: "FAIL*" },
      field: { searchFields: { customer: "FAILED-7" } },
      frequentField: { searchFields: { customer: "ACME" } },
      frequentFieldAndStatus: { searchFields: { customer: "ACME" }, status: ["failed"] },
      fieldBeginning: { searchFields: { customer: "FAIL*" } },
      frequentBeginning: { searchFields: { customer: "AC*" } },
      twoFields: { searchFields: { customer: "ACME", country: "DE" } },
      unknownField: { searchFields: { customer: "NOBODY" } },
      unknownKey: { businessKey: "NOBODY" },
      textNowhere: { text: "nowhere" },
      longRuns: { leastMs: 3_600_000 },
      quickFailures: { status: ["failed"], mostMs: 60_000 },
      oneDay: { since, until: new Date(Date.parse(since) + DAY_MS).toISOString(), flowId: "failing" },
    };
    const figures: Record<string, number> = { runs: count };
    for (const [name, filter] of Object.entries(filters)) figures[`${name}SlowestMs`] = await slowest(world, filter);
    return figures;
  });
}

async function endedRun(world: BenchWorld, flowId: string, input: Parameters<BenchWorld["start"]>[1]): Promise<string> {
  const runId = await world.start(flowId, input);
  await until(world, "exists (select 1 from run where id = $1 and ended_at is not null)", [runId]);
  return runId;
}

/** The lowest id of a moment. */
function idAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

async function slowest({ engine }: BenchWorld, filter: Partial<RunFilter>): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const began = performance.now();
    await engine.runs.list(engine.orgId, { limit: 30, ...filter });
    times.push(performance.now() - began);
  }
  return rounded(Math.max(...times));
}
