import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { RunState } from "../core/machine/run-state.ts";
import { describeFormDecisions } from "./form-decision.contract.ts";
import type { NewApproval } from "./ports.ts";
import { createRunStoreKit, type RunStoreHarness } from "./run-store-kit.contract.ts";

/** The behavior of every `RunStore`. Call it in a test file of the implementation. */
export function describeRunStore(name: string, setup: () => Promise<RunStoreHarness>): void {
  describe(`run store: ${name}`, () => {
    let harness: RunStoreHarness;
    beforeAll(async () => {
      harness = await setup();
    });
    afterAll(() => harness.close());

    const { started, claimed, parked, at, signalEvent, checkpoint, approval, decision, signal } = createRunStoreKit(
      () => harness,
    );

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

    describe("checkpoints", () => {
      it("appends events without gaps and gives them back as they were", async () => {
        const claim = await claimed();
        const step = { nodeId: "price", visit: 1, attempt: 1 };
        const events: RunEvent[] = [
          { seq: 2, at: at(), type: "step.started", ...step, data: { input: { b: 1, a: 2 } } },
          { seq: 3, at: at(), type: "step.completed", ...step, data: { output: [1, "two", null], durationMs: 4 } },
          { seq: 4, at: at(), type: "timer.fired", data: { nodeId: "NULL", visit: 1 } },
        ];
        expect(await harness.store.checkpoint(checkpoint(claim, { events }))).toBe("stored");
        expect(await harness.peer.readEvents(claim.runId, 1)).toEqual(events);
        expect(await harness.store.readEvents(claim.runId, 2, 1)).toEqual([events[1]]);
      });

      it("keeps checkpoints of one run in order when they are given together", async () => {
        const claim = await claimed();
        const writes = [2, 3, 4, 5].map((seq) => harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(seq)] })));
        expect(await Promise.all(writes)).toEqual(["stored", "stored", "stored", "stored"]);
        expect((await harness.store.readEvents(claim.runId, 0)).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
      });

      it("writes many runs together, each with its own outcome", async () => {
        const claims = await Promise.all(Array.from({ length: 60 }, () => claimed()));
        await harness.takeAway(claims[7]!.runId);
        const results = await Promise.all(
          claims.map((claim) =>
            harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], status: "waiting", release: {} })),
          ),
        );
        expect(results.filter((result) => result === "released")).toHaveLength(59);
        expect(results[7]).toBe("fenced");
      });

      it("refuses a process that lost the run, and stores nothing of it", async () => {
        const mine = await claimed();
        await harness.takeAway(mine.runId);
        expect(await harness.store.checkpoint(checkpoint(mine, { events: [signalEvent(2)] }))).toBe("fenced");
        const theirs = await harness.peer.claim(mine.runId);
        const late = checkpoint(mine, { events: [signalEvent(2)], openApprovals: [approval(mine)], release: {} });
        expect(await harness.store.checkpoint(late)).toBe("fenced");
        expect(theirs?.epoch).toBe(mine.epoch + 1);
        expect(await harness.store.readEvents(mine.runId, 1)).toEqual([]);
        expect(await harness.store.decideApproval(decision(mine))).toEqual({ outcome: "unknown" });
      });

      it("refuses events that would leave a gap", async () => {
        const claim = await claimed();
        await expect(harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(5)] }))).rejects.toThrow(
          /goes on with event 5/,
        );
      });

      it("lets a run go only when its mail is read", async () => {
        const claim = await claimed();
        await harness.store.post(signal(claim.runId, "during"));
        expect(
          await harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], status: "waiting", release: {} })),
        ).toBe("inboxMoved");
        expect(await harness.peer.claim(claim.runId)).toBeUndefined();
        const [message] = await harness.store.readInbox(claim.runId, 0);
        expect(message).toEqual({ id: 1, body: { type: "signal", name: "go", payload: "during" } });
        const read = checkpoint(claim, { events: [signalEvent(3)], inboxReadId: 1, status: "waiting", release: {} });
        expect(await harness.store.checkpoint(read)).toBe("released");
        expect(await harness.store.readInbox(claim.runId, 1)).toEqual([]);
        await harness.store.post(signal(claim.runId, "after"));
        expect(await harness.peer.claim(claim.runId)).toMatchObject({
          inboxReadId: 1,
          inbox: [{ id: 2, body: { payload: "after" } }],
        });
      });

      it.each(["completed", "failed", "compensated", "compensation_incomplete", "canceled"] satisfies RunStatus[])(
        "lets a run that is %s go whatever its mail, and nothing wakes it again",
        async (status) => {
          const claim = await claimed();
          await harness.store.post(signal(claim.runId, "too late"));
          const waits = {
            setTimers: [{ nodeId: "wait", visit: 1, dueAt: at(-1_000) }],
            openApprovals: [approval(claim)],
          };
          await harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], status: "waiting", ...waits }));
          const end: RunEvent = { seq: 3, at: at(), type: "run.completed", data: { output: null } };
          expect(await harness.store.checkpoint(checkpoint(claim, { events: [end], status, release: {} }))).toBe("released");
          expect(await harness.store.decideApproval(decision(claim))).toMatchObject({
            outcome: "alreadyDecided",
            status: "closed",
          });
          await harness.store.fireDueTimers(1_000);
          expect(await harness.store.readInbox(claim.runId, 1)).toEqual([]);
          expect(await harness.store.post(signal(claim.runId, "after"))).toBe("ended");
        },
      );
    });

    describe("mail", () => {
      it("stores a message once per dedupe key, also when copies arrive together", async () => {
        const claim = await parked();
        const copies = await Promise.all(
          Array.from({ length: 6 }, (_, n) => (n % 2 ? harness.store : harness.peer).post(signal(claim.runId, "same"))),
        );
        expect(copies.filter((result) => result === "stored")).toHaveLength(1);
        expect(copies.filter((result) => result === "duplicate")).toHaveLength(5);
        expect(await harness.store.readInbox(claim.runId, 0)).toHaveLength(1);
      });

      it("numbers messages of a run from 1 without gaps", async () => {
        const claim = await parked();
        const keys = Array.from({ length: 40 }, (_, n) => `key ${n % 30}`);
        await Promise.all(keys.map((key, n) => (n % 2 ? harness.store : harness.peer).post(signal(claim.runId, key))));
        const ids = (await harness.store.readInbox(claim.runId, 0)).map((message) => message.id);
        expect(ids).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
      });

      it("says when there is no such run", async () => {
        expect(await harness.store.post(signal(harness.newRun().runId, "lost"))).toBe("unknownRun");
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
        const { fired, nextDueInMs } = await harness.store.fireDueTimers(100);
        expect(fired).toBe(1);
        expect(nextDueInMs).toBeGreaterThan(3_500_000);
        expect(await harness.store.fireDueTimers(100)).toMatchObject({ fired: 0 });
        const inbox = await harness.store.readInbox(claim.runId, 0);
        expect(inbox).toEqual([{ id: 1, body: { type: "timer", nodeId: "soon", visit: 2 } }]);
      });

      it("forgets a timer that was cleared, and keeps one that was cleared and set again", async () => {
        const claim = await parked(() => ({
          setTimers: [
            { nodeId: "dropped", visit: 1, dueAt: at(3_600_000) },
            { nodeId: "moved", visit: 1, dueAt: at(3_600_000) },
          ],
        }));
        const again = await harness.store.claim(claim.runId);
        await harness.store.checkpoint(
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
        await harness.store.fireDueTimers(100);
        const inbox = await harness.store.readInbox(claim.runId, 0);
        expect(inbox.map((message) => message.body)).toEqual([{ type: "timer", nodeId: "moved", visit: 1 }]);
      });

      it("fires a timer of the same step again when it is set again", async () => {
        const claim = await parked(() => ({ setTimers: [{ nodeId: "retry", visit: 1, dueAt: at(-2_000) }] }));
        await harness.store.fireDueTimers(100);
        const again = await harness.store.claim(claim.runId);
        const retry = { inboxReadId: 1, setTimers: [{ nodeId: "retry", visit: 1, dueAt: at(-1_000) }] };
        await harness.store.checkpoint(checkpoint(again!, { status: "waiting", ...retry, release: {} }));
        expect(await harness.store.fireDueTimers(100)).toMatchObject({ fired: 1 });
        expect(await harness.store.readInbox(claim.runId, 0)).toHaveLength(2);
      });
    });

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
            (n % 2 ? harness.store : harness.peer).decideApproval(
              decision(claim, { decision: n % 3 ? "approved" : "rejected", by: { name: `person ${n}`, roles: ["executive"] } }),
            ),
          ),
        );
        expect(outcomes.filter((result) => result.outcome === "decided")).toHaveLength(1);
        const losers = outcomes.filter((result) => result.outcome === "alreadyDecided");
        expect(losers).toHaveLength(19);
        const inbox = await harness.store.readInbox(claim.runId, 0);
        expect(inbox).toHaveLength(1);
        const body = inbox[0]?.body;
        expect(body).toMatchObject({ type: "approval", approvalId: `${claim.runId}:approve:1`, nodeId: "approve", visit: 1 });
        const winner = body?.type === "approval" ? body.by : undefined;
        expect(losers.every((result) => result.outcome === "alreadyDecided" && result.by === winner)).toBe(true);
      });

      it("passes the comment on", async () => {
        const claim = await waitingApproval();
        await harness.store.decideApproval(decision(claim, { comment: "too expensive", decision: "rejected" }));
        const [message] = await harness.store.readInbox(claim.runId, 0);
        expect(message?.body).toMatchObject({ decision: "rejected", by: "Ada", comment: "too expensive" });
      });

      it("is refused to people without the role, and open to operators", async () => {
        const claim = await waitingApproval();
        const by = { name: "Bob", roles: ["analyst"] };
        expect(await harness.store.decideApproval(decision(claim, { by }))).toEqual({
          outcome: "forbidden",
          roles: ["executive"],
        });
        expect(await harness.store.decideApproval(decision(claim, { by: { ...by, isOperator: true } }))).toEqual({
          outcome: "decided",
        });
      });

      it("does not exist for another organization", async () => {
        const claim = await waitingApproval();
        const elsewhere = decision(claim, { orgId: "00000000-0000-4000-8000-00000000000e" });
        expect(await harness.store.decideApproval(elsewhere)).toEqual({ outcome: "unknown" });
      });

      it("times out when nobody decided, and a person is then too late", async () => {
        const claim = await waitingApproval({}, -1_000);
        await harness.store.fireDueTimers(100);
        const inbox = await harness.store.readInbox(claim.runId, 0);
        expect(inbox.map((message) => message.body)).toEqual([
          { type: "approval", approvalId: `${claim.runId}:approve:1`, nodeId: "approve", visit: 1, decision: "timedOut" },
        ]);
        expect(await harness.store.decideApproval(decision(claim))).toMatchObject({
          outcome: "alreadyDecided",
          status: "timedOut",
        });
      });

      it("does not time out when a person was first", async () => {
        const claim = await waitingApproval({}, -1_000);
        await harness.store.decideApproval(decision(claim));
        expect(await harness.store.fireDueTimers(100)).toMatchObject({ fired: 0 });
        expect(await harness.store.readInbox(claim.runId, 0)).toHaveLength(1);
      });

      it("is closed when the run needs it no more", async () => {
        const claim = await waitingApproval();
        const again = await harness.store.claim(claim.runId);
        const close = { closeApprovals: [`${claim.runId}:approve:1`], clearTimers: [{ nodeId: "approve", visit: 1 }] };
        await harness.store.checkpoint(checkpoint(again!, { ...close, status: "waiting", release: {} }));
        expect(await harness.store.decideApproval(decision(claim))).toMatchObject({
          outcome: "alreadyDecided",
          status: "closed",
        });
      });
    });

    describeFormDecisions(() => harness);

    it("gives up a run it cannot go on with, and the sweep brings it back for another", async () => {
      const claim = await claimed();
      await harness.store.abandon(claim.runId, "no reason");
      expect(await harness.store.checkpoint(checkpoint(claim, { status: "waiting", release: {} }))).toBe("fenced");
      expect((await harness.store.claim(claim.runId))?.epoch).toBeGreaterThan(claim.epoch);
    });

    describe("a state kept while a run is driven", () => {
      const stateAt = (runId: string, seq: number) => ({ runId, seq, note: "\u0000" }) as unknown as RunState;

      it("is what the next claim starts from, with the events after it", async () => {
        const first = await claimed();
        const { runId } = first;
        const kept = checkpoint(first, { events: [signalEvent(2), signalEvent(3)], snapshot: stateAt(runId, 3) });
        expect(await harness.store.checkpoint(kept)).toBe("stored");
        await harness.store.checkpoint(checkpoint(first, { events: [signalEvent(4), signalEvent(5)] }));
        await harness.takeAway(runId);
        const second = await harness.peer.claim(runId);
        expect(second?.state).toEqual(stateAt(runId, 3));
        expect(second?.events.map((event) => event.seq)).toEqual([4, 5]);
      });

      it("is kept also when mail keeps the run from being let go, and gives way to a newer one", async () => {
        const first = await claimed();
        const { runId } = first;
        await harness.store.post(signal(runId, "unread"));
        const state = stateAt(runId, 2);
        const write = checkpoint(first, { events: [signalEvent(2)], status: "waiting", snapshot: state, release: { state } });
        expect(await harness.store.checkpoint(write)).toBe("inboxMoved");
        await harness.takeAway(runId);
        const second = await harness.store.claim(runId);
        expect(second).toMatchObject({ state: { seq: 2 }, events: [] });
        const newer = {
          events: [signalEvent(3)],
          inboxReadId: 1,
          status: "waiting" as const,
          release: { state: stateAt(runId, 3) },
        };
        expect(await harness.store.checkpoint(checkpoint(second!, newer))).toBe("released");
        expect(await harness.store.claim(runId)).toMatchObject({ state: { seq: 3 }, events: [] });
      });
    });

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
        expect(await harness.store.checkpoint(write)).toBe("released");
        expect(await harness.incidents(claim.runId)).toEqual([{ kind: "undecided", nodeId: "charge", status: "open", failure }]);
      });

      it("are not stored by a process that lost the run", async () => {
        const claim = await claimed();
        await harness.takeAway(claim.runId);
        await harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], openIncidents: [failed] }));
        expect(await harness.incidents(claim.runId)).toEqual([]);
      });

      it("of one step are closed with what became of them, and the others stay open", async () => {
        const claim = await claimed();
        const other = { ...undecided, nodeId: "refund" };
        await harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], openIncidents: [undecided, other] }));
        const closeIncidents = [{ nodeId: "charge", visit: 1, resolution: "retried", by: "Ada" }];
        await harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(3)], closeIncidents }));
        expect(await harness.incidents(claim.runId)).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ nodeId: "charge", status: "resolved", resolution: "retried" }),
            expect.objectContaining({ nodeId: "refund", status: "open" }),
          ]),
        );
      });

      it("that are open questions end with the run, a failure stays", async () => {
        const claim = await claimed();
        const other = { ...undecided, nodeId: "refund" };
        await harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(2)], openIncidents: [undecided, other] }));
        const closeIncidents = [{ nodeId: "charge", visit: 1, resolution: "treatedAsFailed" }];
        const last = {
          events: [end(3)],
          status: "failed" as const,
          closeIncidents,
          openIncidents: [failed, undecided],
          release: {},
        };
        await harness.store.checkpoint(checkpoint(claim, last));
        const kept = await harness.incidents(claim.runId);
        expect(kept.map(({ kind, nodeId, resolution }) => [kind, nodeId, resolution]).toSorted()).toEqual([
          ["failed", "ship", undefined],
          ["undecided", "charge", "treatedAsFailed"],
          ["undecided", "refund", "failed"],
        ]);
      });

      it("are not opened for a run that was canceled", async () => {
        const claim = await claimed();
        await harness.store.checkpoint(
          checkpoint(claim, { events: [end(2)], status: "canceled", openIncidents: [failed, undecided], release: {} }),
        );
        expect(await harness.incidents(claim.runId)).toEqual([]);
      });
    });

    describe("a run that cannot be driven", () => {
      async function giveUp(runId: string, times: number): Promise<void> {
        for (let n = 1; n <= times; n++) {
          expect(await harness.store.claim(runId), `time ${n}`).toBeDefined();
          await harness.store.abandon(runId, `history \u0000 does not fit (${n})`);
        }
      }

      it("is set aside after the third time, with an incident that says why, and is not hinted again", async () => {
        const runId = await started();
        await giveUp(runId, 3);
        expect(await harness.store.claim(runId)).toBeUndefined();
        const [incident, ...others] = await harness.incidents(runId);
        expect(others).toEqual([]);
        expect(incident).toMatchObject({ kind: "quarantined", status: "open" });
        expect(incident?.failure).toMatchObject({ code: "run/quarantined", details: { times: 3, seq: 1 } });
        expect(incident?.failure.message).toMatch(/3 times in a row .* event 1\. The last time: history .* does not fit \(3\)/);
        await harness.store.sweep();
        expect(await harness.store.sweep()).toBe(0);
      });

      it("starts from nothing again when an event was recorded in between", async () => {
        const runId = await started();
        await giveUp(runId, 2);
        const claim = (await harness.store.claim(runId))!;
        await harness.store.checkpoint(checkpoint(claim, { events: [signalEvent(2)] }));
        await harness.store.abandon(runId, "again");
        await giveUp(runId, 1);
        expect(await harness.store.claim(runId)).toBeDefined();
        expect(await harness.incidents(runId)).toEqual([]);
      });
    });

    it("finds nothing to sweep when nothing was lost", async () => {
      await harness.store.sweep();
      await started();
      await parked();
      expect(await harness.store.sweep()).toBe(0);
    });
  });
}
