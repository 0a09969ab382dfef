import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { autoMap } from "#engine/core/mapping/auto-map/auto-map.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { prepareFlow } from "#engine/host/prepare-flow.ts";
import { createFlowStore } from "#engine/postgres/flow-store.ts";
import { createMappings } from "#engine/postgres/mapping-pairs.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPrismaClient } from "#engine/postgres/prisma-client.ts";
import { createWebhookTargets } from "#engine/postgres/webhook-targets.ts";
import type { Flows } from "#engine/runtime/engine.ts";
import type { Mappings } from "#engine/runtime/mappings.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const flow = (expression: string, tests = "[]"): string => `
omnilink: 1
id: teaching
name: Teaching
nodes:
  - { id: start, kind: trigger.manual }
  - { id: map, kind: map, config: { expression: '${expression}' }, tests: ${tests} }
edges: [{ from: start, to: map }]
`;

const text = { type: "string" };

describe("what mappings teach", () => {
  let close: () => Promise<void>;
  let flows: Flows;
  let mappings: Mappings;
  const [orgId, otherOrgId] = [randomUUID(), randomUUID()];
  const publish = (source: string) => flows.deploy({ orgId, source, deployedBy: "Ada" });

  beforeAll(async () => {
    const database = await createTestDatabase();
    const pool = createPool({ url: database.url });
    const prisma = createPrismaClient(pool);
    for (const id of [orgId, otherOrgId]) await prisma.organization.create({ data: { id, name: "Acme", slug: id } });
    flows = createFlowStore(prisma, (source) => prepareFlow(source), createWebhookTargets(pool));
    mappings = createMappings(pool);
    close = async () => {
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  const proposal = async (org: string) => {
    const [line] = autoMap({
      sources: [{ at: ["input"], tree: openSchemaTree({ type: "object", properties: { glorp: text, other: text } }) }],
      target: openSchemaTree({ type: "object", properties: { costObject: text } }),
      learned: new Map(Object.entries(await mappings.learned(org))),
    });
    return line;
  };

  it("is learned when a version with new lines is published, and counts for one organization", async () => {
    expect(await proposal(orgId)).toBeUndefined();
    expect(await publish(flow('{ "costObject": input.glorp }'))).toMatchObject({ ok: true, version: 1 });
    expect(await proposal(orgId)).toMatchObject({ score: 0.97, reason: expect.stringContaining("Drawn once before") as string });
    expect(await proposal(otherOrgId)).toBeUndefined();
  });

  it("is counted once per line, not once per version", async () => {
    await publish(flow('{ "costObject": input.glorp, "b": 1 }'));
    expect(Object.values(await mappings.learned(orgId))).toEqual([{ accepted: 1, rejected: 0 }]);
  });

  it("is forgotten when people turn it down", async () => {
    const pair = { source: ["glorp"], target: ["costObject"] };
    await mappings.turnDown(orgId, [pair, pair]);
    await mappings.turnDown(orgId, [pair]);
    expect(Object.values(await mappings.learned(orgId))).toEqual([{ accepted: 1, rejected: 2 }]);
    expect(await proposal(orgId)).toBeUndefined();
  });

  it("is nothing when a test of the mapping does not pass: the flow is not published", async () => {
    const result = await publish(flow('{ "a": input.x }', "[{ name: one, given: { input: { x: 1 } }, expected: { a: 2 } }]"));
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { code: "mapping/test-failed", nodeId: "map", message: expect.stringContaining("/a must be 2, got 1") as string },
      ],
    });
    expect(result.ok ? undefined : result.problems[0]?.line).toBe(7);
  });
});
