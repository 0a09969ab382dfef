import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "../core/machine/run-event.ts";
import type { RunState } from "../core/machine/run-state.ts";
import { describeApprovalDecisions } from "./approval-decision.contract.ts";
import { describeCheckpoints } from "./run-checkpoints.contract.ts";
import { describeIncidents } from "./run-incidents.contract.ts";
import { describeMail } from "./run-mail.contract.ts";
import { describeFormDecisions } from "./form-decision.contract.ts";
import { createRunStoreKit, type RunStoreHarness } from "./run-store-kit.contract.ts";

/** The behavior of every `RunStore`. Call it in a test file of the implementation. */
export function describeRunStore(name: string, setup: () => Promise<RunStoreHarness>): void {
  describe(`run store: ${name}`, () => {
    let harness: RunStoreHarness;
    beforeAll(async () => {
      harness = await setup();
    });
    afterAll(() => harness.close());

    const { started, claimed, parked, at, signalEvent, checkpoint, signal } = createRunStoreKit(() => harness);

    describe("starting", () => {
      it("stores a run with its first event", async () => {
        const run = harness.newRun({ businessKey: "order 7" });
        expect(await harness.store.createRuns([run])).toEqual([{ runId: run.runId, created: true }]);
        const events = await harness.store.readEvents(run.runId, 0);
        expect(events).toEqual([
          { seq: 1, at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/), type: "run.started", data: run.started },
        ]);
      });

      it("makes a run with a known trigger key only once, also when both arrive together", async () => {
        const triggerKey = `delivery ${Math.random()}`;
        const runs = [harness.newRun({ triggerKey }), harness.newRun({ triggerKey })];
        const together = (await Promise.all(runs.map((run) => harness.store.createRuns([run])))).flat();
        expect(together.filter((result) => result.created)).toHaveLength(1);
        expect(together[0]?.runId).toBe(together[1]?.runId);
        const later = await harness.peer.createRuns([harness.newRun({ triggerKey })]);
        expect(later).toEqual([{ runId: together[0]?.runId, created: false }]);
      });

      it("stores many runs in one call, in order", async () => {
        const runs = Array.from({ length: 250 }, () => harness.newRun());
        const created = await harness.store.createRuns(runs);
        expect(created.map((result) => result.runId)).toEqual(runs.map((run) => run.runId));
      });

      it("refuses an unknown flow version and keeps the others", async () => {
        const unknown = harness.newRun({ flowVersionId: "00000000-0000-4000-8000-000000000000" });
        const good = harness.newRun();
        const [refused, stored] = await Promise.allSettled([
          harness.store.createRuns([unknown]),
          harness.store.createRuns([good]),
        ]);
        expect(refused.status).toBe("rejected");
        expect(stored).toMatchObject({ status: "fulfilled", value: [{ created: true }] });
      });

      it("keeps payloads as they are: key order, control characters, big and small numbers", async () => {
        const input = {
          z: 1,
          a: [null, true, 1e-7, 123456789012],
          "\u0000": "\u0000\n\u2028\ud83d\ude00",
          nested: { b: 1, a: 2 },
        };
        const template = harness.newRun();
        const run = { ...template, started: { ...template.started, input } };
        await harness.store.createRuns([run]);
        const claim = await harness.store.claim(run.runId);
        expect(JSON.stringify(claim?.events[0]?.data)).toBe(JSON.stringify(run.started));
      });
    });

    describe("claiming", () => {
      it("gives a run to one process only", async () => {
        const runId = await started();
        const claims = await Promise.all(
          [harness.store, harness.peer, harness.store, harness.peer].map((store) => store.claim(runId)),
        );
        expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
      });

      it("gives nothing for a run that is unknown or has ended", async () => {
        const claim = await claimed();
        const end: RunEvent = { seq: 2, at: at(), type: "run.completed", data: { output: null } };
        await harness.store.checkpoint(checkpoint(claim, { events: [end], status: "completed", release: {} }));
        expect(await harness.store.claim(claim.runId)).toBeUndefined();
        expect(await harness.store.claim(harness.newRun().runId)).toBeUndefined();
      });

      it("gives the kept state, the events after it and the unread mail", async () => {
        const first = await claimed();
        const state = { runId: first.runId, seq: 2 } as RunState;
        const events = [signalEvent(2)];
        expect(await harness.store.checkpoint(checkpoint(first, { events, status: "waiting", release: { state } }))).toBe(
          "released",
        );
        await harness.store.post(signal(first.runId, "one"));
        const second = await harness.peer.claim(first.runId);
        expect(second).toMatchObject({
          epoch: first.epoch + 1,
          state,
          events: [],
          inboxReadId: 0,
          inbox: [{ id: 1, body: { payload: "one" } }],
        });
        expect(Math.abs((second?.nowMs ?? 0) - harness.nowMs())).toBeLessThan(60_000);
      });
    });

    describeCheckpoints(() => harness);
    describeMail(() => harness);
    describeApprovalDecisions(() => harness);
    describeIncidents(() => harness);
    describeFormDecisions(() => harness);

    it("gives up a run it cannot go on with, and the sweep brings it back for another", async () => {
      const claim = await claimed();
      await harness.store.abandon(claim.runId, "no reason");
      expect(await harness.store.checkpoint(checkpoint(claim, { status: "waiting", release: {} }))).toBe("fenced");
      expect((await harness.store.claim(claim.runId))?.epoch).toBeGreaterThan(claim.epoch);
    });

    it("finds nothing to sweep when nothing was lost", async () => {
      await harness.store.sweep();
      await started();
      await parked();
      expect(await harness.store.sweep()).toBe(0);
    });
  });
}
