import { randomUUID } from "node:crypto";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventInWords } from "#components/run-trace/event-words.ts";
import { TraceView } from "#engine/cli/trace-view.ts";
import { withClient } from "#engine/postgres/probe.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

let live: LiveEngine;
beforeAll(async () => {
  live = await startLiveEngine();
});
afterAll(() => live.stop());

const by = "Ada";
const ship = (id: string, rest = ""): string =>
  `  - { id: ${id}, kind: http, config: { connection: warehouse, method: POST, url: /shipments, body: '={"order": input.id, "lines": input.lines}' }${rest} }`;
const pay = (id: string, rest = ""): string =>
  `  - { id: ${id}, kind: http, config: { connection: payments, method: POST, url: /charges, body: '={"amount": 5}' }${rest} }`;

/** Charges, then ships; nothing is undone. */
const order = (id: string, more: { nodes?: string; edges?: string; head?: string } = {}): string => `omnilink: 1
id: ${id}
name: Order
${more.head ?? ""}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: total, kind: map, config: { expression: '{ "sum": $sum(input.lines.(price * qty)) }' } }
${pay("charge")}
${ship("ship", ", retry: { maxAttempts: 1 }")}
${more.nodes ?? ""}
edges:
  - { from: start, to: total }
  - { from: total, to: charge }
  - { from: charge, to: ship }
${more.edges ?? ""}
`;
const goods = { id: "A-1", lines: [{ sku: "tea", price: 2, qty: 3 }] };

async function failedOrder(flowId: string): Promise<string> {
  await live.fault({ system: "warehouse", mode: "fail", status: 400 });
  const runId = await live.start(flowId, goods);
  expect(await live.reached(runId)).toBe("failed");
  await live.fault({ system: "warehouse", mode: "off" });
  return runId;
}

const request = (runId: string) => ({ orgId: live.orgId, runId, by });

