import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPool } from "#engine/postgres/pool.ts";
import { deleteExpiredRuns } from "#engine/postgres/retention.ts";
import { withClient } from "#engine/postgres/probe.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";

/** What a flow lets its runs be looked up by, from the start of a run to its deletion. */
let live: LiveEngine;
beforeAll(async () => {
  live = await startLiveEngine();
});
afterAll(() => live.stop());

const flow = (id: string, head = "", nodes = ""): string => `omnilink: 1
id: ${id}
name: Orders
${head}
nodes:
  - { id: start, kind: trigger.manual }
${nodes}
edges: [${nodes === "" ? "" : "{ from: start, to: next }"}]
`;

const OLD_ID = "00000000-0000-7000-8000-000000000001";
const FIELDS = "searchFields: { customer: input.customer.id, country: input.country, isLarge: input.total > 100 }";
const order = (customer: string, country: string, total = 5) => ({ customer: { id: customer }, country, total });

async function ended(flowId: string, input: object): Promise<string> {
  const runId = await live.start(flowId, input as never);
  await live.reached(runId);
  return runId;
}

const found = async (searchFields: Readonly<Record<string, string>>, rest: object = {}): Promise<readonly string[]> => {
  const page = await live.engine.runs.list(live.orgId, { limit: 50, searchFields, ...rest });
  return page.runs.map(({ runId }) => runId);
};

describe("search fields", () => {
  it("find runs by the whole value, its beginning, several at once, and beside other filters, newest first", async () => {
    await live.deploy(flow("orders", FIELDS));
    const first = await ended("orders", order("ACME-1", "DE"));
    const second = await ended("orders", order("ACME-2", "DE", 500));
    const third = await ended("orders", order("ACME-1", "AT"));
    expect(await found({ customer: "ACME-1" })).toEqual([third, first]);
    expect(await found({ customer: "ACME-*" })).toEqual([third, second, first]);
    expect(await found({ customer: "ACME-1", country: "DE" })).toEqual([first]);
    expect(await found({ isLarge: "true" })).toEqual([second]);
    expect(await found({ customer: "ACME" })).toEqual([]);
    expect(await found({ customer: "A%*" })).toEqual([]);
    expect(await found({ unknown: "ACME-1" })).toEqual([]);
    expect(await found({ customer: "ACME-*" }, { status: ["failed"] })).toEqual([]);
    expect(await found({ customer: "ACME-*" }, { flowId: "orders", status: ["completed"], before: third })).toEqual([
      second,
      first,
    ]);
    expect(await live.engine.runs.get(live.orgId, second)).toMatchObject({
      searchValues: { country: "DE", customer: "ACME-2", isLarge: "true" },
    });
  });

  it("cost a run nothing whose flow declares none, or whose input says nothing, and refuse none", async () => {
    await live.deploy(flow("plain"));
    await live.deploy(flow("silent", FIELDS.replace(", isLarge: input.total > 100", "")));
    const runs = [await ended("plain", order("ACME-9", "DE")), await ended("silent", { customer: "a text", country: ["DE"] })];
    const text = "select count(*)::int as fields from run_search_field where run_id = any ($1::uuid[])";
    const count = await withClient(live.databaseUrl, async (client) => (await client.query(text, [runs])).rows as unknown[]);
    expect(count).toEqual([{ fields: 0 }]);
    expect(await live.engine.runs.get(live.orgId, runs[0]!)).not.toHaveProperty("searchValues");
  });

  it("are stored whatever the input holds", async () => {
    const runId = await ended("orders", order("A\u0000\ud800%", "DE"));
    expect(await found({ customer: "A\ufffd\ufffd%" })).toEqual([runId]);
  });

  it("are worked out for runs that other runs start, and anew for forks", async () => {
    const call = `  - { id: next, kind: subFlow, config: { flow: orders, input: '={"customer": {"id": input.of}}' } }`;
    await live.deploy(flow("parent", "", call));
    await ended("parent", { of: "CHILD-1" });
    const [child] = await found({ customer: "CHILD-1" });
    expect(await live.engine.runs.get(live.orgId, child!)).toMatchObject({ flowId: "orders" });
    const edits = { input: { customer: { id: "FORK-1" } } };
    const request = { orgId: live.orgId, runId: child!, from: { from: "start" }, mode: "fork", edits, by: "Ada" } as const;
    const forked = await live.engine.runs.redrive(request);
    expect(forked).toMatchObject({ ok: true });
    expect(await found({ customer: "FORK-1" })).toEqual(forked.ok ? [forked.runId] : []);
  });

  it("come with limited runs too, and those of a debounced run with its last start", async () => {
    const limits = "limits: { debounce: { period: PT0.2S, key: '\"all\"' }, concurrency: { max: 1 } }";
    await live.deploy(flow("limited", `${FIELDS}\n${limits}`));
    const runId = await live.start("limited", order("EARLY-1", "DE"));
    await live.start("limited", order("LATE-1", "DE"));
    await expect
      .poll(async () => (await live.engine.runs.get(live.orgId, runId))?.searchValues)
      .toMatchObject({
        customer: "LATE-1",
      });
    await live.reached(runId);
  });

  it("are known by name, and the command line finds by them", async () => {
    expect(await live.engine.runs.searchFields(live.orgId)).toEqual(["country", "customer", "isLarge"]);
    const env = { DATABASE_URL: live.databaseUrl };
    const listed = await runOmnilink(["runs", "--field", "customer=ACME-*", "--field", "country=AT", "--json"], env);
    expect(JSON.parse(listed.stdout)).toMatchObject({ runs: [{ searchValues: { customer: "ACME-1", country: "AT" } }] });
    expect(await runOmnilink(["runs", "--field", "customer"], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("NAME=VALUE"),
    });
  }, 60_000);

  it("go with their run, and so do its tags", async () => {
    const [oldest] = (await found({ customer: "ACME-1" })).toReversed();
    const pool = createPool({ url: live.databaseUrl });
    await live.engine.runs.tag({ orgId: live.orgId, runId: oldest!, tag: "odd", by: "Ada" });
    await live.engine.runs.tag({ orgId: live.orgId, runId: oldest!, tag: "wrong", by: "Ada" });
    await live.engine.runs.untag({ orgId: live.orgId, runId: oldest!, tag: "wrong", by: "Ada" });
    for (const table of ["run_tag", "removed_run_tag"])
      await pool.query(`update ${table} set run_id = $1 where run_id = $2`, [OLD_ID, oldest]);
    await pool.query(
      "update run set created_at = now() - interval '3 days', ended_at = now() - interval '2 days' where id = $1",
      [oldest],
    );
    // Retention looks at ids that are old enough; this one is of today.
    await pool.query("update run_search_field set run_id = $1 where run_id = $2", [OLD_ID, oldest]);
    await pool.query("update run set id = $1 where id = $2", [OLD_ID, oldest]);
    expect(await deleteExpiredRuns(pool, { olderThan: "P1D" })).toMatchObject({ runs: 1 });
    const tables = ["run_search_field", "run_tag", "removed_run_tag"];
    const text = tables.map((table) => `select run_id from ${table} where run_id = $1`).join(" union all ");
    const left = await pool.query(text, [OLD_ID]);
    await pool.end();
    expect(left.rowCount).toBe(0);
  });
});
