import { describe, expect, it } from "vitest";
import type { RunEvent } from "../core/machine/run-event.ts";
import { createRunStoreKit, type RunStoreHarness } from "./run-store-kit.contract.ts";

/** What needs a person: incidents of a run, and runs that cannot be driven. */
export function describeIncidents(harness: () => RunStoreHarness): void {
  const { started, claimed, at, signalEvent, checkpoint } = createRunStoreKit(harness);

  describe("incidents", () => {
    const failure = { code: "http/status", message: "It answered \u0000 500.", details: { body: "\u0000" } };
    const undecided = { kind: "undecided", nodeId: "charge", visit: 1, failure } as const;
    const failed = { kind: "failed", nodeId: "ship", visit: 2, failure } as const;
    const end = (seq: number): RunEvent => ({ seq, at: at(), type: "run.completed", data: { output: null } });

    it("are stored with the events that tell of them, failure and all", async () => {
      const claim = await claimed();
      const write = checkpoint(claim, {
        events: [signalEvent(2)],
        status: "needs_decision",
        openIncidents: [undecided],
        release: {},
      });
      expect(await harness().store.checkpoint(write)).toBe("released");
      expect(await harness().incidents(claim.runId)).toEqual([{ kind: "undecided", nodeId: "charge", status: "open", failure }]);
    });

    it("are not stored by a process that lost the run", async () => {
      const claim = await claimed();
      await harness().takeAway(claim.runId);
      await harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], openIncidents: [failed] }));
      expect(await harness().incidents(claim.runId)).toEqual([]);
    });

    it("of one step are closed with what became of them, and the others stay open", async () => {
      const claim = await claimed();
      const other = { ...undecided, nodeId: "refund" };
      await harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], openIncidents: [undecided, other] }));
      const closeIncidents = [{ nodeId: "charge", visit: 1, resolution: "retried", by: "Ada" }];
      await harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(3)], closeIncidents }));
      expect(await harness().incidents(claim.runId)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ nodeId: "charge", status: "resolved", resolution: "retried" }),
          expect.objectContaining({ nodeId: "refund", status: "open" }),
        ]),
      );
    });

    it("that are open questions end with the run, a failure stays", async () => {
      const claim = await claimed();
      const other = { ...undecided, nodeId: "refund" };
      await harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], openIncidents: [undecided, other] }));
      const closeIncidents = [{ nodeId: "charge", visit: 1, resolution: "treatedAsFailed" }];
      const last = {
        events: [end(3)],
        status: "failed" as const,
        closeIncidents,
        openIncidents: [failed, undecided],
        release: {},
      };
      await harness().store.checkpoint(checkpoint(claim, last));
      const kept = await harness().incidents(claim.runId);
      expect(kept.map(({ kind, nodeId, resolution }) => [kind, nodeId, resolution]).toSorted()).toEqual([
        ["failed", "ship", undefined],
        ["undecided", "charge", "treatedAsFailed"],
        ["undecided", "refund", "failed"],
      ]);
    });

    it("are not opened for a run that was canceled", async () => {
      const claim = await claimed();
      await harness().store.checkpoint(
        checkpoint(claim, { events: [end(2)], status: "canceled", openIncidents: [failed, undecided], release: {} }),
      );
      expect(await harness().incidents(claim.runId)).toEqual([]);
    });
  });

  describe("a run that cannot be driven", () => {
    async function giveUp(runId: string, times: number): Promise<void> {
      for (let n = 1; n <= times; n++) {
        expect(await harness().store.claim(runId), `time ${n}`).toBeDefined();
        await harness().store.abandon(runId, `history \u0000 does not fit (${n})`);
      }
    }

    it("is set aside after the third time, with an incident that says why, and is not hinted again", async () => {
      const runId = await started();
      await giveUp(runId, 3);
      expect(await harness().store.claim(runId)).toBeUndefined();
      const [incident, ...others] = await harness().incidents(runId);
      expect(others).toEqual([]);
      expect(incident).toMatchObject({ kind: "quarantined", status: "open" });
      expect(incident?.failure).toMatchObject({ code: "run/quarantined", details: { times: 3, seq: 1 } });
      expect(incident?.failure.message).toMatch(/3 times in a row .* event 1\. The last time: history .* does not fit \(3\)/);
      await harness().store.sweep();
      expect(await harness().store.sweep()).toBe(0);
    });

    it("starts from nothing again when an event was recorded in between", async () => {
      const runId = await started();
      await giveUp(runId, 2);
      const claim = (await harness().store.claim(runId))!;
      await harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(2)] }));
      await harness().store.abandon(runId, "again");
      await giveUp(runId, 1);
      expect(await harness().store.claim(runId)).toBeDefined();
      expect(await harness().incidents(runId)).toEqual([]);
    });
  });
}
