import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { FlowLimits } from "#engine/core/limits/limits-schema.ts";
import { openOutside } from "#engine/host/outside.ts";
import { startWorker, type Worker } from "#engine/host/start-worker.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let engine: Engine;
let worker: Worker;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = await openEngine({ databaseUrl: database.url });
  worker = await startWorker({
    databaseUrl: database.url,
    outside: await openOutside(),
    silenceMs: 60_000,
    log: () => {},
    onEnd: () => {},
  });
});
afterAll(async () => {
  await worker.stop(1_000);
  await engine.close();
  await database.drop();
});

let flows = 0;

/** Waits for the signal `go`, and ends. */
async function deploy(limits?: FlowLimits): Promise<string> {
  const id = `switched${(flows += 1)}`;
  const nodes = [
    { id: "start", kind: "trigger.manual" },
    { id: "hold", kind: "wait", config: { signal: "go" } },
  ];
  const document = { omnilink: 1, id, name: id, ...(limits && { limits }), nodes, edges: [{ from: "start", to: "hold" }] };
  const deployed = await engine.flows.deploy({ orgId: engine.orgId, source: stringify(document), deployedBy: "test" });
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  return id;
}

async function start(flowId: string): Promise<string> {
  const started = await engine.runs.start({ orgId: engine.orgId, flowId, input: {} });
  if (!started.ok) throw new Error(JSON.stringify(started));
  return started.runId;
}

const statusOf = async (runId: string) => (await engine.runs.get(engine.orgId, runId))?.status;
const go = (runId: string) => engine.runs.signal({ orgId: engine.orgId, runId, name: "go", payload: null });

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); !(await holds());) {
    if (performance.now() - began > 15_000) throw new Error(`It did not come to be: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isIn = (runId: string, status: string) =>
  until(`run ${runId} is ${status}`, async () => (await statusOf(runId)) === status);

describe("switches", () => {
  it("pauses open and new runs of a flow, says when it is at rest, and lets exactly those go on", async () => {
    const { orgId, switches } = engine;
    const [flow, other] = [await deploy(), await deploy()];
    const [open, untouched] = [await start(flow), await start(other)];
    await Promise.all([isIn(open, "waiting"), isIn(untouched, "waiting")]);
    expect(await switches.pause({ orgId, flowId: flow, by: "Ada", reason: "bad data" })).toMatchObject({
      by: "Ada",
      reason: "bad data",
    });
    const fresh = await start(flow);
    expect(await statusOf(fresh)).toBe("paused");
    await until("at rest", async () => (await switches.status(orgId, flow)).isQuiescent);
    expect(await switches.status(orgId, flow)).toMatchObject({ open: 2, paused: 2, inFlight: 0, switches: [{ by: "Ada" }] });
    expect(await statusOf(untouched)).toBe("waiting");
    const events = await engine.runs.events(orgId, open, 0);
    expect(events.at(-1)).toMatchObject({ type: "run.paused", data: { by: "Ada", reason: "bad data" } });
    await go(open);
    expect(await switches.resume({ orgId, flowId: flow, by: "Bob" })).toBe("resumed");
    await Promise.all([isIn(open, "completed"), isIn(fresh, "waiting")]);
    expect(await switches.list(orgId)).toEqual([]);
    await Promise.all([go(fresh), go(untouched)]);
  });

  it("keeps a run paused that a person paused, and one that another switch still holds", async () => {
    const { orgId, switches } = engine;
    const flow = await deploy();
    const [byHand, bySwitch] = [await start(flow), await start(flow)];
    await Promise.all([isIn(byHand, "waiting"), isIn(bySwitch, "waiting")]);
    const onlyFirst = { flowId: flow, startedBefore: (await engine.runs.get(orgId, bySwitch))!.startedAt };
    expect(await switches.apply({ orgId, action: "pause", filter: onlyFirst, by: "Ada", perSecond: 1_000 })).toEqual({ runs: 1 });
    await isIn(byHand, "paused");
    await switches.pause({ orgId, by: "Ada" });
    await switches.pause({ orgId, flowId: flow, by: "Ada" });
    await isIn(bySwitch, "paused");
    await switches.resume({ orgId, by: "Ada" });
    const probe = await start(await deploy());
    await isIn(probe, "waiting");
    expect(await statusOf(bySwitch)).toBe("paused");
    await switches.resume({ orgId, flowId: flow, by: "Ada" });
    await isIn(bySwitch, "waiting");
    expect(await statusOf(byHand)).toBe("paused");
    const canceled = { orgId, action: "cancel", filter: { flowId: flow }, by: "Ada", perSecond: 1_000 } as const;
    expect(await switches.apply(canceled)).toEqual({ runs: 2 });
    await Promise.all([isIn(byHand, "canceled"), isIn(bySwitch, "canceled")]);
  });

  it("knows what it was not asked for", async () => {
    const { orgId, switches } = engine;
    const flow = await deploy();
    expect(await switches.pause({ orgId, flowId: "nowhere", by: "Ada" })).toBeUndefined();
    expect(await switches.resume({ orgId, flowId: "nowhere", by: "Ada" })).toBe("unknownFlow");
    expect(await switches.resume({ orgId, flowId: flow, by: "Ada" })).toBe("notPaused");
  });
});

describe("limits and a worker", () => {
  it("runs one at a time by priority, lets waiting ones give way, and keeps the line through a pause", async () => {
    const { orgId, switches } = engine;
    const flow = await deploy({ concurrency: { max: 1 } });
    const runs = await Promise.all([start(flow), start(flow), start(flow)]);
    // Each comes to its wait, where it holds no slot.
    await Promise.all(runs.map((runId) => isIn(runId, "waiting")));
    await switches.pause({ orgId, flowId: flow, by: "Ada" });
    const fresh = await start(flow);
    await until("at rest", async () => (await switches.status(orgId, flow)).isQuiescent);
    await Promise.all([...runs, fresh].map(go));
    await switches.resume({ orgId, flowId: flow, by: "Ada" });
    await Promise.all([...runs, fresh].map((runId) => isIn(runId, "completed")));
  });
});
