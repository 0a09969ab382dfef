import { describe, expect, it } from "vitest";
import type { NewApproval } from "./ports.ts";
import { createRunStoreKit, type RunStoreHarness } from "./run-store-kit.contract.ts";

/** People who decide: one winner, and words for everybody else. */
export function describeApprovalDecisions(harness: () => RunStoreHarness): void {
  const { parked, at, checkpoint, approval, decision } = createRunStoreKit(harness);

  describe("approvals", () => {
    const waitingApproval = (changes: Partial<NewApproval> = {}, dueInMs = 3_600_000) =>
      parked((claim) => ({
        openApprovals: [approval(claim, changes)],
        setTimers: [{ nodeId: "approve", visit: 1, dueAt: at(dueInMs), approvalId: `${claim.runId}:approve:1` }],
      }));

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
