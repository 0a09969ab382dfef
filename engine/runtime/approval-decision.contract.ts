import { describe, expect, it } from "vitest";
import type { ApprovalRules } from "../core/approval/approval-rules.ts";
import type { DecideResult, NewApproval } from "./ports.ts";
import { createRunStoreKit, type RunStoreHarness, type Started } from "./run-store-kit.contract.ts";

/** People who decide: one winner, and words for everybody else. */
export function describeApprovalDecisions(harness: () => RunStoreHarness): void {
  const { parked, at, checkpoint, approval, decision } = createRunStoreKit(harness);

  describe("approvals", () => {
    const waitingApproval = (changes: Partial<NewApproval> = {}, dueInMs = 3_600_000, started: Started = {}) =>
      parked(
        (claim) => ({
          openApprovals: [approval(claim, changes)],
          setTimers: [{ nodeId: "approve", visit: 1, dueAt: at(dueInMs), approvalId: `${claim.runId}:approve:1` }],
        }),
        started,
      );

    it("has exactly one winner among people who decide at once", async () => {
      const claim = await waitingApproval();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 ? harness().store : harness().peer).decideApproval(
            decision(claim, { decision: n % 3 ? "approved" : "rejected", by: { name: `person ${n}`, roles: ["executive"] } }),
          ),
        ),
      );
      expect(outcomes.filter((result) => result.outcome === "decided")).toHaveLength(1);
      const losers = outcomes.filter((result) => result.outcome === "alreadyDecided");
      expect(losers).toHaveLength(19);
      const inbox = await harness().store.readInbox(claim.runId, 0);
      expect(inbox).toHaveLength(1);
      const body = inbox[0]?.body;
      expect(body).toMatchObject({ type: "approval", approvalId: `${claim.runId}:approve:1`, nodeId: "approve", visit: 1 });
      const winner = body?.type === "approval" ? body.by : undefined;
      expect(losers.every((result) => result.outcome === "alreadyDecided" && result.by === winner)).toBe(true);
    });

    it("passes the comment on", async () => {
      const claim = await waitingApproval();
      await harness().store.decideApproval(decision(claim, { comment: "too expensive", decision: "rejected" }));
      const [message] = await harness().store.readInbox(claim.runId, 0);
      expect(message?.body).toMatchObject({ decision: "rejected", by: "Ada", comment: "too expensive" });
    });

    it("is refused to people without the role, and open to operators", async () => {
      const claim = await waitingApproval();
      const by = { name: "Bob", roles: ["analyst"] };
      expect(await harness().store.decideApproval(decision(claim, { by }))).toEqual({
        outcome: "forbidden",
        roles: ["executive"],
      });
      expect(await harness().store.decideApproval(decision(claim, { by: { ...by, isOperator: true } }))).toEqual({
        outcome: "decided",
      });
    });

    it("does not exist for another organization", async () => {
      const claim = await waitingApproval();
      const elsewhere = decision(claim, { orgId: "00000000-0000-4000-8000-00000000000e" });
      expect(await harness().store.decideApproval(elsewhere)).toEqual({ outcome: "unknown" });
    });

    it("times out when nobody decided, and a person is then too late", async () => {
      const claim = await waitingApproval({}, -1_000);
      await harness().store.fireDueTimers(100);
      const inbox = await harness().store.readInbox(claim.runId, 0);
      expect(inbox.map((message) => message.body)).toEqual([
        { type: "approval", approvalId: `${claim.runId}:approve:1`, nodeId: "approve", visit: 1, decision: "timedOut" },
      ]);
      expect(await harness().store.decideApproval(decision(claim))).toMatchObject({
        outcome: "alreadyDecided",
        status: "timedOut",
      });
    });

    it("does not time out when a person was first", async () => {
      const claim = await waitingApproval({}, -1_000);
      await harness().store.decideApproval(decision(claim));
      expect(await harness().store.fireDueTimers(100)).toMatchObject({ fired: 0 });
      expect(await harness().store.readInbox(claim.runId, 0)).toHaveLength(1);
    });

    const rules = (quorum: number, more: Partial<ApprovalRules> = {}): ApprovalRules => ({
      stages: [[{ roles: ["executive"], groups: [], people: [], quorum }]],
      allowSelf: true,
      ...more,
    });
    const person = (n: number) => ({ name: `person ${n}`, roles: ["executive"] });

    it("counts as approved once with the last of the people who must agree, however many agree at once", async () => {
      const claim = await waitingApproval({ rules: rules(3) });
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 ? harness().store : harness().peer).decideApproval(decision(claim, { by: person(n % 20) })),
        ),
      );
      const count = (outcome: DecideResult["outcome"]) => outcomes.filter((result) => result.outcome === outcome).length;
      expect([count("decided"), count("counted")]).toEqual([1, 2]);
      expect(count("alreadyDecided") + count("notNow")).toBe(37);
      const inbox = await harness().store.readInbox(claim.runId, 0);
      expect(inbox.map(({ body }) => body)).toMatchObject([{ decision: "approved" }]);
    });

    it("is rejected by one of them, whoever agreed before", async () => {
      const claim = await waitingApproval({ rules: rules(2) });
      expect(await harness().store.decideApproval(decision(claim, { by: person(1) }))).toEqual({
        ...{ outcome: "counted", signed: 1, needed: 2 },
      });
      expect(await harness().store.decideApproval(decision(claim, { by: person(1) }))).toEqual({
        outcome: "notNow",
        why: "signed",
      });
      expect(await harness().store.decideApproval(decision(claim, { by: person(2), decision: "rejected" }))).toEqual({
        outcome: "decided",
      });
    });

    it("is not for whoever started the run", async () => {
      const started = { startedBy: "person 1" };
      const claim = await waitingApproval({ rules: rules(1, { allowSelf: false }) }, 3_600_000, started);
      expect(await harness().store.decideApproval(decision(claim, { by: person(1) }))).toEqual({
        outcome: "notNow",
        why: "ownRun",
      });
      expect(await harness().store.decideApproval(decision(claim, { by: person(2) }))).toEqual({ outcome: "decided" });
    });

    it("is not for whoever took the run back with other data, and is for who took it back as it was", async () => {
      const claim = await waitingApproval({ rules: rules(1, { allowSelf: false }) });
      const body = { type: "rewind", toSeq: 1, by: "person 1" } as const;
      await harness().store.post({
        runId: claim.runId,
        dedupeKey: "rewind:1",
        body: { ...body, edits: { input: { total: 1 } } },
      });
      await harness().store.post({ runId: claim.runId, dedupeKey: "rewind:2", body: { ...body, by: "person 2", edits: {} } });
      const answer = (nth: number) => harness().store.decideApproval(decision(claim, { by: person(nth) }));
      expect(await answer(1)).toEqual({ outcome: "notNow", why: "ownRun" });
      expect(await answer(2)).not.toMatchObject({ outcome: "notNow" });
    });

    it("takes changed details and asks for changes only where its rules offer it", async () => {
      const plain = await waitingApproval({ rules: rules(1) });
      const edit = { answer: { total: 900 } };
      expect(await harness().store.decideApproval(decision(plain, edit))).toMatchObject({ outcome: "invalid" });
      const back = { decision: "changesRequested" } as const;
      expect(await harness().store.decideApproval(decision(plain, back))).toMatchObject({ outcome: "invalid" });
      const open = await waitingApproval({ rules: rules(1, { editable: ["total"], canRequestChanges: true }) });
      expect(await harness().store.decideApproval(decision(open, { answer: { customer: "x" } }))).toMatchObject({
        outcome: "invalid",
      });
      expect(await harness().store.decideApproval(decision(open, edit))).toEqual({ outcome: "decided" });
      const [message] = await harness().store.readInbox(open.runId, 0);
      expect(message?.body).toMatchObject({ decision: "approved", answer: { total: 900 } });
    });

    it("can be rejected so that what was done is left", async () => {
      const claim = await waitingApproval();
      await harness().store.decideApproval(decision(claim, { decision: "rejected", comment: "keep it", leaveDone: true }));
      const [message] = await harness().store.readInbox(claim.runId, 0);
      const reason = "Rejected; what was done is left: keep it";
      expect(message?.body).toEqual({ type: "cancel", by: "Ada", reason, compensate: false });
    });

    it("is closed when the run needs it no more", async () => {
      const claim = await waitingApproval();
      const again = await harness().store.claim(claim.runId);
      const close = { closeApprovals: [`${claim.runId}:approve:1`], clearTimers: [{ nodeId: "approve", visit: 1 }] };
      await harness().store.checkpoint(checkpoint(again!, { ...close, status: "waiting", release: {} }));
      expect(await harness().store.decideApproval(decision(claim))).toMatchObject({
        outcome: "alreadyDecided",
        status: "closed",
      });
    });
  });
}
