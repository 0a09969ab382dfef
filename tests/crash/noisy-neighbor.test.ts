import { stringify } from "yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chain10Flow, chain10Input } from "#engine/bench/chain10-flow.ts";
import { quantile } from "#engine/bench/per-second.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { CrashStack } from "./crash-stack.ts";

const FLOOD = 20_000;
const NEIGHBOR = "00000000-0000-4000-8000-00000000000b";

let database: TestDatabase;
let stack: CrashStack;

beforeEach(async () => {
  database = await createTestDatabase();
  stack = await CrashStack.start(database.url);
  await stack.pool.query("insert into organization (id, name, slug) values ($1, 'Neighbor', 'neighbor')", [NEIGHBOR]);
  for (const orgId of [stack.engine.orgId, NEIGHBOR]) {
    const deployed = await stack.engine.flows.deploy({ orgId, source: stringify(chain10Flow), deployedBy: "test" });
    expect(deployed.ok).toBe(true);
  }
});

afterEach(async () => {
  await stack.stop();
  await database.drop();
});

/** Starts a run of the neighbor now and then; how long each took from its acknowledgment to its first step, in milliseconds. */
async function startLatencies(count: number, everyMs: number): Promise<number[]> {
  const runIds: string[] = [];
  for (let start = 0; start < count; start += 1) {
    const started = await stack.engine.runs.start({ orgId: NEIGHBOR, flowId: "chain10", input: chain10Input });
    if (started.ok) runIds.push(started.runId);
    await stack.pool.query("select pg_sleep($1 / 1000.0)", [everyMs]);
  }
  const ids = runIds.map((runId) => `'${runId}'`).join(",");
  await stack.until(`not exists (select 1 from run where id in (${ids}) and ended_at is null)`, "the neighbor's runs ended");
  const { rows } = await stack.pool.query<{ ms: number }>(
    `select extract(epoch from b.at - a.at) * 1000 as ms from run_event a join run_event b on b.run_id = a.run_id and b.seq = 2
     where a.seq = 1 and a.run_id = any ($1::uuid[])`,
    [runIds],
  );
  return rows.map(({ ms }) => Number(ms));
}

describe("a noisy neighbor", () => {
  it(`does not make others wait when it floods ${FLOOD} runs`, async () => {
    await stack.startWorker();
    await startLatencies(20, 20);
    const idle = await startLatencies(20, 200);
    const flood = stack.startRuns("chain10", FLOOD, () => chain10Input);
    await stack.until("(select count(*) from run) > 2000", "the flood is on");
    // Few enough to be over before the flood is, however fast the machine.
    const busy = await startLatencies(8, 50);
    const { rows } = await stack.pool.query<{ ended: number }>(
      "select count(*)::int as ended from run where ended_at is not null",
    );
    await flood;
    expect(rows[0]!.ended).toBeLessThan(FLOOD);
    // The bound is for a machine whose cores the flood keeps busy; behind the flood, it would be many seconds.
    expect(quantile(busy, 0.95)).toBeLessThan(Math.max(2 * quantile(idle, 0.95), 3_000));
  });
});
