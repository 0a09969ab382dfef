import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { FlowLimits } from "#engine/core/limits/limits-schema.ts";
import { openGateway } from "#engine/host/open-gateway.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createLimitedStarts } from "#engine/postgres/limited-starts.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let engine: Engine;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let pool: ReturnType<typeof createPool>;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = await openEngine({ databaseUrl: database.url });
  gateway = await openGateway(engine);
  pool = createPool({ url: database.url, max: 4 });
});
afterAll(async () => {
  await gateway.close();
  await engine.close();
  await pool.end();
  await database.drop();
});

let flows = 0;

/** A flow with a webhook; the address of that. */
async function deploy(limits?: FlowLimits, id = `repeated${(flows += 1)}`): Promise<{ id: string; url: string }> {
  const nodes = [{ id: "hook", kind: "trigger.webhook", config: { path: id } }];
  const source = stringify({ omnilink: 1, id, name: id, ...(limits && { limits }), nodes, edges: [] });
  const deployed = await engine.flows.deploy({ orgId: engine.orgId, source, deployedBy: "test" });
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  const { rows } = await pool.query<{ token: string }>("select token from webhook_endpoint where path = $1", [id]);
  return { id, url: `/hooks/${rows[0]!.token}/${id}` };
}

async function send(url: string, body: string, key = "d-1") {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const answer = await gateway.inject({ method: "POST", url, headers, payload: body });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const reused = (runId: unknown) => ({
  status: 422,
  body: {
    title: "Delivery id used before",
    detail: expect.stringMatching(new RegExp(`"idempotency-key:d-1".*${runId}`)),
    problems: [{ code: "input/key-reused", fix: expect.stringContaining("new key") }],
  },
});

describe("a webhook with a delivery id that came before", () => {
  it("is the earlier run when it brings the same payload, in whatever order and with whatever spaces", async () => {
    const { url } = await deploy();
    const first = await send(url, '{"id":"7","lines":[{"sku":"A","n":1}]}');
    expect(first).toMatchObject({ status: 202, body: { duplicate: false } });
    const again = await send(url, '{ "lines": [ { "n": 1.0, "sku": "A" } ], "id": "7" }');
    expect(again).toEqual({ status: 202, body: { runId: first.body["runId"], duplicate: true } });
  });

  it("is refused when it brings another payload, and starts nothing", async () => {
    const { id, url } = await deploy();
    const first = await send(url, '{"id":"7","n":1}');
    for (const other of ['{"id":"7","n":2}', '{"id":"7"}', '{"id":"7","n":1,"more":null}', "[]"])
      expect(await send(url, other)).toMatchObject(reused(first.body["runId"]));
    expect((await engine.runs.list(engine.orgId, { flowId: id, limit: 10 })).runs).toHaveLength(1);
    expect(await send(url, '{"id":"7","n":2}', "d-2")).toMatchObject({ status: 202, body: { duplicate: false } });
  });

  it("starts one run of many at once with different payloads, and refuses the others", async () => {
    const { url } = await deploy();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => send(url, JSON.stringify({ n }))));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(19);
  });

  it.each<[string, FlowLimits]>([
    ["a rate limit", { rateLimit: { limit: 5, period: "PT1H" } }],
    ["a debounce", { debounce: { period: "PT10S" } }],
    ["a batch", { batch: { size: 3, timeout: "PT10S" } }],
  ])("is told apart from a repeat under %s, before and after its run is made", async (_, limits) => {
    const { id, url } = await deploy(limits);
    const first = await send(url, '{"n":1}');
    const { runId } = first.body;
    await send(url, '{"n":9}', "d-9");
    for (const stage of ["collected", "made", "unlimited"]) {
      expect(await send(url, '{ "n": 1 }'), stage).toMatchObject({ status: 202, body: { runId } });
      expect(await send(url, '{"n":2}'), stage).toMatchObject(reused(runId));
      await pool.query("update collected_run set due_at = now()");
      await createLimitedStarts(pool).startCollected();
      if (stage === "made") await deploy(undefined, id);
    }
  });

  it("is taken for a repeat when it was collected before inputs were told apart", async () => {
    const { url } = await deploy({ debounce: { period: "PT10S" } });
    const { runId } = (await send(url, '{"n":1}')).body;
    await pool.query("update limited_start set input_digest = null where run_id = $1", [runId]);
    expect(await send(url, '{"n":2}')).toMatchObject({ status: 202, body: { runId } });
  });
});

describe("a start with a key", () => {
  const start = (flowId: string, input: string, triggerKey: string) =>
    engine.runs.start({ orgId: engine.orgId, flowId, input, triggerKey });

  it("is refused when the key came before with another input", async () => {
    const { id } = await deploy();
    const key = randomUUID();
    const first = await start(id, "a", key);
    expect(await start(id, "a", key)).toMatchObject({ ok: true, created: false });
    expect(await start(id, "b", key)).toMatchObject({ ok: false, reason: "keyReused", runId: first.ok && first.runId });
  });

  it("says how long a key may be", async () => {
    const { id } = await deploy();
    expect(await start(id, "a", "k".repeat(255))).toMatchObject({ ok: true });
    const problems = [{ code: "input/invalid", message: expect.stringContaining("256 characters; the limit is 255") }];
    expect(await start(id, "a", "k".repeat(256))).toMatchObject({ ok: false, reason: "invalidInput", problems });
  });
});
