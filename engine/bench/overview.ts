import type { FlowDocument } from "../core/flow/flow-document.ts";
import { countRuns } from "../postgres/overview/count-runs.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import { copyRuns } from "./copy-runs.ts";
import { rounded } from "./rounded.ts";
import { until } from "./run-load.ts";

const FULL = 1_000_000;
const SMALL = 100_000;
const FLOWS = 20;
const TIMES = 20;
const DAY_MS = 24 * 3_600_000;
const HISTORY_DAYS = 365;
/** One run in so many was decided on by a person. */
const ASKED_PART = 20;

const flowOf = (index: number, outcome: "completed" | "failed"): FlowDocument => ({
  omnilink: 1,
  id: `flow${index}`,
  name: `Flow ${index}`,
  value: { currency: "EUR", amount: 12, cost: 0.2 },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "end", kind: "stop", config: outcome === "failed" ? { outcome, message: "Out of stock" } : {} },
  ],
  edges: [{ from: "start", to: "end" }],
});

/**
 * What an executive waits for: the overview of an organization with a million runs of twenty flows in a year, each as the
 * slowest of twenty.
 */
export function benchOverview({ small, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const count = small ? SMALL : FULL;
    await world.startWorker();
    progress(`adding ${count} runs`);
    const fromMs = Date.now() - HISTORY_DAYS * DAY_MS;
    for (let index = 0; index < FLOWS; index += 1) await addRuns(world, index, count / FLOWS, fromMs + index);
    await addDecisions(world, count / ASKED_PART, fromMs);
    await world.pool.query("analyze");
    progress("counting them");
    while ((await counted(world)) < count) await countFromTheFirst(world);
    const figures: Record<string, number> = { runs: count };
    await world.pool.query("vacuum analyze run_hour");
    progress("reading");
    for (const [name, days] of [
      ["day", 1],
      ["week", 7],
      ["month", 30],
      ["quarter", 91],
      ["year", 365],
    ] as const)
      figures[`${name}SlowestMs`] = await slowest(world, days);
    return figures;
  });
}

/** The copies ended before the moment up to which the worker has counted. It counts as well, which changes nothing. */
async function countFromTheFirst({ pool, engine }: BenchWorld): Promise<void> {
  await pool.query("delete from counted_until");
  while ((await countRuns(pool, engine.orgId)).isMore);
}

async function counted({ pool }: BenchWorld): Promise<number> {
  const { rows } = await pool.query<{ runs: number }>("select coalesce(sum(runs), 0)::int as runs from run_hour");
  return rows[0]!.runs;
}

/** One flow in five fails. */
async function addRuns(world: BenchWorld, index: number, count: number, fromMs: number): Promise<void> {
  const flow = flowOf(index, index % 5 === 0 ? "failed" : "completed");
  await world.deploy(flow);
  const runId = await world.start(flow.id, {});
  await until(world, "exists (select 1 from run where id = $1 and ended_at is not null)", [runId]);
  // Its id belongs to one run, so it cannot be copied with it.
  await world.pool.query("delete from incident");
  await copyRuns(world, { runId, count, fromMs, stepMs: Math.floor((HISTORY_DAYS * DAY_MS) / count) });
}

/** Approvals of the past, spread over the year, each of a run of its own. */
async function addDecisions({ pool, engine }: BenchWorld, count: number, fromMs: number): Promise<void> {
  await pool.query(
    `insert into approval (id, org_id, run_id, flow_id, node_id, visit, title, roles, quorum, status, requested_at, due_at, decided_at, decided_by)
     select gen_random_uuid()::text, $1, r.id, r.flow_id, 'ask', 1, 'Order', '{executive}', 1, 'approved', at, at + interval '1 day', at + interval '2 hours', 'Eve'
     from (select id, flow_id, row_number() over (order by id) as n from run where org_id = $1 limit $2) r
     cross join lateral (select to_timestamp(($3::bigint + r.n * $4::bigint) / 1000.0)) as moment(at)`,
    [engine.orgId, count, fromMs, Math.floor((HISTORY_DAYS * DAY_MS) / count)],
  );
}

async function slowest({ engine }: BenchWorld, days: number): Promise<number> {
  const times: number[] = [];
  const now = Date.now();
  const period = { since: new Date(now - days * DAY_MS).toISOString(), until: new Date(now + 3_600_000).toISOString() };
  for (let time = 0; time < TIMES; time += 1) {
    const began = performance.now();
    await engine.overview.read(engine.orgId, period);
    times.push(performance.now() - began);
  }
  return rounded(Math.max(...times));
}
