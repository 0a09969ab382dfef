import { describe, expect, it } from "vitest";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { RunState } from "../core/machine/run-state.ts";
import { createRunStoreKit, type RunStoreHarness } from "./run-store-kit.contract.ts";

/** Writing down what a run did, and the state kept beside its events. */
export function describeCheckpoints(harness: () => RunStoreHarness): void {
  const { claimed, at, signalEvent, checkpoint, approval, decision, signal } = createRunStoreKit(harness);

  describe("checkpoints", () => {
    it("appends events without gaps and gives them back as they were", async () => {
      const claim = await claimed();
      const step = { nodeId: "price", visit: 1, attempt: 1 };
      const events: RunEvent[] = [
        { seq: 2, at: at(), type: "step.started", ...step, data: { input: { b: 1, a: 2 } } },
        { seq: 3, at: at(), type: "step.completed", ...step, data: { output: [1, "two", null], durationMs: 4 } },
        { seq: 4, at: at(), type: "timer.fired", data: { nodeId: "NULL", visit: 1 } },
      ];
      expect(await harness().store.checkpoint(checkpoint(claim, { events }))).toBe("stored");
      expect(await harness().peer.readEvents(claim.runId, 1)).toEqual(events);
      expect(await harness().store.readEvents(claim.runId, 2, 1)).toEqual([events[1]]);
    });

    it("keeps checkpoints of one run in order when they are given together", async () => {
      const claim = await claimed();
      const writes = [2, 3, 4, 5].map((seq) => harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(seq)] })));
      expect(await Promise.all(writes)).toEqual(["stored", "stored", "stored", "stored"]);
      expect((await harness().store.readEvents(claim.runId, 0)).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
    });

    it("writes many runs together, each with its own outcome", async () => {
      const claims = await Promise.all(Array.from({ length: 60 }, () => claimed()));
      await harness().takeAway(claims[7]!.runId);
      const results = await Promise.all(
        claims.map((claim) =>
          harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], status: "waiting", release: {} })),
        ),
      );
      expect(results.filter((result) => result === "released")).toHaveLength(59);
      expect(results[7]).toBe("fenced");
    });

    it("refuses a process that lost the run, and stores nothing of it", async () => {
      const mine = await claimed();
      await harness().takeAway(mine.runId);
      expect(await harness().store.checkpoint(checkpoint(mine, { events: [signalEvent(2)] }))).toBe("fenced");
      const theirs = await harness().peer.claim(mine.runId);
      const late = checkpoint(mine, { events: [signalEvent(2)], openApprovals: [approval(mine)], release: {} });
      expect(await harness().store.checkpoint(late)).toBe("fenced");
      expect(theirs?.epoch).toBe(mine.epoch + 1);
      expect(await harness().store.readEvents(mine.runId, 1)).toEqual([]);
      expect(await harness().store.decideApproval(decision(mine))).toEqual({ outcome: "unknown" });
    });

    it("refuses what a process wrote before it lost the run and claimed it again", async () => {
      const first = await claimed();
      await harness().takeAway(first.runId);
      const second = await harness().store.claim(first.runId);
      expect(await harness().store.checkpoint(checkpoint(first, { events: [signalEvent(2, "late")] }))).toBe("fenced");
      expect(await harness().store.checkpoint(checkpoint(second!, { events: [signalEvent(2)] }))).toBe("stored");
      expect(await harness().store.readEvents(first.runId, 1)).toMatchObject([{ seq: 2, data: { payload: { n: 2 } } }]);
    });

    it("refuses events that would leave a gap", async () => {
      const claim = await claimed();
      await expect(harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(5)] }))).rejects.toThrow(
        /goes on with event 5/,
      );
    });

    it("lets a run go only when its mail is read", async () => {
      const claim = await claimed();
      await harness().store.post(signal(claim.runId, "during"));
      expect(
        await harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], status: "waiting", release: {} })),
      ).toBe("inboxMoved");
      expect(await harness().peer.claim(claim.runId)).toBeUndefined();
      const [message] = await harness().store.readInbox(claim.runId, 0);
      expect(message).toEqual({ id: 1, body: { type: "signal", name: "go", payload: "during" } });
      const read = checkpoint(claim, { events: [signalEvent(3)], inboxReadId: 1, status: "waiting", release: {} });
      expect(await harness().store.checkpoint(read)).toBe("released");
      expect(await harness().store.readInbox(claim.runId, 1)).toEqual([]);
      await harness().store.post(signal(claim.runId, "after"));
      expect(await harness().peer.claim(claim.runId)).toMatchObject({
        inboxReadId: 1,
        inbox: [{ id: 2, body: { payload: "after" } }],
      });
    });

    it.each(["completed", "failed", "compensated", "compensation_incomplete", "canceled"] satisfies RunStatus[])(
      "lets a run that is %s go whatever its mail, and nothing wakes it again",
      async (status) => {
        const claim = await claimed();
        await harness().store.post(signal(claim.runId, "too late"));
        const waits = {
          setTimers: [{ nodeId: "wait", visit: 1, dueAt: at(-1_000) }],
          openApprovals: [approval(claim)],
        };
        await harness().store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], status: "waiting", ...waits }));
        const end: RunEvent = { seq: 3, at: at(), type: "run.completed", data: { output: null } };
        expect(await harness().store.checkpoint(checkpoint(claim, { events: [end], status, release: {} }))).toBe("released");
        expect(await harness().store.decideApproval(decision(claim))).toMatchObject({
          outcome: "alreadyDecided",
          status: "closed",
        });
        await harness().store.fireDueTimers(1_000);
        expect(await harness().store.readInbox(claim.runId, 1)).toEqual([]);
        expect(await harness().store.post(signal(claim.runId, "after"))).toBe("ended");
      },
    );
  });

  describe("a state kept while a run is driven", () => {
    const stateAt = (runId: string, seq: number) => ({ runId, seq, note: "\u0000" }) as unknown as RunState;

    it("is what the next claim starts from, with the events after it", async () => {
      const first = await claimed();
      const { runId } = first;
      const kept = checkpoint(first, { events: [signalEvent(2), signalEvent(3)], snapshot: stateAt(runId, 3) });
      expect(await harness().store.checkpoint(kept)).toBe("stored");
      await harness().store.checkpoint(checkpoint(first, { events: [signalEvent(4), signalEvent(5)] }));
      await harness().takeAway(runId);
      const second = await harness().peer.claim(runId);
      expect(second?.state).toEqual(stateAt(runId, 3));
      expect(second?.events.map((event) => event.seq)).toEqual([4, 5]);
    });

    it("is kept also when mail keeps the run from being let go, and gives way to a newer one", async () => {
      const first = await claimed();
      const { runId } = first;
      await harness().store.post(signal(runId, "unread"));
      const state = stateAt(runId, 2);
      const write = checkpoint(first, { events: [signalEvent(2)], status: "waiting", snapshot: state, release: { state } });
      expect(await harness().store.checkpoint(write)).toBe("inboxMoved");
      await harness().takeAway(runId);
      const second = await harness().store.claim(runId);
      expect(second).toMatchObject({ state: { seq: 2 }, events: [] });
      const newer = {
        events: [signalEvent(3)],
        inboxReadId: 1,
        status: "waiting" as const,
        release: { state: stateAt(runId, 3) },
      };
      expect(await harness().store.checkpoint(checkpoint(second!, newer))).toBe("released");
      expect(await harness().store.claim(runId)).toMatchObject({ state: { seq: 3 }, events: [] });
    });
  });
}
