import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovalRules } from "#engine/core/approval/approval-rules.ts";
import { getApproval, listApprovals } from "#engine/postgres/approvals/approval-queries.ts";
import { createDelegations } from "#engine/postgres/approvals/delegations.ts";
import { addComment, listNotes, reassign } from "#engine/postgres/approvals/notes.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { executives, openApprovalsWorld, party, type ApprovalsWorld, type Member } from "#tests/support/approvals-world.ts";
import type { SeededFlow } from "#tests/support/seed-flow.ts";

/** Decisions as members of an organization make them: who somebody is comes from the database, in the deciding transaction. */
let world: ApprovalsWorld;
let pool: pg.Pool;
let store: RunStore;
let flow: SeededFlow;

beforeAll(async () => {
  world = await openApprovalsWorld();
  ({ pool, store, flow } = world);
});

afterAll(() => world.close());

const member: ApprovalsWorld["member"] = (...who) => world.member(...who);
const waiting: ApprovalsWorld["waiting"] = (...asked) => world.waiting(...asked);
const decide: ApprovalsWorld["decide"] = (...answer) => world.decide(...answer);
const look = async (approvalId: string, viewer?: Member) => (await getApproval(pool, flow.orgId, approvalId, viewer?.id))!;

/** Publishes another version of the flow. */
async function publish(of: SeededFlow, number: number): Promise<void> {
  const id = randomUUID();
  await pool.query(
    `insert into flow_version (id, org_id, flow_id, number, content_hash, document, source, deployed_by)
     values ($1, $2, $3, $4, $5, '{}', '', 'test')`,
    [id, of.orgId, of.flowId, number, `hash ${number}`],
  );
  await pool.query("update flow set active_version_id = $2 where id = $1", [of.flowId, id]);
}

describe("who decides", () => {
  it("is what the database says at that moment: a role that was taken away counts no more", async () => {
    const ana = await member("Ana", "executive");
    const { approvalId } = await waiting(executives);
    await pool.query("update membership set role = 'analyst' where user_id = $1", [ana.id]);
    expect(await decide(approvalId, ana)).toEqual({ outcome: "forbidden", roles: ["executive"] });
    await pool.query("update membership set role = 'executive' where user_id = $1", [ana.id]);
    expect(await decide(approvalId, ana)).toEqual({ outcome: "decided" });
  });

  it("is nobody who started the run, or the run that this one belongs to", async () => {
    const ana = await member("Ana", "executive");
    const { runId, approvalId } = await waiting(executives, { startedBy: "Ana", startedById: ana.id });
    expect(await decide(approvalId, ana)).toEqual({ outcome: "notNow", why: "ownRun" });
    const child = await waiting(executives);
    await pool.query("insert into child_run (child_id, org_id, parent_id, node_id, visit) values ($1, $2, $3, 'call', 1)", [
      ...[child.runId, flow.orgId, runId],
    ]);
    expect(await decide(child.approvalId, ana)).toEqual({ outcome: "notNow", why: "ownRun" });
    expect((await look(child.approvalId, ana)).mine).toEqual({ may: false, why: "ownRun" });
  });

  it("is nobody who took the run back with other data, whatever they are called by then", async () => {
    const ana = await member("Ana", "executive");
    const { runId, approvalId } = await waiting(executives);
    const edits = { input: { total: 1 } };
    const body = { type: "rewind", toSeq: 1, by: "Ana before", byId: ana.id, edits } as const;
    await store.post({ runId, dedupeKey: "rewind:1", body });
    expect((await look(approvalId, ana)).mine).toEqual({ may: false, why: "ownRun" });
    expect(await decide(approvalId, ana)).toEqual({ outcome: "notNow", why: "ownRun" });
  });

  it("is asked by group and by stand-in, and the list says so", async () => {
    const legal: ApprovalRules = { stages: [[{ ...party, groups: ["Legal"] }]], allowSelf: false };
    const [lea, zoe] = [await member("Lea", "analyst", "Legal"), await member("Zoe", "analyst")];
    const { approvalId } = await waiting(legal);
    const hour = (offset: number) => new Date(Date.now() + offset * 3_600_000).toISOString();
    const delegations = createDelegations(pool);
    const own = { orgId: flow.orgId, fromUserId: lea.id, toUserId: zoe.id };
    expect((await look(approvalId, lea)).mine).toEqual({ may: true, as: "group" });
    await delegations.give({ ...own, startsAt: hour(1), endsAt: hour(2) });
    expect(await decide(approvalId, zoe)).toMatchObject({ outcome: "forbidden" });
    await delegations.give({ ...own, startsAt: hour(-1), endsAt: hour(2) });
    expect((await look(approvalId, zoe)).mine).toEqual({ may: true, as: "delegate", inPlaceOf: "Lea" });
    expect(await decide(approvalId, zoe)).toEqual({ outcome: "decided" });
    const theirs = await waiting(legal, { startedById: lea.id });
    expect(await decide(theirs.approvalId, zoe)).toEqual({ outcome: "notNow", why: "ownRun" });
  });

  it("counts two of three who answer at once, over two processes, in every round", async () => {
    const peer = createPostgresRunStore({ pool, poolId: randomUUID() });
    const people = await Promise.all(["Ana", "Ben", "Cleo"].map((name) => member(name, "executive")));
    const two: ApprovalRules = { ...executives, stages: [[{ ...party, roles: ["executive"], quorum: 2 }]] };
    for (let round = 0; round < 20; round++) {
      const { runId, approvalId } = await waiting(two);
      const outcomes = await Promise.all(
        people.flatMap(({ id, name }) =>
          [store, peer].map((each) =>
            each.decideApproval({ orgId: flow.orgId, approvalId, decision: "approved", by: { id, name, roles: [] } }),
          ),
        ),
      );
      const words = outcomes.map(({ outcome }) => outcome).toSorted();
      expect(words.filter((word) => word === "counted" || word === "decided")).toEqual(["counted", "decided"]);
      expect(await store.readInbox(runId, 0)).toHaveLength(1);
      const { votes, decidedBy } = await look(approvalId);
      expect(votes.map(({ name }) => name)).toHaveLength(2);
      expect(votes.at(-1)?.name).toBe(decidedBy);
    }
  });
});