describe("going back in time on Postgres", () => {
  it("redrives a failed run from its failure, twice if need be, and closes its incident", async () => {
    await live.deploy(order("rewindOrder"));
    const runId = await failedOrder("rewindOrder");
    const { runs, incidents } = live.engine;
    expect((await incidents.list(live.orgId, { status: "open", runId, limit: 5 })).incidents).toHaveLength(1);
    const again = { ...request(runId), from: { from: "failure" }, mode: "rewind", reason: "mended" } as const;
    await live.fault({ system: "warehouse", mode: "fail", status: 400 });
    const before = await live.engine.runs.get(live.orgId, runId);
    expect(await runs.redrive(again)).toEqual({ ok: true, runId });
    await expect.poll(async () => (await runs.get(live.orgId, runId))!.seq).toBeGreaterThan(before!.seq + 2);
    expect(await live.reached(runId)).toBe("failed");
    await live.fault({ system: "warehouse", mode: "off" });
    expect(await runs.redrive(again)).toEqual({ ok: true, runId });
    expect(await live.reached(runId, "completed")).toBe("completed");
    const events = await live.events(runId);
    expect(events.filter(({ type }) => type === "run.rewound")).toMatchObject([{ data: { by, reason: "mended" } }, {}]);
    expect(events.filter((event) => event.type === "step.completed" && event.nodeId === "charge")).toHaveLength(1);
    expect((await live.accepted()).filter((key) => key.startsWith(runId))).toHaveLength(2);
    expect((await incidents.list(live.orgId, { status: "open", runId, limit: 5 })).incidents).toEqual([]);
    expect(await runs.replay(live.orgId, runId)).toMatchObject({ ok: true, events: events.length });
  });

  it("refuses in words what makes no sense", async () => {
    await live.deploy(order("refusals"));
    const { runs } = live.engine;
    const runId = await live.start("refusals", goods);
    await live.reached(runId, "completed");
    const redrive = (change: object) =>
      runs.redrive({ ...request(runId), from: { from: "failure" }, mode: "rewind", ...change } as Parameters<
        typeof runs.redrive
      >[0]);
    expect(await redrive({})).toMatchObject({ refusal: { message: expect.stringContaining("Nothing in this run has failed") } });
    expect(await redrive({ from: { from: "event", seq: 999 } })).toMatchObject({ problems: [{ code: "noSuchMoment" }] });
    expect(await redrive({ from: { from: "node", nodeId: "none" } })).toMatchObject({ problems: [{ code: "noSuchMoment" }] });
    expect(await redrive({ runId: randomUUID() })).toMatchObject({ refusal: { code: "unknownRun" } });
    expect(await redrive({ orgId: randomUUID() })).toMatchObject({ refusal: { code: "unknownRun" } });
    expect(await redrive({ mode: "fork", version: 99 })).toMatchObject({ problems: [{ code: "unknownVersion" }] });
    for (const operation of [runs.pause, runs.resume])
      expect(await operation(request(runId))).toMatchObject({ refusal: { code: "ended" } });
    expect(await runs.cancel({ ...request(runId), compensate: true })).toMatchObject({ refusal: { code: "ended" } });
    expect(await runs.resumeUndo({ ...request(runId), waive: true })).toMatchObject({ refusal: { code: "noFailedUndo" } });
  });

  it("forks on a mended version with another input, and leaves the original as it is", async () => {
    const contract = "input: { type: object, required: [id, lines] }";
    await live.deploy(order("forkOrder", { head: contract }));
    const runId = await failedOrder("forkOrder");
    const version = await live.deploy(
      order("forkOrder", { head: contract, nodes: pay("thanks"), edges: "  - { from: ship, to: thanks }" }),
    );
    const { runs } = live.engine;
    const fork = { ...request(runId), from: { from: "failure" }, mode: "fork", version: "latest" } as const;
    expect(await runs.redrive({ ...fork, mode: "rewind" })).toMatchObject({ problems: [{ code: "oneVersionOnly" }] });
    expect(await runs.redrive({ ...fork, edits: { input: { id: 1 } } })).toMatchObject({ problems: [{ code: "invalidInput" }] });
    const previewed = await runs.previewRedrive(fork);
    expect(previewed).toMatchObject({
      ok: true,
      plan: {
        version,
        problems: [],
        preview: { reused: [{ nodeId: "total" }, { nodeId: "charge" }], called: [{ nodeId: "ship" }, { nodeId: "thanks" }] },
        notes: [expect.stringContaining("stays the original's"), expect.anything()],
      },
    });
    const requestKey = randomUUID();
    const forked = await runs.redrive({ ...fork, requestKey, edits: { input: { ...goods, id: "A-2" } } });
    if (!forked.ok) throw new Error(forked.refusal.message);
    expect(forked.runId).not.toBe(runId);
    expect(await runs.redrive({ ...fork, requestKey })).toEqual(forked);
    expect(await live.reached(forked.runId)).toBe("completed");
    expect(await runs.get(live.orgId, forked.runId)).toMatchObject({ version, businessKey: "A-2", startedBy: by });
    expect((await live.events(forked.runId)).flatMap((event) => (event.type === "step.completed" ? [event.nodeId] : []))).toEqual(
      ["ship", "thanks"],
    );
    expect((await runs.get(live.orgId, runId))?.status).toBe("failed");
    expect(await runs.related(live.orgId, runId)).toMatchObject({ forks: [{ runId: forked.runId }] });
    expect(await runs.related(live.orgId, forked.runId)).toMatchObject({ original: { runId } });
    expect(await runs.replay(live.orgId, forked.runId)).toMatchObject({ ok: true });
  });

  it("forks out of the middle of a for-each and reads its items where they are written", async () => {
    await live.deploy(`omnilink: 1
id: forkItems
name: Items
nodes:
  - { id: start, kind: trigger.manual }
  - { id: each, kind: forEach, config: { items: input.items, concurrency: 1 } }
  - { id: double, kind: map, parent: each, config: { expression: item * 2 } }
${pay("put", ", parent: each")}
edges:
  - { from: start, to: each }
  - { from: double, to: put }
`);
    const runId = await live.start("forkItems", { items: [1, 2, 3] });
    expect(await live.reached(runId)).toBe("completed");
    const second = (await live.events(runId)).find(
      (event) => event.type === "step.completed" && event.nodeId === "double" && event.item === 1,
    );
    const from = { from: "event", seq: second!.seq - 1 } as const;
    const forked = await live.engine.runs.redrive({ ...request(runId), from, mode: "fork" });
    if (!forked.ok) throw new Error(forked.refusal.message);
    expect(await live.reached(forked.runId)).toBe("completed");
    const doubled = (await live.events(forked.runId)).flatMap((event) =>
      event.type === "step.completed" && event.nodeId === "double" ? [event.data.output] : [],
    );
    expect(doubled).toEqual([4, 6]);
    expect(await live.engine.runs.replay(live.orgId, forked.runId)).toMatchObject({ ok: true });
  });

  it("does not undo in a fork what the original did", async () => {
    await live.deploy(
      order("forkUndo", {
        nodes: pay("refund"),
        edges: "  - { from: charge, to: refund, kind: compensation }",
      }),
    );
    const runId = await live.start("forkUndo", goods);
    expect(await live.reached(runId)).toBe("completed");
    await live.fault({ system: "warehouse", mode: "fail", status: 400 });
    const forked = await live.engine.runs.redrive({ ...request(runId), from: { from: "node", nodeId: "ship" }, mode: "fork" });
    if (!forked.ok) throw new Error(forked.refusal.message);
    expect(await live.reached(forked.runId)).toBe("failed");
    await live.fault({ system: "warehouse", mode: "off" });
  });

  it("redrives all that fit, oldest first, and tells what was refused", async () => {
    await live.deploy(order("manyOrders"));
    const failed = [await failedOrder("manyOrders"), await failedOrder("manyOrders"), await failedOrder("manyOrders")];
    const many = {
      orgId: live.orgId,
      by,
      from: { from: "failure" },
      mode: "rewind",
      filter: { status: ["failed"], flowId: "manyOrders" },
      limit: 2,
      perSecond: 1_000,
    } as const;
    const { runs } = live.engine;
    const looked = await runs.redriveMany({ ...many, dryRun: true });
    expect(looked).toMatchObject({ matched: 2, isMore: true, refused: [] });
    expect((await runs.get(live.orgId, failed[0]!))?.status).toBe("failed");
    const told: number[] = [];
    const done = await runs.redriveMany(
      { ...many, limit: 10, dryRun: false },
      { onProgress: ({ redriven }) => told.push(redriven.length) },
    );
    expect([done.redriven.map(({ runId }) => runId), told]).toEqual([failed, [1, 2, 3]]);
    for (const runId of failed) expect(await live.reached(runId, "completed")).toBe("completed");
    const later = new Date(Date.now() + 60_000).toISOString();
    const none = await runs.redriveMany({ ...many, filter: { status: ["completed"], since: later }, dryRun: true });
    expect(none).toMatchObject({ matched: 0 });
  });
});

