import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovalSummary } from "#engine/runtime/approvals.ts";
import type { DecideApproval } from "#engine/runtime/ports.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

/** Runs that wait for people, from the flow to what the run did: the engine, a worker and Postgres. */
let live: LiveEngine;
beforeAll(async () => {
  live = await startLiveEngine();
});
afterAll(() => live.stop());

/** Charges first, so that there is something to undo, and then asks. */
const flow = (id: string, config: string, edges = ""): string => `omnilink: 1
id: ${id}
name: Ask
nodes:
  - { id: start, kind: trigger.manual }
  - { id: charge, kind: http, config: { connection: payments, method: POST, url: /charges, body: '={"amount": input.total}' } }
  - { id: refund, kind: http, config: { connection: payments, method: POST, url: '="/charges/" & step.output.chargeId & "/refund"' } }
  - id: ask
    kind: approval
    config:
      title: '="Order of " & input.total'
      details: =input
      approvers: { roles: [executive], quorum: 2 }
${config}
  - { id: done, kind: map, config: { expression: steps.ask } }
edges:
  - { from: start, to: charge }
  - { from: charge, to: refund, kind: compensation }
  - { from: charge, to: ask }
  - { from: ask, port: approved, to: done }
${edges}
`;

const person = (name: string) => ({ name, roles: ["executive"] });

async function question(runId: string): Promise<ApprovalSummary> {
  await live.reached(runId, "waiting");
  const [open] = await live.engine.approvals.list(live.orgId, { status: "pending", runId, limit: 5 });
  return open!;
}

const answer = (asked: ApprovalSummary, name: string, more: Partial<DecideApproval> = {}) =>
  live.engine.approvals.decide({
    ...{ orgId: live.orgId, approvalId: asked.approvalId, shownHash: asked.shownHash, decision: "approved", by: person(name) },
    ...more,
  });

const outputOf = async (runId: string) => {
  const last = (await live.events(runId)).at(-1);
  return last?.type === "run.completed" ? last.data.output : last?.type;
};

