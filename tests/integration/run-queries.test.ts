import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { getApproval, listApprovals } from "#engine/postgres/approvals/approval-queries.ts";
import { followRun } from "#engine/postgres/follow-run.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { startRunFeed, type RunFeed } from "#engine/postgres/run-feed.ts";
import { getRun, listEvents, listRuns } from "#engine/postgres/run-queries.ts";
import type { Checkpoint, ClaimedRun, NewRun, RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("run queries", () => {
  let pool: ReturnType<typeof createPool>;
  let feed: RunFeed;
  let store: RunStore;
  let flow: SeededFlow;
  let other: SeededFlow;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    feed = await startRunFeed(database.url);
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    flow = await seedFlow(pool);
    other = await seedFlow(pool);
    close = async () => {
      await feed.close();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  async function claimed(overrides: Partial<NewRun> = {}, of = flow): Promise<ClaimedRun> {
    const run = newRunOf(of, overrides);
    await store.createRuns([run]);
    return (await store.claim(run.runId))!;
  }

  function append(claim: ClaimedRun, from: number, to: number, changes: Partial<Checkpoint> = {}) {
    const at = new Date().toISOString();
    const data = { name: "go", payload: null };
    const events: RunEvent[] = Array.from({ length: to - from + 1 }, (_, n) => ({
      seq: from + n,
      at,
      type: "signal.received",
      data,
    }));
    return checkpoint(claim, { events, ...changes });
  }

  function checkpoint({ runId, orgId, epoch }: ClaimedRun, changes: Partial<Checkpoint>) {
    const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
    return store.checkpoint({ runId, orgId, epoch, events: [], status: "running", ...waits, ...changes });
  }

  function end(claim: ClaimedRun, seq: number) {
    const event: RunEvent = { seq, at: new Date().toISOString(), type: "run.completed", data: { output: seq } };
    return checkpoint(claim, { events: [event], status: "completed", release: {} });
  }

  const follow = (runId: string, afterSeq = 0, signal = new AbortController().signal, orgId = flow.orgId) =>
    followRun({ pool, feed }, orgId, runId, afterSeq, signal);

  async function seqsOf(events: AsyncIterable<RunEvent>): Promise<number[]> {
    const seqs: number[] = [];
    for await (const event of events) seqs.push(event.seq);
    return seqs;
  }

  it("pages through runs, newest first", async () => {
    const runs = [];
    for (let n = 0; n < 7; n++) runs.push(newRunOf(other));
    await store.createRuns(runs);
    const newestFirst = runs
      .map((run) => run.runId)
      .toSorted()
      .toReversed();
    const first = await listRuns(pool, other.orgId, { limit: 3 });
    const second = await listRuns(pool, other.orgId, { limit: 3, before: first.nextBefore! });
    const third = await listRuns(pool, other.orgId, { limit: 3, before: second.nextBefore! });
    expect([first, second, third].flatMap((page) => page.runs.map((run) => run.runId))).toEqual(newestFirst);
    expect(third.nextBefore).toBeUndefined();
    expect(first.runs[0]).toMatchObject({ flowId: "orders", flowName: "Orders", version: 1, status: "queued", seq: 1 });
  });

  it("filters by flow, status, business key and id", async () => {
    const claim = await claimed({ businessKey: "order 50%_7" });
    await end(claim, 2);
    const ids = async (filter: Partial<Parameters<typeof listRuns>[2]>) =>
      (await listRuns(pool, flow.orgId, { limit: 100, ...filter })).runs.map((run) => run.runId);
    expect(await ids({ text: "ORDER 50%_" })).toEqual([claim.runId]);
    expect(await ids({ text: "50%%7" })).toEqual([]);
    expect(await ids({ text: claim.runId })).toEqual([claim.runId]);
    expect(await ids({ status: ["completed"], flowId: "orders" })).toContain(claim.runId);
    expect(await ids({ status: ["failed"] })).toEqual([]);
    expect(await ids({ flowId: "unknown" })).toEqual([]);
  });

  it("gives a run and its events to its own organization only", async () => {
    const claim = await claimed();
    await append(claim, 2, 4);
    expect(await getRun(pool, flow.orgId, claim.runId)).toMatchObject({ runId: claim.runId, status: "running", seq: 4 });
    expect((await listEvents(pool, flow.orgId, claim.runId, 2)).map((event) => event.seq)).toEqual([3, 4]);
    expect(await getRun(pool, other.orgId, claim.runId)).toBeUndefined();
    expect(await listEvents(pool, other.orgId, claim.runId, 0)).toEqual([]);
    expect(await getRun(pool, flow.orgId, "not an id")).toBeUndefined();
    expect(await listEvents(pool, flow.orgId, "not an id", 0)).toEqual([]);
  });

  it("follows a run to its end without gaps or repeats while it is written to", async () => {
    const claim = await claimed();
    const followers = [0, 0, 3].map((afterSeq) => seqsOf(follow(claim.runId, afterSeq)));
    for (let seq = 2; seq <= 60; seq += 2) await append(claim, seq, seq + 1);
    await end(claim, 62);
    const all = Array.from({ length: 62 }, (_, n) => n + 1);
    expect(await Promise.all(followers)).toEqual([all, all, all.slice(3)]);
  });

  it("follows a long history in pages", async () => {
    const claim = await claimed();
    await append(claim, 2, 1_200);
    await end(claim, 1_201);
    expect(await seqsOf(follow(claim.runId, 100))).toHaveLength(1_101);
  });

  it("stops following at the signal, after the end, and for a run of somebody else", async () => {
    const claim = await claimed();
    const controller = new AbortController();
    const following = seqsOf(follow(claim.runId, 0, controller.signal));
    await append(claim, 2, 2);
    controller.abort();
    expect([[], [1], [1, 2]]).toContainEqual(await following);
    expect(await seqsOf(follow(claim.runId, 0, undefined, other.orgId))).toEqual([]);
    await end(claim, 3);
    expect(await seqsOf(follow(claim.runId, 3))).toEqual([]);
    expect(await seqsOf(follow(claim.runId, 99))).toEqual([]);
  });

  it("goes on following after the notification connection was cut", async () => {
    const claim = await claimed();
    const following = seqsOf(follow(claim.runId));
    await append(claim, 2, 3);
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'omnilink-listen' and datname = current_database()",
    );
    await append(claim, 4, 5);
    await end(claim, 6);
    expect(await following).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("lists approvals that wait and those that were decided", async () => {
    const claim = await claimed();
    const approvalId = `${claim.runId}:approve:1`;
    const dueAt = new Date(Date.now() + 60_000).toISOString();
    await checkpoint(claim, {
      status: "waiting",
      openApprovals: [
        { approvalId, nodeId: "approve", visit: 1, title: "Order 7", roles: ["executive"], quorum: 1, details: { b: 1, a: 2 } },
      ],
      setTimers: [{ nodeId: "approve", visit: 1, dueAt, approvalId }],
      release: {},
    });
    const filter = { runId: claim.runId, limit: 10 };
    const pending = await listApprovals(pool, flow.orgId, { ...filter, status: "pending" });
    expect(pending).toMatchObject([
      {
        ...{ approvalId, runId: claim.runId, flowId: "orders", flowName: "Orders", nodeId: "approve", title: "Order 7" },
        ...{ roles: ["executive"], details: { b: 1, a: 2 }, status: "pending", requestedAt: expect.any(String), dueAt },
      },
    ]);
    await store.decideApproval({
      ...{ orgId: flow.orgId, approvalId, decision: "rejected", comment: "no" },
      by: { name: "Ada", roles: ["executive"] },
    });
    expect(await listApprovals(pool, flow.orgId, { ...filter, status: "pending" })).toEqual([]);
    const [decided] = await listApprovals(pool, flow.orgId, { ...filter, status: "decided" });
    expect(decided).toMatchObject({ status: "rejected", decidedBy: "Ada", comment: "no", decidedAt: expect.any(String) });
    expect(await getApproval(pool, flow.orgId, approvalId)).toEqual(decided);
    expect(await getApproval(pool, other.orgId, approvalId)).toBeUndefined();
  });
});
