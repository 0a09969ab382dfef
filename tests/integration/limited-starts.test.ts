import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { FlowLimits } from "#engine/core/limits/limits-schema.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createLimitedStarts } from "#engine/postgres/limited-starts.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let engine: Engine;
let other: Engine;
let pool: ReturnType<typeof createPool>;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = await openEngine({ databaseUrl: database.url });
  other = await openEngine({ databaseUrl: database.url });
  pool = createPool({ url: database.url, max: 4 });
});
afterAll(async () => {
  await engine.close();
  await other.close();
  await pool.end();
  await database.drop();
});

let flows = 0;

async function deploy(limits?: FlowLimits, id = `limited${(flows += 1)}`, more: object = {}): Promise<string> {
  const nodes = [{ id: "start", kind: "trigger.manual" }];
  const document = { omnilink: 1, id, name: id, ...(limits && { limits }), nodes, edges: [], ...more };
  const deployed = await engine.flows.deploy({ orgId: engine.orgId, source: stringify(document), deployedBy: "test" });
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  return id;
}

const start = (flowId: string, input: JsonValue = {}, triggerKey: string = randomUUID(), through = engine) =>
  through.runs.start({ orgId: engine.orgId, flowId, input, triggerKey });

async function accepted(...args: Parameters<typeof start>) {
  const started = await start(...args);
  if (!started.ok) throw new Error(JSON.stringify(started));
  return started;
}

const inputOf = async (runId: string): Promise<unknown> => {
  const [event] = await engine.runs.events(engine.orgId, runId, 0);
  return event?.type === "run.started" ? event.data.input : undefined;
};

/** As if this much time had gone by for what is collected. */
async function pass(ms: number): Promise<void> {
  await pool.query(
    "update collected_run set first_at = first_at - $1 * interval '1 ms', due_at = due_at - $1 * interval '1 ms'",
    [ms],
  );
  await createLimitedStarts(pool).startCollected();
}

describe("a rate limit", () => {
  it("accepts exactly the limit of starts that come at once, and tells the others from when on", async () => {
    const flow = await deploy({ rateLimit: { limit: 5, period: "PT1H" } });
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => start(flow, {}, `key ${index}`, index % 2 === 0 ? engine : other)),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(5);
    const refused = results.find((result) => !result.ok);
    expect(refused).toMatchObject({ reason: "limited", problems: [{ code: "input/limit-reached" }] });
    const until = refused && "until" in refused ? Date.parse(refused.until!) : 0;
    expect(until - Date.now()).toBeGreaterThan(3_500_000);
    await pool.query("update limited_start set accepted_at = accepted_at - interval '1 hour'");
    expect((await start(flow)).ok).toBe(true);
  });

  it("counts per key, and knows a repeated start", async () => {
    const flow = await deploy({ rateLimit: { limit: 1, period: "PT1H", key: "input.customer" } });
    const first = await accepted(flow, { customer: "a" }, "delivery 1");
    expect((await start(flow, { customer: "a" })).ok).toBe(false);
    expect((await start(flow, { customer: "b" })).ok).toBe(true);
    expect(await accepted(flow, { customer: "a" }, "delivery 1")).toMatchObject({ runId: first.runId, created: false });
  });

  it("refuses an input for which its key cannot be worked out", async () => {
    const flow = await deploy({ rateLimit: { limit: 1, period: "PT1H", key: "$uppercase(input.customer)" } });
    expect(await start(flow, { customer: 7 })).toMatchObject({
      reason: "invalidInput",
      problems: [{ code: "limits/expression" }],
    });
  });
});

describe("a singleton", () => {
  it("refuses a start while a run is open, of twenty at once all but one", async () => {
    const flow = await deploy({ singleton: { mode: "skip", key: "input.customer" } });
    const starts = Array.from({ length: 20 }, (_, index) =>
      start(flow, { customer: "a" }, `s${index}`, index % 2 ? engine : other),
    );
    const results = await Promise.all(starts);
    const [open] = results.filter((result) => result.ok);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toMatchObject({ reason: "limited", openRunId: open!.ok && open!.runId });
    expect((await start(flow, { customer: "b" })).ok).toBe(true);
    await pool.query("update run set status = 'completed', ended_at = now()");
    expect((await start(flow, { customer: "a" })).ok).toBe(true);
  });

  it("takes the place of the open run", async () => {
    const flow = await deploy({ singleton: { mode: "cancel" } });
    const first = await accepted(flow);
    const second = await accepted(flow);
    const { rows } = await pool.query<{ run_id: string; body: object }>(
      "select run_id, body from inbox where run_id = any ($1)",
      [[first.runId, second.runId]],
    );
    expect(rows).toMatchObject([{ run_id: first.runId, body: { type: "cancel", compensate: true } }]);
  });
});