describe("a run that asks", () => {
  it("goes on when all have agreed, and says who was last", async () => {
    await live.deploy(flow("agree", ""));
    const runId = await live.start("agree", { total: 5 });
    const asked = await question(runId);
    expect(await answer(asked, "Ana")).toEqual({ outcome: "counted", signed: 1, needed: 2 });
    expect(await answer(asked, "Ben")).toEqual({ outcome: "decided" });
    expect(await live.reached(runId)).toBe("completed");
    expect(await outputOf(runId)).toEqual({ decision: "approved", by: "Ben" });
  });

  it("asks again when it is taken back with other data, and takes no answer to the earlier question", async () => {
    await live.deploy(flow("again", ""));
    const runId = await live.start("again", { total: 5 });
    const before = await question(runId);
    expect(await answer(before, "Ana")).toMatchObject({ outcome: "counted" });
    const back = { orgId: live.orgId, runId, by: "Eve", from: { from: "node", nodeId: "ask" }, mode: "rewind" } as const;
    expect(await live.engine.runs.redrive({ ...back, edits: { input: { total: 900 } } })).toEqual({ ok: true, runId });
    await expect.poll(async () => (await live.engine.approvals.get(live.orgId, before.approvalId))!.replacedBy).toBeDefined();
    expect(await answer(before, "Ben")).toMatchObject({ outcome: "alreadyDecided", status: "closed" });
    const after = await question(runId);
    expect(after).toMatchObject({ title: "Order of 900", replaces: before.approvalId, votes: [], progress: { signed: 0 } });
    expect(await answer(after, "Ben", { shownHash: before.shownHash })).toEqual({ outcome: "changed", because: "flow" });
    await answer(after, "Ana");
    expect(await answer(after, "Ben")).toEqual({ outcome: "decided" });
    expect(await live.reached(runId)).toBe("completed");
  });

  it("takes no answer from who took it back with other data, in the same run or a fork", async () => {
    await live.deploy(flow("edited", ""));
    const runId = await live.start("edited", { total: 5 });
    const before = await question(runId);
    const back = { orgId: live.orgId, runId, by: "Ana", from: { from: "node", nodeId: "ask" } } as const;
    const edits = { input: { total: 900 } };
    expect(await live.engine.runs.redrive({ ...back, mode: "rewind", edits })).toEqual({ ok: true, runId });
    await expect.poll(async () => (await live.engine.approvals.get(live.orgId, before.approvalId))!.replacedBy).toBeDefined();
    const after = await question(runId);
    expect(await answer(after, "Ana")).toEqual({ outcome: "notNow", why: "ownRun" });
    expect(await answer(after, "Ben")).toMatchObject({ outcome: "counted" });
    const forked = await live.engine.runs.redrive({ ...back, mode: "fork", requestKey: "edited" });
    if (!forked.ok) throw new Error(forked.refusal.message);
    expect(await answer(await question(forked.runId), "Ana")).toEqual({ outcome: "notNow", why: "ownRun" });
  });

  it("undoes what was done when it is rejected, or leaves it when the person says so", async () => {
    await live.deploy(flow("refuse", ""));
    const [undone, left] = [await live.start("refuse", { total: 5 }), await live.start("refuse", { total: 5 })];
    expect(await answer(await question(undone), "Ana", { decision: "rejected" })).toEqual({ outcome: "decided" });
    expect(await live.reached(undone)).toBe("compensated");
    expect(await answer(await question(left), "Ana", { decision: "rejected", leaveDone: true })).toEqual({ outcome: "decided" });
    expect(await live.reached(left)).toBe("canceled");
    expect((await live.events(left)).some(({ type }) => type === "step.undone")).toBe(false);
  });

  it("goes another way when changes are asked for, and gives what the approver changed", async () => {
    const alone =
      "      policy: [{ when: 'true', approvers: { roles: [executive] } }]\n      requestChanges: true\n      editable: [total]";
    await live.deploy(flow("change", alone, "  - { from: ask, port: changesRequested, to: done }"));
    const [back, edited] = [await live.start("change", { total: 5 }), await live.start("change", { total: 5 })];
    await answer(await question(back), "Ana", { decision: "changesRequested", comment: "Too much" });
    expect(await live.reached(back)).toBe("completed");
    expect(await outputOf(back)).toMatchObject({ decision: "changesRequested", comment: "Too much" });
    await answer(await question(edited), "Ana", { answer: { total: 4 } });
    expect(await live.reached(edited)).toBe("completed");
    expect(await outputOf(edited)).toEqual({ decision: "approved", by: "Ana", edited: { total: 4 } });
  });

  it("asks nobody where the policy approves, unless the risk is above the limit of the organization", async () => {
    const policy = `      policy: [{ when: 'true', automatic: true }]
      risk: { factors: [{ kind: value, weight: 1, amount: =input.total, full: 100 }] }`;
    await live.deploy(flow("policy", policy));
    const low = await live.start("policy", { total: 60 });
    expect(await live.reached(low)).toBe("completed");
    expect(await outputOf(low)).toEqual({ decision: "approved", automatic: true, risk: 0.6 });
    const high = await live.start("policy", { total: 71 });
    expect(await question(high)).toMatchObject({ risk: { score: 0.71, threshold: 0.7, factors: [{ points: 0.71 }] } });
  });

  it("is void while a rewind is on its way, whichever of the two comes first", async () => {
    await live.deploy(flow("race", "      policy: [{ when: 'true', approvers: { roles: [executive] } }]"));
    for (let round = 0; round < 10; round++) {
      const runId = await live.start("race", { total: 5 });
      const asked = await question(runId);
      const back = { orgId: live.orgId, runId, by: "Eve", from: { from: "node", nodeId: "ask" }, mode: "rewind" } as const;
      const [decided] = await Promise.all([
        answer(asked, "Ana"),
        live.engine.runs.redrive({ ...back, requestKey: randomUUID(), edits: { input: { total: 9 } } }),
      ]);
      // Both are through when the run has ended, or asks anew.
      const isThrough = async () => {
        const [open] = await live.engine.approvals.list(live.orgId, { status: "pending", runId, limit: 5 });
        return open
          ? open.approvalId !== asked.approvalId
          : (await live.engine.runs.get(live.orgId, runId))!.status === "completed";
      };
      await expect.poll(isThrough).toBe(true);
      const recorded = (await live.events(runId)).filter(({ type }) => type === "approval.decided").length;
      // Who was told that it is decided, decided it; everybody else was told that it no longer counts.
      expect(recorded).toBe(decided.outcome === "decided" ? 1 : 0);
      expect(["decided", "changed", "alreadyDecided"]).toContain(decided.outcome);
    }
  });
});
