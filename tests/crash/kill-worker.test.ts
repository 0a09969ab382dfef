import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonValue } from "#engine/core/json.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { CrashStack } from "./crash-stack.ts";
import { brokenInvariants } from "./invariants.ts";

const RUNS = 200;
/** The design promises that a dead or frozen worker is replaced in less than this. */
const RECOVERY_MS = 5_000;

let database: TestDatabase;
let stack: CrashStack;

beforeEach(async () => {
  database = await createTestDatabase();
  stack = await CrashStack.start(database.url);
  await stack.deploy("orderApproval");
});

afterEach(async () => {
  await stack.stop();
  await database.drop();
});

async function expectOneEffectPerKey(keys: number): Promise<void> {
  expect(await brokenInvariants(stack.pool)).toEqual({});
  const accepted = await stack.acceptedPerKey();
  expect(accepted.size).toBe(keys);
  expect([...accepted.values()].filter((count) => count !== 1)).toEqual([]);
}

/** A real payload, as GitHub sends it. */
async function openedIssue(): Promise<JsonValue> {
  const { default: examples } = await import("@octokit/webhooks-examples");
  const issues = examples.find(({ name }) => name === "issues")?.examples ?? [];
  const opened = issues.find((example) => "action" in example && example.action === "opened");
  if (!opened) throw new Error("The examples hold no opened issue.");
  return opened as unknown as JsonValue;
}

describe("kill -9 of the worker", () => {
  it(`ends ${RUNS} runs with one effect per key after a kill in their middle, in time`, async () => {
    const first = await stack.startWorker();
    await stack.startOrders(RUNS);
    await stack.until(`(select count(*) from run where ended_at is not null) >= ${RUNS / 5}`, "a fifth of the runs ended");
    const killedAt = await stack.now();
    first.kill("SIGKILL");
    await first.exited;
    const { rows } = await stack.pool.query<{ open: number }>("select count(*)::int as open from run where ended_at is null");
    expect(rows[0]!.open).toBeGreaterThan(0);
    await stack.startWorker();
    await stack.until(`exists (select 1 from run_event where at > to_timestamp(${(killedAt + 50) / 1_000}))`, "a run goes on");
    expect((await stack.now()) - killedAt).toBeLessThan(RECOVERY_MS);
    await stack.allEnded();
    expect(await stack.statuses()).toEqual({ completed: RUNS });
    await expectOneEffectPerKey(RUNS * 2);
  });

  it("joins parallel branches after a kill in the middle of their calls", async () => {
    await stack.deploy("githubTriage");
    const first = await stack.startWorker();
    const input = await openedIssue();
    await stack.startRuns("githubTriage", 100, () => input);
    await stack.until("(select count(*) from run_event where node_id = 'openTicket') >= 20", "tickets are being opened");
    first.kill("SIGKILL");
    await first.exited;
    await stack.startWorker();
    await stack.allEnded();
    expect(await stack.statuses()).toEqual({ completed: 100 });
    await expectOneEffectPerKey(200);
  });

  it("unwinds failing shipments exactly once each after a kill in the middle of the undo", async () => {
    const first = await stack.startWorker();
    await stack.startOrders(60, "OUT-OF-STOCK");
    await stack.until("(select count(*) from run_event where type = 'run.compensating') >= 15", "some runs are being undone");
    first.kill("SIGKILL");
    await first.exited;
    await stack.startWorker();
    await stack.allEnded();
    expect(await stack.statuses()).toEqual({ compensated: 60 });
    await expectOneEffectPerKey(120);
    const refunds = [...(await stack.acceptedPerKey()).keys()].filter((key) => key.includes(":refund#"));
    expect(refunds).toHaveLength(60);
  });
});
