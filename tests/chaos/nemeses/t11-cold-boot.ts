import { isDeepStrictEqual } from "node:util";
import { replayRun } from "#engine/core/machine/index.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { allowedMs, conclude, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { planRun, type PlannedRun } from "../plan/planned-run.ts";
import { PrivatePostgres } from "../rig/private-postgres.ts";
import type { ChaosStack } from "../rig/stack.ts";
import { loadPlan } from "../rig/verify-runs.ts";
import { heldFlow } from "./held-flow.ts";

const DUE_AFTER_BOOT_MS = 5_000;
const MEMORY_MB = 400;
/** While nothing ran, all timers came due. */
const LONG_DUE = "2026-01-01T00:00:00Z";
const AT_ONCE = 100;

/** Half of the runs wait for a person, most others for a time, the rest is retrying; then everything is killed, Postgres too. */
export const coldBoot: ChaosTest = {
  id: "T11",
  title: "many runs in flight, everything killed, cold boot",
  run: async (options) => {
    const server = await PrivatePostgres.start();
    try {
      return await withStack(server.url, options, (stack) => run(stack, server, options));
    } finally {
      await server.stop();
    }
  },
};

async function run(stack: ChaosStack, server: PrivatePostgres, options: ChaosOptions): Promise<Findings> {
  const total = options.short ? 500 : 10_000;
  // Filling is a flood, whose queue is not what is tested: time counts from the boot on.
  stack.watch.beginOutage();
  await stack.deploy(heldFlow);
  const fleet = stack.fleet();
  await fleet.add(1);
  await fill(stack, options.seed, total, options.short ? 12 : 60);
  await stack.until("not exists (select 1 from run where status in ('queued', 'running'))", "all runs have parked", 120_000);
  await fleet.killAll();
  await server.kill();
  stack.recovery.kills += 2;
  await server.restart();
  const problems = await snapshotProblems(stack);
  await retried(() => stack.pool.query("update timer set due_at = $1", [LONG_DUE]));
  const booted = performance.now();
  await fleet.add(1);
  const bootMs = performance.now() - booted;
  stack.watch.endOutage();
  await stack.until(`not exists (select 1 from timer where due_at = '${LONG_DUE}')`, "all due timers have fired");
  await stack.until("not exists (select 1 from run where status in ('queued', 'running'))", "all due work is done", 120_000);
  const dueMs = performance.now() - booted - bootMs;
  const memoryMb = Math.round(fleet.residentMb());
  if (memoryMb > MEMORY_MB) problems.push(`the worker holds ${memoryMb} MB`);
  if (dueMs > allowedMs(DUE_AFTER_BOOT_MS, options)) problems.push(`due work took ${Math.round(dueMs)} ms after the boot`);
  await decideAll(stack);
  const figures = { inFlight: total, bootMs: Math.round(bootMs), dueWorkDoneMs: Math.round(dueMs), memoryMb };
  return { ...(await conclude(stack, { problems, figures })), runs: total };
}

async function fill(stack: ChaosStack, seed: number, total: number, tries: number): Promise<void> {
  const { engine } = stack;
  const start = async (index: number): Promise<void> => {
    if (index % 2 === 0) await engine.runs.start({ orgId: engine.orgId, flowId: "held", input: null });
    else await stack.begin(index % 10 === 1 ? retrying(seed, index, tries) : sleeping(seed, index));
  };
  for (let from = 0; from < total; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, total - from) }, (_, n) => start(from + n)));
}

function sleeping(seed: number, index: number): PlannedRun {
  const planned = planRun(seed, index, { flowIds: ["timer"], faultRate: 0 });
  return { ...planned, script: { ...planned.script, pause: "PT1H" } };
}

/** Its sink fails for as long as the filling takes. */
function retrying(seed: number, index: number, tries: number): PlannedRun {
  const planned = planRun(seed, index, { flowIds: ["retry"] });
  return { ...planned, script: { ...planned.script, faults: { a: Array.from({ length: tries }, () => "error" as const) } } };
}

/** A snapshot is a cache: the fold of the stored events gives it again. */
async function snapshotProblems(stack: ChaosStack): Promise<string[]> {
  const { rows } = await retried(() =>
    stack.pool.query<{ run_id: string; seq: number; state: JsonValue; flow: string }>(
      `select s.run_id, s.seq, s.state, f.slug as flow from run_snapshot s join run r on r.id = s.run_id join flow f on f.id = r.flow_id
       order by s.run_id limit 200`,
    ),
  );
  const plans = new Map<string, Awaited<ReturnType<typeof loadPlan>>>();
  const problems: string[] = [];
  for (const { run_id: runId, seq, state, flow } of rows) {
    const plan = plans.get(flow) ?? (await loadPlan(stack, flow));
    plans.set(flow, plan);
    const events = await stack.engine.runs.events(stack.engine.orgId, runId, 0);
    const folded: unknown = JSON.parse(JSON.stringify(replayRun(plan, runId, events.slice(0, seq))));
    if (!isDeepStrictEqual(folded, state)) problems.push(`I3: the snapshot of run ${runId} is not what its events give`);
  }
  return problems;
}

const DECIDED_BUT_OPEN =
  "select 1 from approval a join run r on r.id = a.run_id where a.status = 'approved' and r.ended_at is null";

/** In waves: who is decided behind thousands stands in a queue, which the watch could not tell from a run that stands still. */
async function decideAll(stack: ChaosStack): Promise<void> {
  const { engine, pool } = stack;
  const { rows } = await pool.query<{ id: string }>("select id from approval where status = 'pending'");
  const { orgId } = engine;
  const by = { name: "Ada", roles: ["executive"] };
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const wave = rows.slice(from, from + AT_ONCE);
    await Promise.all(wave.map(({ id: approvalId }) => engine.approvals.decide({ orgId, approvalId, decision: "approved", by })));
    await stack.until(`not exists (${DECIDED_BUT_OPEN})`, "those who were decided have ended", 120_000);
  }
}

/** Connections of before the kill fail once. */
async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}
