import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countOpenIncidents, discardIncident, getIncident, listIncidents } from "#engine/postgres/incident-queries.ts";
import {
  discardIncidentGroup,
  fewGroupsStatement,
  groupStatement,
  listIncidentGroups,
} from "#engine/postgres/incident-groups.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { listRuns } from "#engine/postgres/run-queries.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { IncidentGroupFilter, NewIncident } from "#engine/runtime/incidents.ts";
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

  describe("in groups", () => {
    const refused = (message: string, code = "http/status"): NewIncident => ({
      kind: "failed",
      nodeId: "charge",
      failure: { code, message, nodeId: "charge" },
    });
    const newest = { status: "open", order: "newest", limit: 30 } as const;

    it("are one where flow, kind, step, code and message are the same, but for numbers and ids", async () => {
      const flow = await seedFlow(pool);
      const same = [
        "POST orders/A-1 was answered with status 402.",
        `POST orders/${randomUUID()} was answered with status 402.`,
        "POST orders/17 was answered with status 402.",
      ];
      const others: NewIncident[] = [
        refused("POST orders/17 was answered with status 503."),
        refused("POST orders/17 was answered with status 402.", "http/body"),
        { ...refused(same[0]!), nodeId: "ship" },
        { ...refused(same[0]!), kind: "undoFailed" },
        refused("POST refunds/17 was answered with status 402.\u0000"),
      ];
      const runIds: string[] = [];
      for (const message of same) runIds.push(await runWith(flow, refused(message)));
      for (const other of others) await runWith(flow, other);
      const { groups } = await listIncidentGroups(pool, flow.orgId, newest);
      expect(groups.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1, 3]);
      const { incidents } = await listIncidents(pool, flow.orgId, {
        status: "open",
        like: groups[5]!.incident.incidentId,
        limit: 10,
      });
      expect(incidents.map(({ runId }) => runId)).toEqual(runIds.toReversed());
      expect(groups[5]).toEqual({
        incident: incidents[0],
        count: 3,
        firstOpenedAt: incidents[2]!.openedAt,
        lastOpenedAt: incidents[0]!.openedAt,
      });
      expect(await listIncidentGroups(pool, randomUUID(), newest)).toEqual({ groups: [] });
    });

    it("come in pages, by the newest or the oldest of each, by flow and kind", async () => {
      const flow = await seedFlow(pool);
      for (const name of ["red", "green", "red", "blue", "green", "red"]) await runWith(flow, refused(`It is ${name}.`));
      const namesOf = async (order: "newest" | "oldest"): Promise<string[]> => {
        const names: string[] = [];
        let after: string | undefined;
        do {
          const page = await listIncidentGroups(pool, flow.orgId, { ...newest, order, limit: 1, ...(after && { after }) });
          names.push(...page.groups.map(({ incident }) => incident.failure.message));
          after = page.nextAfter;
        } while (after !== undefined);
        return names;
      };
      expect(await namesOf("newest")).toEqual(["It is red.", "It is green.", "It is blue."]);
      expect(await namesOf("oldest")).toEqual(["It is red.", "It is green.", "It is blue."]);
      const narrowed = { ...newest, flowId: "orders", kind: "failed" } as const;
      expect((await listIncidentGroups(pool, flow.orgId, narrowed)).groups).toHaveLength(3);
      expect((await listIncidentGroups(pool, flow.orgId, { ...narrowed, kind: "undecided" })).groups).toEqual([]);
    });

    it("are discarded as far as a person has seen them and no run waits", async () => {
      const flow = await seedFlow(pool);
      const done = [await runWith(flow, refused("It failed (1).")), await runWith(flow, refused("It failed (2)."))];
      const waiting = await runWith(flow, refused("It failed (3)."), "needs_decision");
      const [group] = (await listIncidentGroups(pool, flow.orgId, newest)).groups;
      const { incidentId } = group!.incident;
      const unseen = await runWith(flow, refused("It failed (4)."));
      const { rows } = await pool.query<{ at: Date }>(
        "update incident set opened_at = opened_at + interval '1 minute' where run_id = $1 returning opened_at as at",
        [unseen],
      );
      expect(rows).toHaveLength(1);
      const request = { orgId: flow.orgId, incidentId, upTo: group!.lastOpenedAt, by: "Ada", reason: "told them" };
      expect(await discardIncidentGroup(pool, { ...request, orgId: randomUUID() })).toBeUndefined();
      expect(await discardIncidentGroup(pool, request)).toEqual({ discarded: 2, waiting: 1 });
      expect(await discardIncidentGroup(pool, request)).toEqual({ discarded: 0, waiting: 1 });
      const discarded = await listIncidents(pool, flow.orgId, { status: "discarded", limit: 10 });
      expect(discarded.incidents.map(({ runId }) => runId).toSorted()).toEqual(done.toSorted());
      expect(discarded.incidents[0]).toMatchObject({ resolvedBy: "Ada", comment: "told them" });
      const runs = await listRuns(pool, flow.orgId, { likeIncident: incidentId, limit: 10 });
      expect(runs.runs.map(({ runId }) => runId)).toEqual([unseen, waiting]);
      const longest = await listRuns(pool, flow.orgId, { likeIncident: incidentId, longestOpen: 1, limit: 10 });
      expect(longest.runs.map(({ runId }) => runId)).toEqual([waiting]);
    });

    it("are counted in an index", async () => {
      const flow = await seedFlow(pool);
      await pool.query(
        `insert into incident (org_id, run_id, flow_id, kind, node_id, failure, cause, status)
         select $1, gen_random_uuid(), f.id, 'failed', 'charge', json_build_object('code', 'x', 'message', repeat('y', 500)),
           md5((n % 20)::text)::uuid, case when n <= 5000 then 'open' else 'resolved' end
         from flow f, generate_series(1, 10000) as n where f.org_id = $1`,
        [flow.orgId],
      );
      await pool.query("vacuum analyze incident");
      const { text, values } = groupStatement(flow.orgId, newest, 30);
      const { rows } = await pool.query<Record<string, string>>(`explain ${text}`, values);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toMatch(
        /Index Only Scan (Backward )?using incident_org_id_status_flow_id_kind_cause_opened_at_idx on incident i/,
      );
      expect(plan).not.toContain("Seq Scan on incident");
      const few = fewGroupsStatement(flow.orgId, newest, 30);
      const fewPlan = (await pool.query<Record<string, string>>(`explain ${few.text}`, [...few.values])).rows;
      expect(fewPlan.map((row) => row["QUERY PLAN"]).join("\n")).not.toContain("Seq Scan on incident");
      const { groups } = await listIncidentGroups(pool, flow.orgId, newest);
      expect(groups.map(({ count }) => count)).toEqual(Array.from({ length: 20 }, () => 250));
    });

    const causes = (flow: SeededFlow, incidents: number, different: number) =>
      pool.query(
        `insert into incident (org_id, run_id, flow_id, kind, failure, cause, opened_at)
         select $1, gen_random_uuid(), $2, (array['failed', 'undoFailed'])[n % 2 + 1], '{"code":"x","message":"y"}',
           md5((n % $4)::text)::uuid, now() - n * interval '1 second'
         from generate_series(1, $3) as n`,
        [flow.orgId, flow.flowId, incidents, different],
      );

    it("are the same whether one goes from cause to cause or looks at every incident", async () => {
      const flow = await seedFlow(pool);
      await causes(flow, 60, 15);
      const other = randomUUID();
      await pool.query("insert into flow (id, org_id, slug, name) values ($1, $2, 'refunds', 'Refunds')", [other, flow.orgId]);
      await causes({ ...flow, flowId: other }, 21, 6);
      for (const order of ["newest", "oldest"] as const) {
        const { nextAfter: after } = await listIncidentGroups(pool, flow.orgId, { ...newest, order, limit: 4 });
        const narrowed: readonly Partial<IncidentGroupFilter>[] = [
          {},
          { flowId: "refunds" },
          { kind: "failed" },
          { flowId: "orders", kind: "undoFailed" },
          { after: after! },
        ];
        for (const filter of narrowed) {
          const asked = { ...newest, ...filter, order };
          const [few, all] = [fewGroupsStatement(flow.orgId, asked, 7), groupStatement(flow.orgId, asked, 7)];
          const [short, long] = [await pool.query(few.text, [...few.values]), await pool.query(all.text, [...all.values])];
          expect(short.rows.length, JSON.stringify(asked)).toBeGreaterThan(0);
          expect(short.rows, JSON.stringify(asked)).toEqual(long.rows);
        }
      }
    });

    it("are found too where there are very many causes", async () => {
      const flow = await seedFlow(pool);
      await causes(flow, 1_200, 1_200);
      const { text, values } = fewGroupsStatement(flow.orgId, newest, 30);
      expect((await pool.query(text, [...values])).rows).toEqual([]);
      const page = await listIncidentGroups(pool, flow.orgId, newest);
      expect(page.groups).toHaveLength(30);
      expect(page.nextAfter).toBeDefined();
    });
  });
});
