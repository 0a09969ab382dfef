import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunStatus } from "#engine/core/machine/run-event.ts";
import type { FlowValue } from "#engine/core/worth/flow-value.ts";
import { listApprovals } from "#engine/postgres/approvals/approval-queries.ts";
import { countRuns } from "#engine/postgres/overview/count-runs.ts";
import { readOverview } from "#engine/postgres/overview/read-overview.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { listRuns } from "#engine/postgres/run-queries.ts";
import { seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("the figures of the overview", () => {
  let pool: ReturnType<typeof createPool>;
  let close: () => Promise<void>;
  let flow: SeededFlow;
  let slug: string;
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const period = { since: new Date(today - 7 * DAY_MS).toISOString(), until: new Date(today + DAY_MS).toISOString() };

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());
  beforeEach(async () => {
    slug = `f${randomUUID().slice(0, 8)}`;
    flow = await seedFlow(pool, slug);
  });

  const declare = (value: FlowValue): Promise<unknown> =>
    pool.query("update flow_version set document = $2 where id = $1", [flow.flowVersionId, JSON.stringify({ value })]);

  interface Made {
    readonly status: RunStatus;
    readonly agoMs?: number;
    readonly tookMs?: number;
    readonly code?: string;
    readonly input?: unknown;
    readonly count?: number;
  }

  /** Runs as the engine leaves them; the id holds the time of the beginning, as it does. */
  async function make({ status, agoMs = HOUR_MS, tookMs = 1_000, code, input = {}, count = 1 }: Made): Promise<void> {
    const isOpen = status === "running" || status === "waiting";
    await pool.query(
      `with made as (
         insert into run (id, org_id, flow_id, flow_version_id, status, seq, failure_code, created_at, ended_at)
         select (left(run_id_floor(began)::text, 19) || right(gen_random_uuid()::text, 17))::uuid, $1, $2, $3, $4, 2, $5, began,
           case when $8 then null else began + $7 * interval '1 millisecond' end
         from generate_series(1, $9::int) as n, lateral (select now() - $6 * interval '1 millisecond' as began) as t
         returning id, org_id, created_at
       )
       insert into run_log (org_id, run_id, first_seq, last_seq, at, events)
       select org_id, id, 1, 1, created_at, $10::json from made`,
      [
        ...[flow.orgId, flow.flowId, flow.flowVersionId, status, code ?? null, agoMs, tookMs, isOpen, count],
        JSON.stringify([["run.started", 0, { input }]]),
      ],
    );
  }

  const read = async () => {
    await countRuns(pool, flow.orgId);
    return readOverview(pool, flow.orgId, period);
  };

  it("are nothing where nothing has run", async () => {
    expect(await read()).toMatchObject({
      total: { runs: 0, byStatus: {}, money: [], withoutValue: 0 },
      ...{ flows: [], failures: [], days: [] },
      now: { byStatus: {}, approvals: { count: 0, overdue: 0 }, incidents: { count: 0 } },
      decisions: { decided: 0, due: 0, inTime: 0 },
    });
  });

  it("add up what ended, per flow, day and failure, beside what is open", async () => {
    await declare({ currency: "EUR", amount: 6, cost: 0.5 });
    await make({ status: "completed", count: 3, tookMs: 2_000 });
    await make({ status: "failed", code: "http/status", count: 2, agoMs: 2 * DAY_MS });
    await make({ status: "completed", agoMs: 9 * DAY_MS });
    await make({ status: "waiting" });
    const report = await read();
    expect(report.total).toEqual({
      runs: 5,
      byStatus: { completed: 3, failed: 2 },
      durationMs: 8_000,
      money: [{ currency: "EUR", value: 18, cost: 2.5, runs: 5, completed: 3 }],
      withoutValue: 0,
    });
    expect(report.before.runs).toBe(1);
    expect(report.flows).toMatchObject([{ flowId: slug, runs: 5, openIncidents: 0 }]);
    expect(report.failures).toEqual([{ flowId: slug, flowName: "Orders", code: "http/status", runs: 2 }]);
    expect(report.now.byStatus).toEqual({ waiting: 1 });
    expect(report.days.map(({ runs }) => runs).reduce((a, b) => a + b)).toBe(6);
  });

  it("count exactly the runs that the list of runs shows", async () => {
    await make({ status: "completed", count: 4 });
    await make({ status: "failed", code: "http/status", count: 3, agoMs: 3 * DAY_MS });
    const { total } = await read();
    const listed = await listRuns(pool, flow.orgId, { ...period, flowId: slug, status: ["failed"], limit: 100 });
    expect(listed.runs.length).toBe(total.byStatus.failed);
  });

  it("stay the same when counted again, and follow runs that end late or are opened again", async () => {
    await make({ status: "running", agoMs: 5 * DAY_MS });
    await make({ status: "failed", code: "http/status" });
    expect((await read()).total.byStatus).toEqual({ failed: 1 });
    expect((await read()).total.byStatus).toEqual({ failed: 1 });
    await pool.query("update run set status = 'completed', ended_at = now() where org_id = $1 and status = 'running'", [
      flow.orgId,
    ]);
    expect((await read()).total.byStatus).toEqual({ completed: 1, failed: 1 });
    await pool.query(
      "update run set status = 'queued', ended_at = null, failure_code = null where org_id = $1 and status = 'failed'",
      [flow.orgId],
    );
    expect((await read()).total.byStatus).toEqual({ completed: 1 });
  });

  it("work the value of a run out of its input, and say for how many they could not", async () => {
    await declare({ currency: "CHF", amount: "input.total * 0.1" });
    await make({ status: "completed", input: { total: 200 } });
    await make({ status: "completed", input: { total: 50 }, count: 2 });
    await make({ status: "completed", input: {} });
    await make({ status: "failed", code: "http/status", input: { total: 1_000 } });
    const { total } = await read();
    expect(total.money).toEqual([{ currency: "CHF", value: 30, cost: 0, runs: 5, completed: 4 }]);
    expect(total.withoutValue).toBe(1);
  });

  it("name exactly the runs behind what they were worth, not those of flows that declare nothing", async () => {
    await make({ status: "completed", count: 3 });
    const [next] = (
      await pool.query<{ id: string }>(
        `insert into flow_version (id, org_id, flow_id, number, content_hash, document, source, deployed_by)
         values (gen_random_uuid(), $1, $2, 2, 'next', '{}', '', 'test') returning id`,
        [flow.orgId, flow.flowId],
      )
    ).rows;
    flow = { ...flow, flowVersionId: next!.id };
    await declare({ currency: "CHF", amount: 2 });
    await make({ status: "completed", count: 2 });
    await make({ status: "failed", code: "http/status" });
    const [money] = (await read()).total.money;
    const listed = (status: readonly RunStatus[]) =>
      listRuns(pool, flow.orgId, { ...period, flowId: slug, priced: true, status, limit: 100 });
    expect([money!.completed, money!.runs]).toEqual([2, 3]);
    expect((await listed(["completed"])).runs).toHaveLength(2);
    expect((await listed(["completed", "failed"])).runs).toHaveLength(3);
  });

  it("catch up in several rounds without losing a run", async () => {
    await make({ status: "completed", count: 30, agoMs: DAY_MS });
    await make({ status: "completed", count: 30, agoMs: 2 * DAY_MS });
    expect((await countRuns(pool, flow.orgId, 10)).isMore).toBe(true);
    while ((await countRuns(pool, flow.orgId, 10)).isMore);
    expect((await readOverview(pool, flow.orgId, period)).total.runs).toBe(60);
  });

  it("say how soon people decided, and whether in time", async () => {
    await make({ status: "completed" });
    const { rows } = await pool.query<{ id: string }>("select id from run where org_id = $1", [flow.orgId]);
    await pool.query(
      `insert into approval (id, org_id, run_id, flow_id, node_id, visit, title, roles, quorum, status, requested_at, due_at, decided_at, decided_by)
       select gen_random_uuid(), $1, $2, $3, 'ask', n, 'Go?', '{executive}', 1, s.status, now() - interval '3 hours', s.due, s.decided, s.by
       from (values (1, 'approved', now(), now() - interval '1 hour', 'Ana'), (2, 'rejected', now() - interval '2 hours', now() - interval '1 hour', 'Ben'),
         (3, 'approved', null, now() - interval '2 hours', 'Ana'), (4, 'pending', now() - interval '1 hour', null, null)) as s(n, status, due, decided, by)`,
      [flow.orgId, rows[0]!.id, flow.flowId],
    );
    const { decisions, now } = await read();
    expect(decisions).toMatchObject({ decided: 3, due: 2, inTime: 1 });
    expect(decisions.medianWaitMs).toBeCloseTo(2 * HOUR_MS, -3);
    const listed = (more: object) =>
      listApprovals(pool, flow.orgId, { status: "decided", limit: 100, decidedIn: period, ...more });
    expect(await listed({})).toHaveLength(decisions.decided);
    expect(await listed({ withDue: true })).toHaveLength(decisions.due);
    expect(now.approvals).toMatchObject({ count: 1, overdue: 1 });
  });
});
