import { describe, expect, it } from "vitest";
import type { DecideResult, NewApproval } from "./ports.ts";
import { createRunStoreKit, type RunStoreHarness } from "./run-store-kit.contract.ts";

const form = {
  type: "object",
  required: ["amount"],
  properties: { amount: { type: "integer", minimum: 1 }, note: { type: "string" } },
};

/** Forms are approvals that are decided with data: the part of the run store's contract that is about them. */
export function describeFormDecisions(harness: () => RunStoreHarness): void {
  const { parked, approval, decision } = createRunStoreKit(harness);
  const waitingForm = (changes: Partial<NewApproval> = {}) =>
    parked((claim) => ({ openApprovals: [approval(claim, { form, initial: { amount: 3 }, ...changes })] }));
  const paths = (result: DecideResult) => (result.outcome === "invalid" ? result.problems.map(({ path }) => path) : result);

  describe("forms", () => {
    it("have exactly one winner among 200 people who answer at once, and keep the winner's answer", async () => {
      const claim = await waitingForm();
      const answers = Array.from({ length: 200 }, (_, n) => n + 1);
      const results = await Promise.all(
        answers.map((amount) =>
          (amount % 2 ? harness().store : harness().peer).decideApproval(
            decision(claim, { decision: "answered", answer: { amount }, by: { name: `person ${amount}`, roles: ["executive"] } }),
          ),
        ),
      );
      const winners = answers.filter((_, index) => results[index]!.outcome === "decided");
      expect(winners).toHaveLength(1);
      const late = results.filter(({ outcome }) => outcome !== "decided");
      expect(late).toHaveLength(199);
      for (const result of late)
        expect(result).toMatchObject({ outcome: "alreadyDecided", status: "answered", by: `person ${winners[0]}` });
      const inbox = await harness().store.readInbox(claim.runId, 0);
      expect(inbox.map(({ body }) => body)).toMatchObject([
        { decision: "answered", by: `person ${winners[0]}`, answer: { amount: winners[0] } },
      ]);
    });

    it("refuse an answer that does not fit, field by field, and still wait", async () => {
      const claim = await waitingForm();
      const answer = (value: Record<string, string | number>) =>
        harness().store.decideApproval(decision(claim, { decision: "answered", answer: value }));
      expect(paths(await answer({ amount: 0, note: 7 }))).toEqual(["/amount", "/note"]);
      expect(paths(await answer({}))).toEqual(["/amount"]);
      expect(await harness().store.readInbox(claim.runId, 0)).toEqual([]);
      expect(await answer({ amount: 1 })).toEqual({ outcome: "decided" });
    });

    it("are not approved or rejected, and approvals are not answered", async () => {
      const claim = await waitingForm();
      expect(await harness().store.decideApproval(decision(claim))).toMatchObject({ outcome: "invalid" });
      const plain = await parked((run) => ({ openApprovals: [approval(run)] }));
      const answered = decision(plain, { decision: "answered", answer: { amount: 1 } });
      expect(await harness().store.decideApproval(answered)).toMatchObject({ outcome: "invalid" });
    });

    it("tell who is not asked nothing of what the form would say", async () => {
      const claim = await waitingForm();
      const by = { name: "Bob", roles: ["analyst"] };
      expect(await harness().store.decideApproval(decision(claim, { decision: "answered", answer: {}, by }))).toEqual({
        outcome: "forbidden",
        roles: ["executive"],
      });
    });
  });
}
