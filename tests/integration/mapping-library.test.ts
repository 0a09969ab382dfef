import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { prepareFlow } from "#engine/host/prepare-flow.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createFlowStore } from "#engine/postgres/flow-store.ts";
import { createMappingLibrary } from "#engine/postgres/mappings/create-mapping-library.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPrismaClient } from "#engine/postgres/prisma-client.ts";
import { createWebhookTargets } from "#engine/postgres/webhook-targets.ts";
import type { Flows } from "#engine/runtime/engine.ts";
import type { MappingLibrary, PublishMapping } from "#engine/runtime/mapping-library.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const flow = (id: string, expression: string): string => `# What the orders are worth.
omnilink: 1
id: ${id}
name: Orders
nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, config: { expression: '${expression}' } }
edges: [{ from: start, to: price }]
`;

describe("the library of mappings", () => {
  let close: () => Promise<void>;
  let library: Omit<MappingLibrary, "upgrade">;
  let flows: Flows;
  let pool: ReturnType<typeof createPool>;
  const [orgId, otherOrgId] = [randomUUID(), randomUUID()];

  beforeAll(async () => {
    const database = await createTestDatabase();
    pool = createPool({ url: database.url });
    const prisma = createPrismaClient(pool);
    for (const id of [orgId, otherOrgId]) await prisma.organization.create({ data: { id, name: "Acme", slug: id } });
    library = createMappingLibrary(prisma, nodeDefinitions);
    const prepare = (source: string, org: string) => prepareFlow(source, (keys) => library.find(org, keys));
    flows = createFlowStore(prisma, prepare, createWebhookTargets(pool));
    close = async () => {
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  const publish = (name: string, expression: string, after = 0, more: Partial<PublishMapping> = {}) =>
    library.publish({ orgId, name, expression, after, by: { name: "Ada" }, ...more });
  const deploy = (source: string, org = orgId) => flows.deploy({ orgId: org, source, deployedBy: "Ada" });
  const liveOf = async (flowId: string): Promise<{ document: FlowDocument; contentHash: string; source: string }> =>
    (await flows.get(orgId, flowId))!;

  it("numbers the versions of a mapping, and says what breaks from one to the next", async () => {
    const input = { type: "object", required: ["lines"], properties: { lines: { type: "array", items: { type: "object" } } } };
    expect(await publish("count", "$count(input.lines)", 0, { input, description: "How many lines" })).toEqual({
      ok: true,
      version: 1,
    });
    expect(await publish("count", '{ "n": $count(input.lines) }', 1, { input, note: "As an object" })).toMatchObject({
      ok: true,
      version: 2,
      compatibility: { isBreaking: true, reasons: ["The result was a number, and may be an object now."] },
    });
    expect(await library.get(orgId, "count")).toMatchObject({
      name: "count",
      description: "How many lines",
      versions: [
        { version: 2, note: "As an object", author: "Ada", compatibility: { isBreaking: true } },
        { version: 1, result: { type: "number" } },
      ],
      usedBy: [],
    });
  });

  it("refuses what others have published meanwhile, what changes nothing, and what cannot be used", async () => {
    expect(await publish("count", "1", 1)).toEqual({ ok: false, reason: "stale", newest: 2 });
    expect(await publish("count", "1", 0)).toEqual({ ok: false, reason: "stale", newest: 2 });
    await publish("same", "input");
    expect(await publish("same", "input", 1)).toEqual({ ok: false, reason: "nothing" });
    expect(await publish("wrong", "steps.a")).toMatchObject({ ok: false, problems: [{ code: "mapping/invalid" }] });
    expect(await publish("1st", "input")).toMatchObject({ ok: false, problems: [{ code: "mapping/invalid" }] });
    expect(await publish("inner", '$useMapping("gone@1", input)')).toMatchObject({
      ok: false,
      problems: [{ code: "expression/unknown-mapping" }],
    });
    expect(await library.get(orgId, "wrong")).toBeUndefined();
  });

  it("numbers versions that two people publish at a time once", async () => {
    const results = await Promise.all([publish("raced", "1"), publish("raced", "2")]);
    expect(results.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  });

  it("keeps a version as it is, whoever tries to change it", async () => {
    await expect(pool.query("update reusable_mapping_version set expression = '0'")).rejects.toThrow("never changes");
  });

  it("belongs to one organization", async () => {
    expect(await library.list(otherOrgId)).toEqual([]);
    expect(await library.get(otherOrgId, "count")).toBeUndefined();
    expect(await library.find(otherOrgId, ["count@1"])).toEqual({});
    const refused = await deploy(flow("foreign", '$useMapping("count@1", input)'), otherOrgId);
    expect(refused).toMatchObject({ ok: false, problems: [{ code: "expression/unknown-mapping" }] });
  });

  it("gives a flow the versions that it uses when it goes live, and nothing ever changes them there", async () => {
    await publish("net", "$sum(input.lines.price)");
    await publish("gross", '$round($useMapping("net@1", input) * 1.2, 2)');
    const source = flow("priced", '$useMapping("gross@1", input)');
    expect(await deploy(source)).toMatchObject({ ok: true, version: 1 });
    const before = await liveOf("priced");
    expect(Object.keys(before.document.mappings ?? {})).toEqual(["gross@1", "net@1"]);
    expect(before.source).toContain("# What the orders are worth.");
    expect(before.source).toContain("gross@1:");
    await publish("net", "0", 1);
    expect(await deploy(source)).toMatchObject({ ok: true, version: 1, changed: false });
    expect((await liveOf("priced")).contentHash).toBe(before.contentHash);
    // What was pulled from here is what is live here.
    expect(await deploy(before.source)).toMatchObject({ ok: true, version: 1, changed: false });
  });

  it("refuses a flow that brings along something else under a name and version of it", async () => {
    const source = `${flow("differs", '$useMapping("net@1", input)')}mappings: { net@1: { expression: "1" } }\n`;
    expect(await deploy(source)).toMatchObject({ ok: false, problems: [{ code: "mapping/differs", line: 9 }] });
  });

  it("refuses a flow that uses a version that there is none of, and names the newest", async () => {
    expect(await deploy(flow("ahead", '$useMapping("net@7", input)'))).toMatchObject({
      ok: false,
      problems: [{ code: "expression/unknown-mapping", fix: "The newest is net@2: use that one." }],
    });
  });

  it("knows which flows use which version, and what the newest would mean for them", async () => {
    expect(await library.get(orgId, "net")).toMatchObject({
      usedBy: [{ flowId: "priced", flowName: "Orders", version: 1, where: "live", nodes: [], upgrade: { isBreaking: false } }],
    });
    expect(await library.get(orgId, "gross")).toMatchObject({
      usedBy: [{ flowId: "priced", version: 1, nodes: [{ nodeId: "price", name: "price" }] }],
    });
    const listed = await library.list(orgId);
    expect(listed.map(({ name, version, flows: used }) => [name, version, used])).toEqual([
      ["count", 2, 0],
      ["gross", 1, 1],
      ["net", 2, 1],
      ["raced", 1, 0],
      ["same", 1, 0],
    ]);
  });

  it("says what a new version would come to before it is published", async () => {
    expect(await library.check({ orgId, name: "count", expression: "$count(input", after: 2 })).toMatchObject({
      problems: [{ code: "mapping/invalid" }],
    });
    expect(await library.check({ orgId, name: "fresh", expression: '{ "a": 1 }', after: 0 })).toEqual({
      problems: [],
      result: { type: "object", properties: { a: { const: 1 } }, required: ["a"], additionalProperties: false },
    });
  });

  it("lists what an expression can name, with what each version takes and gives, the newest first", async () => {
    const input = { type: "object", required: ["net"], properties: { net: { type: "number" } } };
    await publish("withTax", "input.net", 0, { input, description: "With tax" });
    await publish("withTax", '{ "net": input.net, "withTax": input.net * 2 }', 1, { input });
    const choices = (await library.choices(orgId)).filter(({ key }) => key.startsWith("withTax@"));
    expect(choices).toEqual([
      { key: "withTax@2", description: "With tax", takes: "{ net: number }", gives: "{ net: number, withTax: number }" },
      { key: "withTax@1", description: "With tax", takes: "{ net: number }", gives: "number" },
    ]);
    const all = (await library.choices(orgId)).map(({ key }) => key);
    expect(all.indexOf("withTax@1")).toBeGreaterThan(all.indexOf("same@1"));
    expect(await library.choices(otherOrgId)).toEqual([]);
  });

  it("proposes the newest of the name next to one that there is not", async () => {
    expect(Object.keys(await library.find(orgId, ["wihtTax@1"]))).toEqual(["withTax@2"]);
    expect(await library.find(orgId, ["somethingElse@1"])).toEqual({});
    const refused = await deploy(flow("slip", '$useMapping("wihtTax@1", input)'));
    expect(refused).toMatchObject({
      problems: [
        { code: "expression/unknown-mapping", suggestion: "withTax@2", fix: "There is withTax@2: use that one, if it is meant." },
      ],
    });
    expect(await publish("uses", '$useMapping("withTax@7", input)')).toMatchObject({
      problems: [{ code: "expression/unknown-mapping", fix: "There is withTax@2: use that one, if it is meant." }],
    });
  });
});
