import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flowHeat } from "#engine/postgres/flow-heat.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { createPrismaClient } from "#engine/postgres/prisma-client.ts";
import { listRuns } from "#engine/postgres/run-queries.ts";
import { MOST_FETCHED, MOST_LOOKED_AT } from "#engine/postgres/run-search.ts";
import { createSavedViews } from "#engine/postgres/saved-views.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { RunFilter } from "#engine/runtime/engine.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("the search for runs", () => {
  let pool: ReturnType<typeof createPool>;
  let store: RunStore;
  let flow: SeededFlow;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    flow = await seedFlow(pool);
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  const found = async (filter: Partial<RunFilter>): Promise<readonly (string | undefined)[]> =>
    (await listRuns(pool, flow.orgId, { limit: 100, ...filter })).runs.map(({ businessKey }) => businessKey);

  async function ended(businessKey: string, last: Pick<RunEvent, "type" | "data">, status: "failed" | "canceled" | "completed") {
    const run = newRunOf(flow, { businessKey });
    await store.createRuns([run]);
    const claim = (await store.claim(run.runId))!;
    const at = new Date().toISOString();
    const took = {
      seq: 2,
      at,
      type: "step.completed",
      nodeId: "price",
      visit: 1,
      attempt: 1,
      data: { output: 1, durationMs: 40 },
    };
    const rest = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
    const checkpoint = { runId: run.runId, orgId: run.orgId, epoch: claim.epoch, status, ...rest };
    await store.checkpoint({ ...checkpoint, events: [took as RunEvent, { seq: 3, at, ...last } as RunEvent] });
    // A run may be let go after its end has been stored.
    await store.checkpoint({ ...checkpoint, events: [], release: { state: claim.state! } });
    return run.runId;
  }

  it("finds by why a run did not end well, by key, by both, and by their beginnings", async () => {
    await ended("A-1", { type: "run.failed", data: { failure: { code: "http/status", message: "409" } } }, "failed");
    await ended("A-2", { type: "run.failed", data: { failure: { code: "http/timeout", message: "late" } } }, "failed");
    await ended("A-3", { type: "run.canceled", data: { by: "Ana", compensate: true } }, "canceled");
    await ended("B%4", { type: "run.completed", data: { output: null } }, "completed");
    expect(await found({ failureCode: "http/status" })).toEqual(["A-1"]);
    expect(await found({ failureCode: "http/*" })).toEqual(["A-2", "A-1"]);
    expect(await found({ failureCode: "run/canceled" })).toEqual(["A-3"]);
    expect(await found({ businessKey: "A-*" })).toEqual(["A-3", "A-2", "A-1"]);
    expect(await found({ businessKey: "B%*" })).toEqual(["B%4"]);
    expect(await found({ businessKey: "A-", failureCode: "http/*" })).toEqual([]);
    expect(await found({ status: ["failed", "canceled"], text: "-3" })).toEqual(["A-3"]);
    expect(await found({ status: ["completed", "failed"], text: "%" })).toEqual(["B%4"]);
  });

  it("finds by flow version, time and duration", async () => {
    const slug = await pool.query<{ slug: string }>("select slug from flow where org_id = $1", [flow.orgId]);
    const flowId = slug.rows[0]!.slug;
    expect((await found({ flowId, version: 1 })).length).toBe(4);
    expect(await found({ flowId, version: 2 })).toEqual([]);
    await pool.query("update run set created_at = created_at - interval '2 hours' where business_key = 'A-2' and org_id = $1", [
      flow.orgId,
    ]);
    expect(await found({ leastMs: 3_600_000 })).toEqual(["A-2"]);
    expect(await found({ leastMs: 1_000 })).toEqual(["A-2"]);
    expect(await found({ mostMs: 60_000, status: ["failed"] })).toEqual(["A-1"]);
    const minuteAgo = new Date(Date.now() - 60_000).toISOString();
    expect(await found({ since: minuteAgo })).toEqual(["B%4", "A-3", "A-1"]);
    expect(await found({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await found({ until: new Date(Date.now() + 60_000).toISOString(), status: ["canceled"] })).toEqual(["A-3"]);
  });

  it("says how far it has looked when little fits, and goes on from there", async () => {
    await pool.query(
      `insert into run (id, org_id, flow_id, flow_version_id, status, business_key, ended_at)
       select (lpad(to_hex(x), 12, '0') || '70008' || lpad(to_hex(x), 15, '0'))::uuid, r.org_id, r.flow_id, r.flow_version_id, 'completed',
         case when x = 1 then 'needle' else 'straw' end, now()
       from generate_series(1, ${MOST_LOOKED_AT + 10}) as x cross join (select * from run where business_key = 'A-1' and org_id = $1) as r`,
      [flow.orgId],
    );
    const first = await listRuns(pool, flow.orgId, { text: "needle", limit: 10 });
    expect(first).toMatchObject({ runs: [], searchedBackTo: expect.any(String) as string });
    const second = await listRuns(pool, flow.orgId, { text: "needle", limit: 10, before: first.nextBefore! });
    expect(second.runs).toMatchObject([{ businessKey: "needle" }]);
    expect(second.nextBefore).toBeUndefined();
  });

  it("finds by the beginning of a search field, whether few runs have it or so many that they are not all fetched", async () => {
    const oldest = "select id, org_id from run where org_id = $1 order by id limit $2";
    const mark = `insert into run_search_field (run_id, org_id, name, value)
      select id, org_id, $3, $4 || row_number() over (order by id) from (${oldest}) as r`;
    await pool.query(mark, [flow.orgId, MOST_FETCHED + 5, "place", "hay-"]);
    await pool.query(mark, [flow.orgId, 3, "rare", "needle-"]);
    const places = (await listRuns(pool, flow.orgId, { searchFields: { place: "hay-*" }, limit: 2 })).runs;
    expect(places.map(({ searchValues }) => searchValues?.["place"])).toEqual([
      `hay-${MOST_FETCHED + 5}`,
      `hay-${MOST_FETCHED + 4}`,
    ]);
    const rare = await listRuns(pool, flow.orgId, { searchFields: { rare: "needle-*" }, limit: 2 });
    expect(rare.runs.map(({ searchValues }) => searchValues?.["rare"])).toEqual(["needle-3", "needle-2"]);
    const rest = await listRuns(pool, flow.orgId, {
      searchFields: { rare: "needle-*", place: "hay-*" },
      limit: 5,
      before: rare.nextBefore!,
    });
    expect(rest.runs.map(({ searchValues }) => searchValues?.["rare"])).toEqual(["needle-1"]);
    expect(rest).not.toHaveProperty("nextBefore");
  });

  it("tells how the nodes of a version did in its newest runs", async () => {
    const { rows } = await pool.query<{ slug: string }>("select slug from flow where org_id = $1", [flow.orgId]);
    const heat = await flowHeat(pool, flow.orgId, { flowId: rows[0]!.slug, version: 1, runs: 50 });
    expect(heat.runs).toBe(50);
    expect(heat.nodes["price"]).toEqual({ steps: 4, failed: 0, retried: 0, p50Ms: 40, p95Ms: 40 });
  });

  it("keeps a person's views for that person", async () => {
    const prisma = createPrismaClient(pool);
    const people = ["ana", "eko"].map((name) => ({ orgId: flow.orgId, userId: randomUUID(), name }));
    for (const { orgId, userId, name } of people) {
      await prisma.appUser.create({
        data: { id: userId, orgId, email: `${name}-${userId}@example.com`, name, passwordHash: "-" },
      });
      await prisma.membership.create({ data: { orgId, userId, role: "analyst" } });
    }
    const [ana, eko] = people.map(({ orgId, userId }) => ({ orgId, userId }));
    const views = createSavedViews(prisma);
    await views.save(ana!, { name: "Broken", query: "?status=failed" });
    await views.save(ana!, { name: "Broken", query: "?status=canceled" });
    const kept = await views.list(ana!);
    expect(kept).toMatchObject([{ name: "Broken", query: "?status=canceled" }]);
    expect(await views.list(eko!)).toEqual([]);
    await views.remove(eko!, kept[0]!.viewId);
    expect(await views.list(ana!)).toHaveLength(1);
    await prisma.$disconnect();
  });
});