describe("pause, decide and undo on Postgres", () => {
  const napping = (id: string): string => `omnilink: 1
id: ${id}
name: Napping
nodes:
  - { id: start, kind: trigger.manual }
  - { id: nap, kind: wait, config: { signal: go } }
edges:
  - { from: start, to: nap }
`;
  it("pauses a waiting run and resumes it; a paused one cannot be rewound", async () => {
    await live.deploy(napping("napping"));
    const { runs } = live.engine;
    const runId = await live.start("napping");
    await live.reached(runId, "waiting");
    expect(await runs.resume(request(runId))).toMatchObject({ refusal: { code: "notPaused" } });
    expect(await runs.pause({ ...request(runId), reason: "audit" })).toEqual({ ok: true });
    await live.reached(runId, "paused");
    expect(await runs.pause(request(runId))).toMatchObject({ refusal: { code: "alreadyPaused" } });
    const back = { ...request(runId), from: { from: "start" }, mode: "rewind" } as const;
    expect(await runs.redrive(back)).toMatchObject({ problems: [{ code: "paused" }] });
    expect(await runs.resume(request(runId))).toEqual({ ok: true });
    await live.reached(runId, "waiting");
    expect(await runs.previewRedrive(back)).toMatchObject({
      plan: { notes: [expect.anything(), expect.stringContaining("given up")] },
    });
    expect(await runs.redrive(back)).toEqual({ ok: true, runId });
    await expect.poll(async () => (await live.events(runId)).some((e) => e.type === "run.rewound")).toBe(true);
    await runs.signal({ orgId: live.orgId, runId, name: "go", payload: 1 });
    expect(await live.reached(runId)).toBe("completed");
    expect(await runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
  });

  const toStart = (runId: string) =>
    ({ ...request(runId), reason: "wrong price", from: { from: "start" }, mode: "rewind" }) as const;

  it("refuses to rewind a run that is driven or paused, and says which, and what to do", async () => {
    await live.deploy(order("drivenOrder"));
    await live.fault({ system: "payments", mode: "slow", delayMs: 120_000, times: 1 });
    const { runs } = live.engine;
    const driven = await live.start("drivenOrder", goods);
    await live.reached(driven, "running");
    expect(await runs.redrive(toStart(driven))).toMatchObject({
      refusal: {
        code: "notRedrivable",
        message: `Run ${driven} is still under way (running).`,
        fix: expect.stringContaining("cancel"),
      },
    });
    await runs.cancel({ ...request(driven), compensate: false, force: true });
    await live.deploy(napping("pausedNap"));
    const paused = await live.start("pausedNap");
    await live.reached(paused, "waiting");
    await runs.pause(request(paused));
    await live.reached(paused, "paused");
    expect(await runs.redrive(toStart(paused))).toMatchObject({
      refusal: {
        code: "notRedrivable",
        message: expect.stringContaining(`Run ${paused} is paused`),
        fix: expect.stringContaining("Resume"),
      },
    });
    expect((await live.events(paused)).at(-1)).toMatchObject({ type: "run.paused", data: { by } });
  });

  it("refuses to rewind a run that was paused while the rewind was on its way", async () => {
    await live.deploy(napping("justPaused"));
    const { runs } = live.engine;
    const runId = await live.start("justPaused");
    await live.reached(runId, "waiting");
    await withClient(live.databaseUrl, async (client) => {
      await client.query("begin");
      await client.query("update run set status = 'paused' where id = $1", [runId]);
      const rewound = runs.redrive(toStart(runId));
      const waits = "select 1 from pg_locks where not granted";
      while ((await client.query(waits)).rowCount === 0);
      await client.query("commit");
      expect(await rewound).toMatchObject({ ok: false, refusal: { code: "notRedrivable" }, problems: [{ code: "paused" }] });
    });
    await withClient(live.databaseUrl, async (client) => {
      expect((await client.query("select 1 from inbox where run_id = $1", [runId])).rowCount).toBe(0);
      await client.query("update run set status = 'waiting' where id = $1", [runId]);
    });
  });

  it("tells in page and terminal who took a waiting run and an ended one back, and why", async () => {
    await live.deploy(napping("toldNap"));
    const { runs } = live.engine;
    const runId = await live.start("toldNap");
    await live.reached(runId, "waiting");
    const rewinds = async () => (await live.events(runId)).filter(({ type }) => type === "run.rewound");
    expect(await runs.redrive(toStart(runId))).toEqual({ ok: true, runId });
    await expect.poll(async () => (await rewinds()).length).toBe(1);
    await live.reached(runId, "waiting");
    await runs.signal({ orgId: live.orgId, runId, name: "go", payload: 1 });
    expect(await live.reached(runId)).toBe("completed");
    expect(await runs.redrive(toStart(runId))).toEqual({ ok: true, runId });
    await expect.poll(async () => (await rewinds()).length).toBe(2);
    const trace = new TraceView(new Map(), () => undefined);
    for (const event of await rewinds()) {
      expect(eventInWords(event, String)).toBe("The run went back to event 1 by Ada: wrong price");
      expect(stripVTControlCharacters(trace.line(event))).toContain("back to event 1 by Ada: wrong price");
    }
  });

  it("asks a person about a call whose outcome is unknown, and goes on with what they say", async () => {
    await live.deploy(order("risky").replace("method: POST, url: /charges", "method: POST, effect: none, url: /charges"));
    await live.fault({ system: "payments", mode: "dropAfterAccept", times: 1 });
    const runId = await live.start("risky", goods);
    expect(await live.reached(runId, "needs_decision")).toBe("needs_decision");
    const { runs } = live.engine;
    const verdict = {
      ...request(runId),
      nodeId: "charge",
      verdict: "done",
      output: { chargeId: "c1" },
      reason: "seen there",
    } as const;
    expect(await runs.decideStep({ ...verdict, nodeId: "ship" })).toMatchObject({ refusal: { code: "notUndecided" } });
    expect(await runs.decideStep({ ...verdict, visit: 7 })).toMatchObject({ refusal: { code: "notUndecided" } });
    expect(await runs.decideStep(verdict)).toEqual({ ok: true });
    expect(await live.reached(runId)).toBe("completed");
    expect((await live.events(runId)).find(({ type }) => type === "step.decided")).toMatchObject({
      data: { by, reason: "seen there" },
    });
  });

  it("tries an undo that failed for good again", async () => {
    await live.deploy(
      order("undoOrder", {
        nodes: ship("refund", ", retry: { maxAttempts: 1 }"),
        edges: "  - { from: charge, to: refund, kind: compensation }",
      }),
    );
    await live.fault({ system: "warehouse", mode: "fail", status: 400 });
    const runId = await live.start("undoOrder", goods);
    expect(await live.reached(runId)).toBe("compensation_incomplete");
    await live.fault({ system: "warehouse", mode: "off" });
    const { runs } = live.engine;
    expect(await runs.resumeUndo({ ...request(runId), waive: false, reason: "warehouse is back" })).toEqual({ ok: true });
    expect(await live.reached(runId, "compensated")).toBe("compensated");
    expect(await runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
  });
});

describe("a replay", () => {
  it("names the event and the path where the history cannot be reproduced", async () => {
    await live.deploy(order("replayed"));
    const runId = await live.start("replayed", goods);
    await live.reached(runId, "completed");
    const report = await live.engine.runs.replay(live.orgId, runId);
    expect(report).toMatchObject({ ok: true, steps: 1 });
    await withClient(live.databaseUrl, (client) =>
      client.query(`update run_log set events = replace(events::text, '{"sum":6}', '{"sum":7}')::json where run_id = $1`, [
        runId,
      ]),
    );
    const differs = { seq: 2, type: "step.completed", nodeId: "total", path: "/data/output/sum", recorded: 7, replayed: 6 };
    expect(await live.engine.runs.replay(live.orgId, runId)).toMatchObject({ ok: false, differsAt: differs });
  });
});

describe("a new version", () => {
  it("says how many runs stay on which version", async () => {
    const flow = (signal: string): string => `omnilink: 1
id: versions
name: Versions
nodes:
  - { id: start, kind: trigger.manual }
  - { id: nap, kind: wait, config: { signal: ${signal} } }
edges:
  - { from: start, to: nap }
`;
    await live.deploy(flow("a"));
    await live.start("versions");
    await live.start("versions");
    const deployed = await live.engine.flows.deploy({ orgId: live.orgId, source: flow("b"), deployedBy: "test" });
    expect(deployed).toMatchObject({ ok: true, version: 2, openRuns: [{ version: 1, runs: 2 }] });
    await live.start("versions");
    expect(await live.engine.flows.openRuns(live.orgId, "versions")).toEqual([
      { version: 2, runs: 1 },
      { version: 1, runs: 2 },
    ]);
  });
});
