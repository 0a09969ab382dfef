import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUN_TIMER } from "#engine/core/machine/timers.ts";
import { withClient } from "#engine/postgres/probe.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

/** What becomes of open runs when a newer version is live: the engine, a worker and Postgres. */
let live: LiveEngine;
beforeAll(async () => {
  live = await startLiveEngine();
});
afterAll(() => live.stop());

interface Parts {
  readonly title?: string;
  readonly after?: string;
  readonly nodes?: string;
  readonly edges?: string;
  readonly head?: string;
}

/** Charges, asks, and works something out of the answer. */
const flow = (id: string, { title = "Go?", after = '"first"', nodes = "", edges = "", head = "" }: Parts = {}): string =>
  `omnilink: 1
id: ${id}
name: Ask
${head}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: charge, kind: http, config: { connection: payments, method: POST, url: /charges, body: '={"amount": 5}' } }
  - { id: refund, kind: http, config: { connection: payments, method: POST, url: '="/charges/" & step.output.chargeId & "/refund"' } }
  - { id: ask, kind: approval, config: { title: "${title}", approvers: { roles: [executive] }, timeout: P2D, onTimeout: reject } }
  - { id: done, kind: map, config: { expression: '${after}' } }
${nodes}
edges:
  - { from: start, to: charge }
  - { from: charge, to: refund, kind: compensation }
  - { from: charge, to: ask }
  - { from: ask, port: approved, to: done }
${edges}
`;

const by = "Ada";
const openRuns = (flowId: string) => ({ orgId: live.orgId, flowId, limit: 100 });
const order = (flowId: string) => ({ ...openRuns(flowId), by, reason: "mended" });

async function waiting(flowId: string, input: object = {}): Promise<string> {
  const runId = await live.start(flowId, input as never);
  await live.reached(runId, "waiting");
  return runId;
}

async function questions(runId: string) {
  return (await live.engine.approvals.list(live.orgId, { status: "pending", runId, limit: 5 })) as readonly {
    approvalId: string;
    title: string;
  }[];
}

async function approve(runId: string): Promise<void> {
  const [asked] = await questions(runId);
  const decision = { orgId: live.orgId, approvalId: asked!.approvalId, decision: "approved" as const };
  const result = await live.engine.approvals.decide({ ...decision, by: { name: "Ana", roles: ["executive"] } });
  expect(result).toEqual({ outcome: "decided" });
}

const outputOf = async (runId: string) => {
  const last = (await live.events(runId)).at(-1);
  return last?.type === "run.completed" ? last.data.output : last?.type;
};