describe("a debounce", () => {
  it("makes one run of starts that follow one another, with the last input", async () => {
    const flow = await deploy({ debounce: { period: "PT10S", key: "input.doc" } });
    const first = await accepted(flow, { doc: 1, text: "a" }, "first");
    await pass(6_000);
    const second = await accepted(flow, { doc: 1, text: "b" });
    expect(second).toMatchObject({ runId: first.runId, created: false });
    expect(Date.parse(second.startsAt!)).toBeGreaterThan(Date.parse(first.startsAt!));
    const elsewhere = await accepted(flow, { doc: 2, text: "c" });
    expect(elsewhere.runId).not.toBe(first.runId);
    await pass(6_000);
    expect(await inputOf(first.runId)).toBeUndefined();
    await pass(6_000);
    expect(await inputOf(first.runId)).toEqual({ doc: 1, text: "b" });
    expect(await accepted(flow, { doc: 1, text: "a" }, "first")).toMatchObject({ runId: first.runId, created: false });
  });

  it("begins at the latest after its maximum", async () => {
    const flow = await deploy({ debounce: { period: "PT10S", max: "PT15S" } });
    const { runId } = await accepted(flow, 1);
    await pass(8_000);
    await accepted(flow, 2);
    await pass(7_500);
    expect(await inputOf(runId)).toBe(2);
  });
});

describe("starts that have become a run", () => {
  it("are kept only as far as they are known by a key, and without their inputs", async () => {
    const flow = await deploy({ debounce: { period: "PT10S" } });
    const { runId } = await accepted(flow, "known", "known");
    for (let n = 0; n < 3; n += 1) await engine.runs.start({ orgId: engine.orgId, flowId: flow, input: n });
    await pass(60_000);
    expect(await inputOf(runId)).toBe(2);
    const { rows } = await pool.query("select trigger_key, input from limited_start where run_id = $1", [runId]);
    expect(rows).toEqual([{ trigger_key: "known", input: null }]);
  });
});

describe("a start that comes again after its limits have gone", () => {
  it.each<[string, FlowLimits | undefined]>([
    ["none", undefined],
    ["a throttle", { throttle: { limit: 100, period: "PT1S" } }],
  ])("is the run it was collected into, before and after that has begun: %s is left", async (_, left) => {
    const flow = await deploy({ debounce: { period: "PT10S", key: "input.doc" } });
    const { runId } = await accepted(flow, { doc: 1, text: "a" }, "first");
    await accepted(flow, { doc: 1, text: "b" }, "second");
    await deploy(left, flow, { description: "Collects no more." });
    expect(await accepted(flow, { doc: 1, text: "a" }, "first")).toMatchObject({ runId, created: false });
    await pass(10_000);
    expect(await inputOf(runId)).toEqual({ doc: 1, text: "b" });
    for (const [text, key] of [
      ["a", "first"],
      ["b", "second"],
    ] as const)
      expect(await accepted(flow, { doc: 1, text }, key)).toMatchObject({ runId, created: false });
    expect(await accepted(flow, { doc: 1, text: "c" }, "third")).toMatchObject({ created: true });
  });

  it("is not looked for among collected ones where there never were any", async () => {
    const flow = await deploy();
    await accepted(flow);
    await deploy(undefined, flow, { description: "Never collected." });
    const { rows } = await pool.query("select has_collected from flow where slug = $1", [flow]);
    expect(rows).toEqual([{ has_collected: false }]);
  });
});

