import { describe, expect, it } from "vitest";
import type { StartRun } from "../../runtime/engine.ts";
import type { Delivery, DeliveryRound, PendingEvent, Subscription } from "../../runtime/event-bus.ts";
import { deliverEvents, type StartEventRun } from "./deliver-events.ts";

const event = {
  id: "e-1",
  source: "/shop",
  type: "order.shipped",
  subject: "A-1",
  time: "2026-01-01T00:00:00.000Z",
  data: { total: 120 },
};
const pending = (changes: Partial<PendingEvent> = {}): PendingEvent => ({
  orgId: "acme",
  environment: "prod",
  event,
  hops: 0,
  attempts: 0,
  ...changes,
});
const subscription = (changes: Partial<Subscription> = {}): Subscription => ({
  ...{ orgId: "acme", environment: "prod", flowKey: "f-1", flowId: "thanks", nodeId: "shipped", types: ["order.*"] },
  ...changes,
});

async function deliver(
  events: readonly PendingEvent[],
  subscriptions: readonly Subscription[],
  start?: StartEventRun,
  monotonicMs = () => 0,
) {
  const started: StartRun[] = [];
  const records: Delivery[] = [];
  const delivered: string[] = [];
  const postponed: [string, number][] = [];
  const round: DeliveryRound = {
    pending: async () => events,
    subscriptions: async () => subscriptions,
    record: async (deliveries) => void records.push(...deliveries),
    markDelivered: async (ids) => void delivered.push(...ids),
    postpone: async (id, ms) => void postponed.push([id, ms]),
  };
  const startAll: StartEventRun = async (request) => {
    started.push(request);
    return { ok: true, runId: `run-${started.length}`, created: true, version: 1 };
  };
  await deliverEvents(round, start ?? startAll, { monotonicMs });
  return { started, records, delivered, postponed };
}

describe("delivery of events", () => {
  it("starts one run per matching subscription, with the event as its input and in its trigger key", async () => {
    const { started, records, delivered } = await deliver(
      [pending()],
      [subscription(), subscription({ flowId: "stats", flowKey: "f-2", types: ["*"] }), subscription({ types: ["order.paid"] })],
    );
    expect(started).toEqual([
      {
        orgId: "acme",
        environment: "prod",
        flowId: "thanks",
        trigger: "shipped",
        input: event,
        triggerKey: "event:shipped:e-1",
        startedBy: "event",
      },
      expect.objectContaining({ flowId: "stats" }),
    ]);
    expect(records.map(({ flowKey, outcome, runId }) => [flowKey, outcome, runId])).toEqual([
      ["f-1", "started", "run-1"],
      ["f-2", "started", "run-2"],
    ]);
    expect(delivered).toEqual(["e-1"]);
  });

  it("does not cross organizations", async () => {
    expect((await deliver([pending()], [subscription({ orgId: "other" })])).started).toEqual([]);
  });

  it.each([
    ["event.data.total > 100", 1],
    ["event.data.total > 200", 0],
    ["event.data.missing", 0],
    ["event.subject /* any text holds */", 1],
  ])("lets the filter %s decide", async (filter, count) => {
    const { started, delivered } = await deliver([pending()], [subscription({ filter })]);
    expect(started).toHaveLength(count);
    expect(delivered).toEqual(["e-1"]);
  });

  it("records a filter that fails, and goes on", async () => {
    const { started, records } = await deliver(
      [pending()],
      [subscription({ filter: '"a" + 1' }), subscription({ flowKey: "f-2" })],
    );
    expect(started).toHaveLength(1);
    expect(records[0]).toMatchObject({ outcome: "failed", detail: expect.stringMatching(/^The filter failed: /) });
  });

  it("stops a line of runs that goes on and on", async () => {
    expect((await deliver([pending({ hops: 15 })], [subscription()])).started).toHaveLength(1);
    const { started, records, delivered } = await deliver([pending({ hops: 16 })], [subscription()]);
    expect(started).toEqual([]);
    expect(records).toMatchObject([{ outcome: "stopped", detail: expect.stringContaining("16 runs led to this event") }]);
    expect(delivered).toEqual(["e-1"]);
  });

  it("records an event that breaks the contract of the flow as failed", async () => {
    const problem = { code: "input/invalid", severity: "error", message: 'The input has no "x".', fix: "", path: "" } as const;
    const { records } = await deliver([pending()], [subscription()], async () => ({
      ok: false,
      reason: "invalidInput",
      problems: [problem],
    }));
    expect(records).toMatchObject([{ outcome: "failed", detail: 'The input has no "x".' }]);
  });

  it("tries again when the engine could not start the run, and gives up in the end with a record", async () => {
    const broken: StartEventRun = () => Promise.reject(new Error("out of disk"));
    const first = await deliver([pending()], [subscription()], broken);
    expect(first).toMatchObject({ records: [], delivered: [], postponed: [["e-1", 1_000]] });
    const last = await deliver([pending({ attempts: 5 })], [subscription()], broken);
    expect(last).toMatchObject({ delivered: ["e-1"], postponed: [] });
    expect(last.records).toMatchObject([{ outcome: "failed", detail: expect.stringContaining("6 tries: out of disk") }]);
  });

  it("ends a round that takes long, and leaves the other events to the next one", async () => {
    let [nowMs, started] = [0, 0];
    const slow: StartEventRun = async () => {
      nowMs += 500;
      started += 1;
      return { ok: true, runId: `run-${started}`, created: true, version: 1 };
    };
    const events = Array.from({ length: 100 }, (_, n) => pending({ event: { ...event, id: `e-${n}` } }));
    const { delivered, records } = await deliver(events, [subscription()], slow, () => nowMs);
    expect(delivered.length).toBeLessThan(30);
    expect(delivered).toEqual(events.slice(0, delivered.length).map((one) => one.event.id));
    expect(records).toHaveLength(delivered.length);
  });
});