describe("open runs of other versions", () => {
  it("stay where they are, unless they are moved: then they go on in the live version, and nothing is asked or done twice", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("moves"));
    const [stays, moves] = [await waiting("moves"), await waiting("moves")];
    const [asked] = await questions(moves);
    await approve(stays);
    const version = await live.deploy(flow("moves", { after: '"second"' }));
    expect(await live.reached(stays)).toBe("completed");
    expect(await outputOf(stays)).toBe("first");
    const planned = { runId: moves, outcome: "moves", version: 1, again: [], obstacles: [] };
    expect(await runs.previewMove(openRuns("moves"))).toMatchObject({ version, open: 1, runs: [planned] });
    expect(await runs.get(live.orgId, moves)).toMatchObject({ version: 1 });
    expect(await runs.moveOpenRuns(order("moves"))).toEqual({ version, moved: [moves], left: [] });
    expect(await runs.get(live.orgId, moves)).toMatchObject({ version, status: "waiting" });
    expect(await questions(moves)).toMatchObject([{ approvalId: asked!.approvalId }]);
    await approve(moves);
    expect(await live.reached(moves)).toBe("completed");
    expect(await outputOf(moves)).toBe("second");
    const events = await live.events(moves);
    expect(events.filter(({ type }) => type === "run.moved")).toMatchObject([
      { data: { from: 1, version, by, reason: "mended" } },
    ]);
    expect((await live.accepted()).filter((key) => key.startsWith(moves))).toHaveLength(1);
    expect(await runs.replay(live.orgId, moves)).toMatchObject({ ok: true, events: events.length });
  });

  it("are asked anew where the question was changed: the earlier one is closed", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("asksAgain"));
    const runId = await waiting("asksAgain");
    const [before] = await questions(runId);
    await live.deploy(flow("asksAgain", { title: "Really?" }));
    expect(await runs.previewMove(openRuns("asksAgain"))).toMatchObject({ runs: [{ outcome: "moves", again: ["ask"] }] });
    expect(await runs.moveOpenRuns(order("asksAgain"))).toMatchObject({ moved: [runId] });
    await expect.poll(() => questions(runId)).toMatchObject([{ title: "Really?" }]);
    expect((await questions(runId)).map(({ approvalId }) => approvalId)).not.toContain(before!.approvalId);
    await live.reached(runId, "waiting");
    await approve(runId);
    expect(await live.reached(runId)).toBe("completed");
    expect(await runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
  });

  it("are left alone, with the node and the reason, where their history does not fit", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("breaks"));
    const [unfit, fits] = [await waiting("breaks"), await waiting("breaks", { id: "A-1" })];
    const nodes = `  - { id: check, kind: map, config: { expression: "1" } }`;
    const read = flow("breaks", { nodes, after: "steps.check + 1", head: "input: { type: object }" }).replace(
      "{ from: start, to: charge }",
      "{ from: start, to: check }\n  - { from: check, to: charge }",
    );
    const version = await live.deploy(read);
    const eventsBefore = await live.events(unfit);
    const obstacle = { code: "doesNotFit", nodeId: "done", message: expect.stringContaining('reads what "check" gives') };
    const left = [unfit, fits].map((runId) => ({ runId, outcome: "breaks", obstacles: [obstacle] }));
    expect(await runs.moveOpenRuns(order("breaks"))).toMatchObject({ version, moved: [], left });
    expect(await live.events(unfit)).toEqual(eventsBefore);
    await live.deploy(flow("breaks", { after: '"third"', head: "input: { type: object, required: [id] }" }));
    expect(await runs.moveOpenRuns(order("breaks"))).toMatchObject({
      moved: [fits],
      left: [{ runId: unfit, outcome: "breaks", obstacles: [{ code: "invalidInput" }] }],
    });
    await approve(unfit);
    expect(await live.reached(unfit)).toBe("completed");
    expect(await outputOf(unfit)).toBe("first");
  });

  it("are moved once by two who do it at the same moment", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("twice"));
    const ids = [await waiting("twice"), await waiting("twice"), await waiting("twice")];
    await live.deploy(flow("twice", { after: '"second"' }));
    const both = await Promise.all([runs.moveOpenRuns(order("twice")), runs.moveOpenRuns(order("twice"))]);
    expect(both.flatMap((one) => one!.moved).toSorted()).toEqual(ids.toSorted());
    for (const runId of ids) expect((await live.events(runId)).filter(({ type }) => type === "run.moved")).toHaveLength(1);
  });

  it("stay paused when they are, and go on in the live version when they are resumed", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("paused"));
    const runId = await waiting("paused");
    await runs.pause({ orgId: live.orgId, runId, by });
    await live.reached(runId, "paused");
    const version = await live.deploy(flow("paused", { title: "Really?" }));
    expect(await runs.moveOpenRuns(order("paused"))).toMatchObject({ moved: [runId] });
    expect(await runs.get(live.orgId, runId)).toMatchObject({ version, status: "paused" });
    expect(await questions(runId)).toEqual([]);
    await runs.resume({ orgId: live.orgId, runId, by });
    await expect.poll(() => questions(runId)).toMatchObject([{ title: "Really?" }]);
    expect(await runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
  });

  it("begin on the live version when they had not begun, with the deadline of the run", async () => {
    const { runs, switches } = live.engine;
    const { orgId } = live;
    await live.deploy(flow("notBegun", { head: "timeout: P30D" }));
    await switches.pause({ orgId, flowId: "notBegun", by });
    const runId = await live.start("notBegun");
    const version = await live.deploy(flow("notBegun", { title: "Really?", head: "timeout: P30D" }));
    expect(await runs.moveOpenRuns(order("notBegun"))).toMatchObject({ moved: [runId] });
    expect(await runs.get(orgId, runId)).toMatchObject({ version, status: "paused", seq: 2 });
    await switches.resume({ orgId, flowId: "notBegun", by });
    await live.reached(runId, "waiting");
    expect(await questions(runId)).toMatchObject([{ title: "Really?" }]);
    const text = "select node_id from timer where run_id = $1 order by node_id";
    const timers = await withClient(live.databaseUrl, async (client) => (await client.query(text, [runId])).rows as unknown[]);
    expect(timers).toEqual([{ node_id: RUN_TIMER }, { node_id: "ask" }]);
    expect(await runs.replay(orgId, runId)).toMatchObject({ ok: true });
  });

  it("end well on one version or the other when they are answered at the moment they are moved", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("races"));
    const ids: string[] = [];
    for (let nth = 0; nth < 8; nth += 1) ids.push(await waiting("races"));
    const version = await live.deploy(flow("races", { after: '"second"' }));
    const [outcome] = await Promise.all([runs.moveOpenRuns(order("races")), ...ids.map(approve)]);
    for (const runId of ids) {
      expect(await live.reached(runId)).toBe("completed");
      const isMoved = outcome!.moved.includes(runId);
      expect(await outputOf(runId)).toBe(isMoved ? "second" : "first");
      expect(await runs.get(live.orgId, runId)).toMatchObject({ version: isMoved ? version : 1 });
      expect(await runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
    }
  });

  it("go back to a moment after the move only, and are forked from before it with the version of then", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("backAndForth"));
    const runId = await waiting("backAndForth");
    const version = await live.deploy(flow("backAndForth", { after: '"second"' }));
    await runs.moveOpenRuns(order("backAndForth"));
    const back = { orgId: live.orgId, runId, by, from: { from: "event", seq: 2 } } as const;
    expect(await runs.redrive({ ...back, mode: "rewind" })).toMatchObject({
      problems: [{ code: "oneVersionOnly", message: expect.stringContaining(`moved to version ${version}`) }],
    });
    const forked = await runs.redrive({ ...back, mode: "fork" });
    if (!forked.ok) throw new Error(forked.refusal.message);
    expect(await runs.get(live.orgId, forked.runId)).toMatchObject({ version });
    const { seq } = (await live.events(runId)).findLast(({ type }) => type === "run.moved")!;
    expect(await runs.redrive({ ...back, from: { from: "event", seq }, mode: "rewind" })).toEqual({ ok: true, runId });
    await expect.poll(async () => (await live.events(runId)).some(({ type }) => type === "run.rewound")).toBe(true);
    await live.reached(runId, "waiting");
    await approve(runId);
    expect(await live.reached(runId)).toBe("completed");
    expect(await outputOf(runId)).toBe("second");
    expect(await runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
  });

  it("are canceled, with what they did undone, where people want that", async () => {
    const { runs } = live.engine;
    await live.deploy(flow("cancels"));
    const older = await waiting("cancels");
    await live.deploy(flow("cancels", { after: '"second"' }));
    const newer = await waiting("cancels");
    expect(await runs.cancelOpenRuns(order("cancels"))).toMatchObject({ canceled: [older], refused: [] });
    expect(await live.reached(older)).toBe("canceled");
    const undone = (await live.events(older)).filter(({ type }) => type === "step.undone");
    expect(undone).toMatchObject([{ data: { nodeId: "charge", by: "refund" } }]);
    expect(await runs.get(live.orgId, newer)).toMatchObject({ status: "waiting" });
  });

  it("are those of the version that was left, also when an older one goes live again, and of that environment only", async () => {
    const { runs, drafts } = live.engine;
    const { orgId } = live;
    const [first, second] = [flow("returns"), flow("returns", { after: '"second"' })];
    await live.engine.flows.deploy({ orgId, source: first, deployedBy: by, environment: "test" });
    await live.engine.flows.deploy({ orgId, source: second, deployedBy: by, environment: "test" });
    await live.deploy(first);
    await live.deploy(second);
    const runId = await waiting("returns");
    const elsewhere = await runs.start({ orgId, flowId: "returns", input: {}, environment: "test" });
    if (!elsewhere.ok) throw new Error(JSON.stringify(elsewhere.problems));
    expect(await runs.previewMove({ ...openRuns("returns"), goesLive: { version: 1 } })).toMatchObject({
      ...{ version: 1, open: 1 },
      runs: [{ runId, outcome: "moves" }],
    });
    const back = { orgId, flowId: "returns", version: 1, reason: "worse", by: { userId: randomUUID(), name: by } };
    expect(await drafts.goBack(back)).toMatchObject({ ok: true });
    expect(await runs.moveOpenRuns(order("returns"))).toMatchObject({ version: 1, moved: [runId] });
    expect(await runs.get(orgId, elsewhere.runId)).toMatchObject({ version: 2 });
  });

  it("are looked at before their version is stored: with the number that it will get", async () => {
    await live.deploy(flow("foreseen"));
    const runId = await waiting("foreseen");
    const look = (source: string) => live.engine.runs.previewMove({ ...openRuns("foreseen"), goesLive: { source } });
    expect(await look(flow("foreseen", { title: "Really?" }))).toMatchObject({ version: 2, runs: [{ runId, again: ["ask"] }] });
    expect(await look(flow("foreseen"))).toMatchObject({ version: 1, open: 0, runs: [] });
    expect(await look("no flow")).toBeUndefined();
    expect(await live.engine.flows.get(live.orgId, "foreseen")).toMatchObject({ version: 1 });
  });

  it("are canceled by the hundreds with one statement per batch, but for those in quarantine", async () => {
    const { runs, switches } = live.engine;
    const { orgId } = live;
    await live.deploy(flow("many"));
    await switches.pause({ orgId, flowId: "many", by });
    const ids = await Promise.all(Array.from({ length: 260 }, () => live.start("many")));
    const [held] = ids.toSorted();
    const quarantine = `insert into incident (org_id, run_id, flow_id, kind, failure)
      select org_id, id, flow_id, 'quarantined', '{}' from run where id = $1`;
    await withClient(live.databaseUrl, (client) => client.query(quarantine, [held]));
    await live.deploy(flow("many", { after: '"second"' }));
    const first = await runs.cancelOpenRuns({ ...order("many"), limit: 5 });
    expect(first).toMatchObject({ refused: [{ runId: held, message: expect.stringContaining("is quarantined") }] });
    const mail = await withClient(live.databaseUrl, (client) => client.query("select 1 from inbox where run_id = $1", [held]));
    expect(mail.rowCount).toBe(0);
    const seen: number[] = [];
    const rest = await runs.cancelOpenRuns(
      { ...order("many"), limit: 1_000, after: first!.next! },
      { onProgress: (done) => seen.push(done) },
    );
    expect(seen).toEqual([250, 255]);
    expect(rest).toMatchObject({ refused: [] });
    expect(rest).not.toHaveProperty("next");
    expect([held, ...first!.canceled, ...rest!.canceled].toSorted()).toEqual(ids.toSorted());
    await switches.resume({ orgId, flowId: "many", by });
    for (const runId of ids.filter((one) => one !== held)) expect(await live.reached(runId)).toBe("canceled");
    expect((await live.accepted()).filter((key) => ids.some((runId) => key.startsWith(runId)))).toEqual([]);
  });

  it("are nothing where no version is live", async () => {
    expect(await live.engine.runs.previewMove(openRuns("nowhere"))).toBeUndefined();
    expect(await live.engine.runs.moveOpenRuns(order("nowhere"))).toBeUndefined();
    expect(await live.engine.runs.cancelOpenRuns(order("nowhere"))).toBeUndefined();
  });
});