describe("a fork of a run", () => {
  it("waits for a slot as other runs do", async () => {
    const flow = await deploy({ concurrency: { max: 1, key: "input.account" } });
    const { runId } = await accepted(flow, { account: "A" });
    const request = { orgId: engine.orgId, runId, from: { from: "start" }, mode: "fork", by: "Ada" } as const;
    const forked = await engine.runs.redrive(request);
    if (!forked.ok) throw new Error(JSON.stringify(forked));
    expect(await gateOf(runId)).toBe("open");
    expect(await gateOf(forked.runId)).toBe("shut");
  });

  it("of a batch stands in line as the batch did", async () => {
    const flow = await deploy({ batch: { size: 2, timeout: "PT1H" }, concurrency: { max: 1, key: "input.account" } });
    const { runId } = await accepted(flow, { account: "A" });
    await accepted(flow, { account: "A" });
    await pass(0);
    const request = { orgId: engine.orgId, runId, from: { from: "start" }, mode: "fork", by: "Ada" } as const;
    const forked = await engine.runs.redrive(request);
    if (!forked.ok) throw new Error(JSON.stringify(forked));
    expect(await gateOf(forked.runId)).toBe("shut");
  });

  async function gateOf(runId: string): Promise<string | null | undefined> {
    const { rows } = await pool.query<{ gate: string | null }>("select gate from run where id = $1", [runId]);
    return rows[0]?.gate;
  }
});

describe("a batch", () => {
  it("holds inputs of one version only: each was checked against the contract of its own", async () => {
    const batch = { size: 9, timeout: "PT1H" };
    const flow = await deploy({ batch });
    const old = await accepted(flow, { n: 1 });
    await deploy({ batch }, flow, { description: "The second version." });
    const newer = await accepted(flow, { total: 2 });
    expect(newer).toMatchObject({ created: true, version: 2 });
    expect(newer.runId).not.toBe(old.runId);
    await pass(3_600_000);
    expect(await inputOf(old.runId)).toEqual({ items: [{ n: 1 }] });
    expect(await inputOf(newer.runId)).toEqual({ items: [{ total: 2 }] });
  });

  it("keeps the inputs that nobody has run when one of its starts came again and was taken for another", async () => {
    const flow = await deploy({ batch: { size: 9, timeout: "PT1H" } });
    const { runId } = await accepted(flow, 1, "one");
    await accepted(flow, 2, "two");
    await deploy(undefined, flow, { description: "Without limits." });
    // As an earlier release did, which looked for the key among the runs only.
    await pool.query("update flow set has_collected = false where slug = $1", [flow]);
    await accepted(flow, 1, "one");
    await pass(3_600_000);
    expect(await inputOf(runId)).toEqual({ items: [2] });
  });

  it("is full when its inputs together are large, so that its run can be stored and read", async () => {
    const flow = await deploy({ batch: { size: 100, timeout: "PT1H" } });
    const large = "x".repeat(3_000_000);
    const runs = [];
    for (let n = 0; n < 4; n += 1) runs.push((await accepted(flow, { n, large })).runId);
    expect([...new Set(runs)]).toEqual([runs[0], runs[3]]);
    await pass(0);
    expect((await inputOf(runs[0]!)) as { items: unknown[] }).toMatchObject({ items: [{ n: 0 }, { n: 1 }, { n: 2 }] });
  });

  it("collects inputs into one run, in order, until it is full", async () => {
    const flow = await deploy({ batch: { size: 3, timeout: "PT1H" } });
    const runs = [];
    for (const input of [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]) runs.push((await accepted(flow, input)).runId);
    expect(new Set(runs.slice(0, 3)).size).toBe(1);
    await pass(0);
    expect(await inputOf(runs[0]!)).toEqual({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    expect(await inputOf(runs[3]!)).toBeUndefined();
    await pass(3_600_000);
    expect(await inputOf(runs[3]!)).toEqual({ items: [{ n: 4 }] });
  });

  it("loses and repeats nothing when a hundred come at once in two processes", async () => {
    const flow = await deploy({ batch: { size: 30, timeout: "PT1H" } });
    const starts = Array.from({ length: 100 }, (_, index) => accepted(flow, index, `d${index}`, index % 2 ? engine : other));
    const runIds = [...new Set((await Promise.all(starts)).map(({ runId }) => runId))];
    await pass(3_600_000);
    const inputs = await Promise.all(runIds.map(inputOf));
    const items = inputs.flatMap((input) => (input as { items: number[] }).items);
    expect(items.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(inputs.map((input) => (input as { items: number[] }).items.length).toSorted()).toEqual([10, 30, 30, 30]);
  });
});
