import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { JsonValue } from "#engine/core/json.ts";
import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { drawFlow } from "../plan/draw-flow.ts";
import { planRun } from "../plan/planned-run.ts";
import { sketches } from "../plan/sketch.ts";
import type { ChaosStack } from "../rig/stack.ts";

const EVERY_MS = 100;

/**
 * One organization floods the engine while another starts a run now and then. Measures how long the quiet one waits for
 * its first step, alone and beside the flood; nobody may wait for ever, and nothing of one may show up at the other.
 */
export const noisyTenant: ChaosTest = {
  id: "T17",
  title: "a noisy tenant",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const quiet = await makeOrganization(stack);
  await stack.fleet().add(1);
  const samples = options.short ? 8 : 60;
  const alone = await startSome(stack, quiet, options.seed, samples, "alone");
  await stack.until(ended(alone), "the quiet runs ended");
  await flood(stack, options.seed, options.short ? 400 : 20_000);
  const beside = await startSome(stack, quiet, options.seed, samples, "beside");
  await stack.until(ended(beside), "the quiet runs ended", 300_000);
  const [idle, busy] = [await waitP95(stack, alone), await waitP95(stack, beside)];
  await stack.allEnded(600_000);
  const { problems, worstIdleMs: _queueing, ...findings } = await conclude(stack);
  // A queue that is longer than 5 s is what a flood is; it is not a stuck run.
  return {
    ...findings,
    figures: { quietP95AloneMs: idle, quietP95BesideMs: busy, times: Math.round((busy / Math.max(idle, 1)) * 10) / 10 },
    problems: problems.filter((problem) => !problem.startsWith("I5")),
  };
}

async function makeOrganization(stack: ChaosStack): Promise<string> {
  const orgId = randomUUID();
  await stack.pool.query("insert into organization (id, name, slug) values ($1, 'Quiet', $2)", [orgId, orgId]);
  await stack.deploy(drawFlow("chain", sketches["chain"]!), orgId);
  return orgId;
}

async function startSome(
  { engine }: ChaosStack,
  orgId: string,
  seed: number,
  count: number,
  when: string,
): Promise<readonly string[]> {
  const runIds: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { script } = planRun(seed, index, { flowIds: ["chain"], faultRate: 0 });
    const input = { ...script, refuse: {} } as unknown as JsonValue;
    const started = await engine.runs.start({ orgId, flowId: "chain", input, triggerKey: `${when}-${index}` });
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
    runIds.push(started.runId);
    await pause(EVERY_MS);
  }
  return runIds;
}

const AT_ONCE = 500;

async function flood(stack: ChaosStack, seed: number, count: number): Promise<void> {
  const begin = (index: number) => stack.begin(planRun(seed, index, { flowIds: ["chain"], faultRate: 0 }));
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => begin(from + n)));
}

const list = (runIds: readonly string[]): string => runIds.map((id) => `'${id}'`).join(", ");
const ended = (runIds: readonly string[]): string =>
  `not exists (select 1 from run where ended_at is null and id in (${list(runIds)}))`;

async function waitP95({ pool }: ChaosStack, runIds: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(
    `select percentile_cont(0.95) within group (order by extract(epoch from f.at - s.at) * 1000)::float8 as ms
     from run_event s join run_event f on f.run_id = s.run_id and f.seq = 2 where s.seq = 1 and s.run_id in (${list(runIds)})`,
  );
  return Math.round(rows[0]!.ms);
}