describe("what a decision is bound to", () => {
  it("is void and asked again when the flow changes, and earlier answers count no more", async () => {
    const own = await seedFlowIn();
    const [ana, ben, cleo] = [
      await member("Ana", "executive"),
      await member("Ben", "executive"),
      await member("Cleo", "executive"),
    ];
    const two: ApprovalRules = { ...executives, stages: [[{ ...party, roles: ["executive"], quorum: 2 }]] };
    const { approvalId } = await waiting(two, {}, own);
    const before = await look(approvalId);
    expect(await decide(approvalId, ana, { shownHash: before.shownHash })).toMatchObject({ outcome: "counted" });
    await publish(own, 2);
    expect(await decide(approvalId, ben, { shownHash: before.shownHash })).toEqual({ outcome: "changed", because: "flow" });
    const now = await look(approvalId);
    expect(now).toMatchObject({ version: 1, liveVersion: 2, progress: { signed: 0 }, votes: [{ name: "Ana", counts: false }] });
    const again = { shownHash: now.shownHash };
    expect(await decide(approvalId, ana, again)).toMatchObject({ outcome: "counted" });
    expect(await decide(approvalId, cleo, again)).toEqual({ outcome: "decided" });
    const kept = await pool.query<{ shown_hash: string }>("select shown_hash from approval where id = $1", [approvalId]);
    expect(kept.rows[0]?.shown_hash).toBe(now.shownHash);
  });

  it("is another for every question, so an answer to one is none to the next", async () => {
    const ana = await member("Ana", "executive");
    const [first, second] = [await waiting(executives), await waiting(executives)];
    const { shownHash } = await look(first.approvalId);
    expect(await decide(second.approvalId, ana, { shownHash })).toEqual({ outcome: "changed", because: "flow" });
  });

  it("is refused while the run is being taken back, even before the run has read so", async () => {
    const ana = await member("Ana", "executive");
    const { runId, approvalId } = await waiting(executives);
    const body = { type: "rewind", toSeq: 1, edits: { input: { id: 8 } }, by: "Eve" } as const;
    await store.post({ runId, dedupeKey: "back", body });
    expect(await decide(approvalId, ana)).toEqual({ outcome: "changed", because: "run" });
    expect(await store.readInbox(runId, 0)).toHaveLength(1);
  });
});

describe("besides answering", () => {
  it("people comment, and hand their part on to somebody who may have it", async () => {
    const [ana, eve, rui] = [await member("Ana", "executive"), await member("Eve", "analyst"), await member("Rui", "analyst")];
    const { approvalId } = await waiting(executives, { startedById: eve.id });
    const asked = { orgId: flow.orgId, approvalId };
    expect(await addComment(pool, { ...asked, by: ana, text: "Which customer?" })).toBe(true);
    expect(await reassign(pool, { ...asked, by: rui, toUserId: rui.id })).toMatchObject({ ok: false });
    expect(await reassign(pool, { ...asked, by: ana, toUserId: eve.id })).toMatchObject({ ok: false });
    expect(await reassign(pool, { ...asked, by: ana, toUserId: rui.id })).toEqual({ ok: true });
    expect(await decide(approvalId, ana)).toMatchObject({ outcome: "forbidden" });
    expect(await decide(approvalId, rui)).toEqual({ outcome: "decided" });
    expect((await listNotes(pool, flow.orgId, approvalId)).map(({ kind }) => kind)).toEqual(["comment", "reassigned"]);
    expect(await addComment(pool, { ...asked, by: ana, text: "late" })).toBe(false);
  });

  it("each sees what there is to do for them", async () => {
    const ana = await member("Ana", "executive");
    const { runId } = await waiting(executives);
    const [mine] = await listApprovals(pool, flow.orgId, { status: "pending", runId, limit: 10, viewer: ana.id });
    expect(mine).toMatchObject({ mine: { may: true, as: "self" }, progress: { signed: 0, needed: 1 } });
  });
});

/** Another flow of the same organization. */
async function seedFlowIn(): Promise<SeededFlow> {
  const [flowId, flowVersionId] = [randomUUID(), randomUUID()];
  await pool.query("insert into flow (id, org_id, slug, name) values ($1, $2, $3, 'Bound')", [
    flowId,
    flow.orgId,
    `bound-${flowId}`,
  ]);
  await pool.query(
    `insert into flow_version (id, org_id, flow_id, number, content_hash, document, source, deployed_by)
     values ($1, $2, $3, 1, 'hash', '{}', '', 'test')`,
    [flowVersionId, flow.orgId, flowId],
  );
  await pool.query("update flow set active_version_id = $2 where id = $1", [flowId, flowVersionId]);
  return { orgId: flow.orgId, flowId, flowVersionId };
}
