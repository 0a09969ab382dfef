import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countOpenIncidents, discardIncident, getIncident, listIncidents } from "#engine/postgres/incident-queries.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { NewIncident } from "#engine/runtime/incidents.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("the recovery queue", () => {
  let pool: ReturnType<typeof createPool>;
  let store: RunStore;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  const failure = { code: "http/status", message: "It answered 500.", nodeId: "ship" };

  async function runWith(
    flow: SeededFlow,
    incident: NewIncident,
    status: "failed" | "needs_decision" = "failed",
  ): Promise<string> {
    const run = newRunOf(flow);
    await store.createRuns([run]);
    const claim = (await store.claim(run.runId))!;
    const at = new Date().toISOString();
    const end = { seq: 2, at, type: "run.failed", data: { failure } } as const;
    const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
    await store.checkpoint({ ...claim, events: [end], status, ...waits, openIncidents: [incident], release: {} });
    return run.runId;
  }

  it("gives the newest first, in pages, by flow and kind, and only to its organization", async () => {
    const flow = await seedFlow(pool);
    const runIds: string[] = [];
    for (let n = 0; n < 5; n++) runIds.push(await runWith(flow, { kind: n === 2 ? "undoFailed" : "failed", failure }));
    const first = await listIncidents(pool, flow.orgId, { status: "open", limit: 3 });
    expect(first.incidents.map((incident) => incident.runId)).toEqual(runIds.toReversed().slice(0, 3));
    const rest = await listIncidents(pool, flow.orgId, { status: "open", limit: 3, before: first.nextBefore! });
    expect(rest.incidents.map((incident) => incident.runId)).toEqual(runIds.toReversed().slice(3));
    expect(rest.nextBefore).toBeUndefined();
    const undo = await listIncidents(pool, flow.orgId, { status: "open", kind: "undoFailed", flowId: "orders", limit: 10 });
    expect(undo.incidents).toMatchObject([{ runId: runIds[2], flowId: "orders", flowName: "Orders", failure }]);
    expect(await listIncidents(pool, randomUUID(), { status: "open", limit: 10 })).toEqual({ incidents: [] });
    expect(await listIncidents(pool, flow.orgId, { status: "open", flowId: "other", limit: 10 })).toEqual({ incidents: [] });
  });

  it("says how many are open and how old the oldest is", async () => {
    const flow = await seedFlow(pool);
    expect(await countOpenIncidents(pool, flow.orgId)).toEqual({ count: 0 });
    await runWith(flow, { kind: "failed", failure });
    await runWith(flow, { kind: "failed", failure });
    const { incidents } = await listIncidents(pool, flow.orgId, { status: "open", limit: 10 });
    expect(await countOpenIncidents(pool, flow.orgId)).toEqual({ count: 2, oldestOpenedAt: incidents[1]!.openedAt });
  });

  it("lets a person discard what needs nothing, once, with name and reason", async () => {
    const flow = await seedFlow(pool);
    await runWith(flow, { kind: "failed", failure });
    const [incident] = (await listIncidents(pool, flow.orgId, { status: "open", limit: 1 })).incidents;
    const request = { orgId: flow.orgId, incidentId: incident!.incidentId, by: "Ada", reason: "done by hand" };
    expect(await discardIncident(pool, { ...request, orgId: randomUUID() })).toEqual({ outcome: "unknown" });
    expect(await discardIncident(pool, { ...request, incidentId: "none" })).toEqual({ outcome: "unknown" });
    expect(await discardIncident(pool, request)).toEqual({ outcome: "closed" });
    expect(await discardIncident(pool, { ...request, by: "Bob" })).toMatchObject({
      outcome: "alreadyClosed",
      incident: { status: "discarded", resolvedBy: "Ada", comment: "done by hand" },
    });
    expect(await getIncident(pool, flow.orgId, request.incidentId)).toMatchObject({ status: "discarded" });
    expect(await countOpenIncidents(pool, flow.orgId)).toEqual({ count: 0 });
  });

  it("keeps what a run waits for", async () => {
    const flow = await seedFlow(pool);
    await runWith(flow, { kind: "undecided", nodeId: "charge", visit: 1, failure }, "needs_decision");
    const [incident] = (await listIncidents(pool, flow.orgId, { status: "open", limit: 1 })).incidents;
    expect(incident).toMatchObject({ kind: "undecided", nodeId: "charge", visit: 1 });
    const request = { orgId: flow.orgId, incidentId: incident!.incidentId, by: "Ada", reason: "none" };
    expect(await discardIncident(pool, request)).toEqual({ outcome: "runWaits" });
  });
});
