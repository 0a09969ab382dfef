import { resolve } from "node:path";
import { expect, it } from "vitest";
import { loadFlowFolder } from "#engine/hub/flow-folder/load-flow-folder.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";
import { CrashStack } from "./crash-stack.ts";
import { brokenInvariants } from "./invariants.ts";

const RUNS = 60;
const MAX = 4;

it(`keeps to ${MAX} runs at a time over a kill -9 of the worker, and ends all ${RUNS}`, async () => {
  const database = await createTestDatabase();
  const stack = await CrashStack.start(database.url);
  try {
    const loaded = await loadFlowFolder(resolve(import.meta.dirname, "../../flows/orderApproval"));
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const source = `${loaded.folder.source}\nlimits: { concurrency: { max: ${MAX} } }\n`;
    const deployed = await stack.engine.flows.deploy({ orgId: stack.engine.orgId, source, deployedBy: "test" });
    expect(deployed).toMatchObject({ ok: true });
    const first = await stack.startWorker();
    await stack.startOrders(RUNS);
    await stack.until("(select count(*) from run where ended_at is not null) >= 10", "some runs ended");
    first.kill("SIGKILL");
    await first.exited;
    await stack.startWorker();
    let most = 0;
    for (let ended = 0; ended < RUNS;) {
      const { rows } = await stack.pool.query<{ working: number; ended: number }>(
        "select count(*) filter (where gate = 'open' and ended_at is null)::int as working, count(ended_at)::int as ended, pg_sleep(0.002) from run",
      );
      most = Math.max(most, rows[0]!.working);
      ended = rows[0]!.ended;
    }
    expect(most).toBe(MAX);
    expect(await stack.statuses()).toEqual({ completed: RUNS });
    expect(await brokenInvariants(stack.pool)).toEqual({});
  } finally {
    await stack.stop();
    await database.drop();
  }
});
