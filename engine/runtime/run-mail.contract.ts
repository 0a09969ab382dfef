import { describe, expect, it } from "vitest";
import { createRunStoreKit, type RunStoreHarness } from "./run-store-kit.contract.ts";

/** What arrives for a run: messages, and timers that become messages. */
export function describeMail(harness: () => RunStoreHarness): void {
  const { parked, at, checkpoint, signal } = createRunStoreKit(harness);

  describe("mail", () => {
    it("stores a message once per dedupe key, also when copies arrive together", async () => {
      const claim = await parked();
      const copies = await Promise.all(
        Array.from({ length: 6 }, (_, n) => (n % 2 ? harness().store : harness().peer).post(signal(claim.runId, "same"))),
      );
      expect(copies.filter((result) => result === "stored")).toHaveLength(1);
      expect(copies.filter((result) => result === "duplicate")).toHaveLength(5);
      expect(await harness().store.readInbox(claim.runId, 0)).toHaveLength(1);
    });

    it("numbers messages of a run from 1 without gaps", async () => {
      const claim = await parked();
      const keys = Array.from({ length: 40 }, (_, n) => `key ${n % 30}`);
      await Promise.all(keys.map((key, n) => (n % 2 ? harness().store : harness().peer).post(signal(claim.runId, key))));
      const ids = (await harness().store.readInbox(claim.runId, 0)).map((message) => message.id);
      expect(ids).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    });

    it("takes no rewind for a paused run, which would lie there unread, and anything else", async () => {
      const { runId } = await parked(() => ({ status: "paused" }));
      const body = { type: "rewind", toSeq: 1, edits: {}, by: "Ada" } as const;
      expect(await harness().store.post({ runId, dedupeKey: "back", body })).toBe("paused");
      expect(await harness().store.post(signal(runId, "kept"))).toBe("stored");
      expect(await harness().store.readInbox(runId, 0)).toHaveLength(1);
    });

    it("says when there is no such run", async () => {
      expect(await harness().store.post(signal(harness().newRun().runId, "lost"))).toBe("unknownRun");
    });
  });

  describe("timers", () => {
    it("turns due timers into messages once and leaves the others", async () => {
      const claim = await parked(() => ({
        setTimers: [
          { nodeId: "soon", visit: 2, dueAt: at(-1_000) },
          { nodeId: "later", visit: 1, dueAt: at(3_600_000) },
        ],
      }));
      const { fired, nextDueInMs } = await harness().store.fireDueTimers(100);
      expect(fired).toBe(1);
      expect(nextDueInMs).toBeGreaterThan(3_500_000);
      expect(await harness().store.fireDueTimers(100)).toMatchObject({ fired: 0 });
      const inbox = await harness().store.readInbox(claim.runId, 0);
      expect(inbox).toEqual([{ id: 1, body: { type: "timer", nodeId: "soon", visit: 2 } }]);
    });

    it("forgets a timer that was cleared, and keeps one that was cleared and set again", async () => {
      const claim = await parked(() => ({
        setTimers: [
          { nodeId: "dropped", visit: 1, dueAt: at(3_600_000) },
          { nodeId: "moved", visit: 1, dueAt: at(3_600_000) },
        ],
      }));
      const again = await harness().store.claim(claim.runId);
      await harness().store.checkpoint(
        checkpoint(again!, {
          status: "waiting",
          clearTimers: [
            { nodeId: "dropped", visit: 1 },
            { nodeId: "moved", visit: 1 },
          ],
          setTimers: [{ nodeId: "moved", visit: 1, dueAt: at(-1_000) }],
          release: {},
        }),
      );
      await harness().store.fireDueTimers(100);
      const inbox = await harness().store.readInbox(claim.runId, 0);
      expect(inbox.map((message) => message.body)).toEqual([{ type: "timer", nodeId: "moved", visit: 1 }]);
    });

    it("fires a timer of the same step again when it is set again", async () => {
      const claim = await parked(() => ({ setTimers: [{ nodeId: "retry", visit: 1, dueAt: at(-2_000) }] }));
      await harness().store.fireDueTimers(100);
      const again = await harness().store.claim(claim.runId);
      const retry = { inboxReadId: 1, setTimers: [{ nodeId: "retry", visit: 1, dueAt: at(-1_000) }] };
      await harness().store.checkpoint(checkpoint(again!, { status: "waiting", ...retry, release: {} }));
      expect(await harness().store.fireDueTimers(100)).toMatchObject({ fired: 1 });
      expect(await harness().store.readInbox(claim.runId, 0)).toHaveLength(2);
    });
  });
}
