import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentHash } from "#engine/core/flow/canonical-hash.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { createActiveVersions } from "#engine/postgres/active-versions.ts";
import { createFlowStore, type PrepareFlow } from "#engine/postgres/flow-store.ts";
import { createFlowVersions } from "#engine/postgres/flow-versions.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPrismaClient } from "#engine/postgres/prisma-client.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { createWebhookTargets } from "#engine/postgres/webhook-targets.ts";
import type { Flows } from "#engine/runtime/engine.ts";
import { newRunId } from "#engine/runtime/new-run-id.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

/** The text of a deployment here is the document as JSON; reading YAML is the core's business. */
const prepare: PrepareFlow = async (source) => {
  if (source === "broken") {
    const problem = { code: "flow/unreadable", severity: "error", message: "No flow.", fix: "Write one.", path: "" } as const;
    return { ok: false, problems: [problem] };
  }
  const document: FlowDocument = JSON.parse(source);
  return { ok: true, document, source, contentHash: contentHash(document) };
};

function flowText(changes: Partial<FlowDocument> = {}): string {
  const nodes = [
    { id: "start", kind: "trigger.webhook", config: { path: "orders", method: "POST" } },
    { id: "byHand", kind: "trigger.manual" },
    { id: "price", kind: "map", config: { expression: "input" } },
  ];
  return JSON.stringify({ omnilink: 1, id: "orders", name: "Orders", nodes, edges: [], ...changes });
}

describe("flow store", () => {
  let close: () => Promise<void>;
  let flows: Flows;
  let pool: ReturnType<typeof createPool>;
  const orgId = randomUUID();
  const otherOrgId = randomUUID();
  const deploy = (source: string, deployedBy = "Ada") => flows.deploy({ orgId, source, deployedBy });

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    const prisma = createPrismaClient(pool);
    for (const id of [orgId, otherOrgId]) await prisma.organization.create({ data: { id, name: "Acme", slug: id } });
    flows = createFlowStore(prisma, prepare, createWebhookTargets(pool));
    close = async () => {
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  it("stores nothing of a flow with problems", async () => {
    expect(await deploy("broken")).toMatchObject({ ok: false, problems: [{ code: "flow/unreadable" }] });
    expect(await flows.list(orgId)).toEqual([]);
  });

  it("numbers versions and changes nothing when the same logic comes again", async () => {
    const first = await deploy(flowText());
    expect(first).toMatchObject({ ok: true, flowId: "orders", version: 1, changed: true });
    expect(await deploy(flowText())).toEqual({ ...first, changed: false });
    expect(await deploy(flowText({ name: "Orders 2" }))).toMatchObject({ version: 2, changed: true });
    expect(await deploy(flowText())).toMatchObject({ version: 1, changed: true });
    expect(await flows.get(orgId, "orders", 2)).toMatchObject({ version: 2, name: "Orders 2", deployedBy: "Ada" });
    expect(await flows.get(orgId, "orders")).toMatchObject({ version: 1, source: flowText() });
  });

  it("numbers versions without gaps when they are deployed at once", async () => {
    const texts = Array.from({ length: 8 }, (_, n) => flowText({ id: "busy", name: `Busy ${n}` }));
    const results = await Promise.all(texts.map((text) => deploy(text)));
    const numbers = results.map((result) => (result.ok ? result.version : 0)).toSorted((a, b) => a - b);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("keeps the address of a webhook from version to version", async () => {
    await deploy(flowText({ id: "hooked" }));
    const before = await flows.get(orgId, "hooked");
    await deploy(flowText({ id: "hooked", name: "Hooked again" }));
    const after = await flows.get(orgId, "hooked");
    expect(after?.webhooks).toEqual(before?.webhooks);
    const path = after?.webhooks["start"]?.path ?? "";
    expect(path).toMatch(/^\/hooks\/[\w-]{24}\/orders$/);
    const token = path.split("/")[2] ?? "";
    const target = { orgId, environment: "prod", flowId: "hooked", trigger: "start", method: "POST", path: "orders" };
    const asked = ["unknown", token, token].map((each) => flows.findWebhook(each));
    expect(await Promise.all(asked)).toEqual([undefined, target, target]);
  });

  it("keeps the layout of a version up to date", async () => {
    const layout = (x: number) => ({ positions: { start: { x, y: 0 } } });
    await flows.deploy({ orgId, source: flowText({ id: "placed" }), deployedBy: "Ada", layout: layout(1) });
    await flows.deploy({ orgId, source: flowText({ id: "placed" }), deployedBy: "Ada", layout: layout(2) });
    expect(await flows.get(orgId, "placed")).toMatchObject({ version: 1, layout: layout(2) });
  });

  it("lists deployed flows with their triggers and recent runs", async () => {
    const { flowVersionId } = (await createActiveVersions(pool).find(orgId, "hooked"))!;
    const store = createPostgresRunStore({ pool, poolId: randomUUID() });
    const started = { flow: "hooked", version: 2, contentHash: "h", trigger: "start", input: {}, seed: 1 };
    await store.createRuns([1, 2].map(() => ({ runId: newRunId(), orgId, flowVersionId, started })));
    const hooked = (await flows.list(orgId)).find((flow) => flow.flowId === "hooked");
    expect(hooked).toMatchObject({
      name: "Hooked again",
      version: 2,
      triggers: ["trigger.manual", "trigger.webhook"],
      recent: { queued: 2 },
    });
    expect(hooked?.lastRunAt).toMatch(/Z$/);
  });

  it("shows nothing to another organization", async () => {
    expect(await flows.list(otherOrgId)).toEqual([]);
    expect(await flows.get(otherOrgId, "orders")).toBeUndefined();
    expect(await createActiveVersions(pool).find(otherOrgId, "orders")).toBeUndefined();
  });

  it("compiles a version once, however many ask", async () => {
    let compiled = 0;
    const plan = { flowId: "orders" } as never;
    const versions = createFlowVersions(pool, () => (compiled++, plan));
    const { flowVersionId } = (await createActiveVersions(pool).find(orgId, "orders"))!;
    const [one, two] = await Promise.all([versions.load(flowVersionId), versions.load(flowVersionId)]);
    expect(one).toBe(two);
    expect(one).toMatchObject({ number: 1, document: { id: "orders" }, plan });
    expect(compiled).toBe(1);
    await expect(versions.load(randomUUID())).rejects.toThrow(/no flow version/);
  });
});
