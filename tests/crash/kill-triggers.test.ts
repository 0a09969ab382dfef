import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { CrashStack } from "./crash-stack.ts";
import { brokenInvariants } from "./invariants.ts";

const SECOND_MS = 1_000;

let database: TestDatabase;
let stack: CrashStack;

beforeEach(async () => {
  database = await createTestDatabase();
  stack = await CrashStack.start(database.url);
});

afterEach(async () => {
  await stack.stop();
  await database.drop();
});

async function deploy(id: string, nodes: readonly object[], edges: readonly object[]): Promise<void> {
  const { flows, orgId } = stack.engine;
  const source = JSON.stringify({ omnilink: 1, id, name: id, nodes, edges });
  const deployed = await flows.deploy({ orgId, source, deployedBy: "test" });
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
}

/** Ticks every second; each tick is an event; a second flow hears them. */
async function deployTicker(): Promise<void> {
  const hear = { id: "heard", kind: "trigger.event", config: { types: ["tick.*"] } };
  await deploy(
    "hearer",
    [hear, { id: "note", kind: "map", config: { expression: "input.subject" } }],
    [{ from: "heard", to: "note" }],
  );
  const tell = { id: "tell", kind: "emit", config: { type: "tick.came", subject: "=input.scheduledAt" } };
  await deploy(
    "ticker",
    [{ id: "tick", kind: "trigger.schedule", config: { every: "PT1S" } }, tell],
    [{ from: "tick", to: "tell" }],
  );
}

const runsOf = (flow: string): string => `(select count(*) from run r join flow f on f.id = r.flow_id where f.slug = '${flow}')`;

async function keysOf(flow: string): Promise<string[]> {
  const { rows } = await stack.pool.query<{ trigger_key: string }>(
    "select r.trigger_key from run r join flow f on f.id = r.flow_id where f.slug = $1 order by r.trigger_key",
    [flow],
  );
  return rows.map((row) => row.trigger_key);
}

/** No occurrence is left out and none comes twice; the same for the events they emit and the runs these start. */
async function expectEachOnce(): Promise<void> {
  await stack.engine.schedules.pause({ orgId: stack.engine.orgId, flowId: "ticker", nodeId: "tick", by: "test" });
  await stack.until(
    `not exists (select 1 from run where ended_at is null) and ${runsOf("hearer")} = ${runsOf("ticker")}`,
    "all is heard",
  );
  const ticks = (await keysOf("ticker")).map((key) => Date.parse(key.slice("schedule:tick:".length)));
  expect(ticks).toEqual(ticks.map((_, index) => ticks[0]! + index * SECOND_MS));
  expect(new Set(await keysOf("hearer")).size).toBe(ticks.length);
  expect(await brokenInvariants(stack.pool)).toEqual({});
}

describe("kill -9 of the worker that starts runs for schedules and events", () => {
  it("neither loses nor repeats an occurrence or an event when it is killed again and again", async () => {
    await deployTicker();
    for (const seen of [2, 4, 6]) {
      const worker = await stack.startWorker();
      await stack.until(`${runsOf("ticker")} >= ${seen}`, `${seen} occurrences came`);
      worker.kill("SIGKILL");
      await worker.exited;
    }
    await stack.startWorker();
    await stack.until(`${runsOf("ticker")} >= 8`, "8 occurrences came");
    await expectEachOnce();
  });

  it("finds the run of the first try after a kill between the run and the record of it", async () => {
    await deployTicker();
    for (const nth of [1, 2, 3]) {
      expect((await stack.runDoomedWorker(`trigger:after-start:${nth}`)).signal).toBe("SIGKILL");
    }
    await stack.startWorker();
    await stack.until(`${runsOf("ticker")} >= 5`, "5 occurrences came");
    await expectEachOnce();
  });
});
