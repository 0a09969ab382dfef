import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateExpression } from "#engine/core/expression/evaluate-expression.ts";
import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { StepFailure } from "#engine/core/failure.ts";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createMappingLibrary } from "#engine/postgres/mappings/create-mapping-library.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPrismaClient } from "#engine/postgres/prisma-client.ts";
import type { MappingLibrary } from "#engine/runtime/mapping-library.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

const wide: JsonObject = {
  type: "object",
  required: ["field0"],
  properties: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, { type: "number" }])),
};
const tree: JsonObject = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, parts: { type: "array", items: { $ref: "#" } } },
};

describe("the worst that comes to the library of mappings", () => {
  let close: () => Promise<void>;
  let library: Omit<MappingLibrary, "upgrade">;
  const orgId = randomUUID();

  beforeAll(async () => {
    const database = await createTestDatabase();
    const pool = createPool({ url: database.url });
    const prisma = createPrismaClient(pool);
    await prisma.organization.create({ data: { id: orgId, name: "Acme", slug: orgId } });
    library = createMappingLibrary(prisma, nodeDefinitions);
    close = async () => {
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  const publish = (name: string, expression: string, schemas: { input?: JsonObject; output?: JsonObject } = {}) =>
    library.publish({ orgId, name, expression, after: 0, ...schemas, by: { name: "Ada" } });

  async function apply(key: string, input: JsonValue): Promise<JsonValue | undefined | string> {
    const parsed = parseExpression(`$useMapping("${key}", input)`, { mappings: await library.find(orgId, [key]) });
    if (!parsed.ok) return parsed.message;
    return evaluateExpression(parsed.expression, { input }, { nowMs: 0, random: seededRandom(0, "test") }).catch(
      (error: unknown) => (error instanceof StepFailure ? error.failure.message : Promise.reject(error as Error)),
    );
  }

  it("has 5,000 fields, and is published, listed and checked", async () => {
    expect(await publish("wide", "$sum($each(input, function($v) { $v }))", { input: wide })).toMatchObject({ ok: true });
    expect((await library.choices(orgId)).find(({ key }) => key === "wide@1")?.takes).toContain("field0: number");
    const value = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1]));
    expect(await apply("wide@1", value)).toBe(5_000);
    expect(await apply("wide@1", { ...value, field4999: "x" })).toContain("/field4999 must be of type number");
  }, 30_000);

  it("contains itself, and is checked as deep as the value goes", async () => {
    expect(await publish("tree", "input.parts.parts.name", { input: tree })).toMatchObject({ ok: true });
    expect(await apply("tree@1", { name: "a", parts: [{ name: "b", parts: [{ name: "c" }] }] })).toBe("c");
    expect(await apply("tree@1", { name: "a", parts: [{ name: "b", parts: [{}] }] })).toContain('/parts/0/parts/0 has no "name"');
    const nested = (depth: number): JsonValue => {
      let value: JsonValue = { name: "leaf" };
      for (let level = 0; level < depth; level++) value = { name: "x", parts: [value] };
      return value;
    };
    expect(await apply("tree@1", nested(50))).toBe("x");
    expect(await apply("tree@1", nested(2_000))).toContain("nested too deeply");
  });

  it("uses itself, or another one that would use it", async () => {
    expect(await publish("self", '$useMapping("self@1", input)')).toMatchObject({
      problems: [{ message: "It uses itself: self@1 is not there before it is published." }],
    });
    expect(await publish("ping", '$useMapping("pong@1", input)')).toMatchObject({
      problems: [{ code: "expression/unknown-mapping", message: "There is no mapping pong@1." }],
    });
    const circle = {
      "ping@1": { expression: '$useMapping("pong@1", input)' },
      "pong@1": { expression: '$useMapping("ping@1", input)' },
    };
    expect(parseExpression('$useMapping("ping@1", input)', { mappings: circle })).toMatchObject({
      code: "expression/mapping-cycle",
    });
  });

  it.each([
    "",
    " ",
    "a b",
    "a@1",
    "../../etc",
    "__proto__",
    "1st",
    "ünï",
    "a".repeat(65),
    "<script>",
    "a\u0000b",
    "💥",
    "a\nb",
    "null;drop",
  ])("is called %j, which is refused by name", async (name) => {
    const refused = await publish(name, "input");
    expect(refused).toMatchObject({
      ok: false,
      problems: [{ code: "mapping/invalid", message: expect.stringContaining("is no name") }],
    });
  });

  it.each(["constructor", "toString", "hasOwnProperty", "null", "a".repeat(64)])(
    "is called %s, and works like any other",
    async (name) => {
      expect(await apply(`${name}@1`, 1)).toBe(`There is no mapping ${name}@1.`);
      expect(await publish(name, "input + 1", { input: { type: "number" } })).toMatchObject({ ok: true, version: 1 });
      expect(await apply(`${name}@1`, 1)).toBe(2);
    },
  );

  it("is a megabyte long", async () => {
    const refused = await publish("long", `"${"x".repeat(1_000_000)}"`);
    expect(refused).toMatchObject({
      problems: [{ message: expect.stringMatching(/^The expression has \d+ bytes; the limit is \d+/) }],
    });
  });

  it("is nested so deep that nobody could read it", async () => {
    expect(await publish("deep", `${"(".repeat(20_000)}1${")".repeat(20_000)}`)).toMatchObject({
      problems: [{ message: expect.stringMatching(/nested too deeply|bytes/) }],
    });
  });

  it.each<[string, JsonObject, string]>([
    ["a type that is a number", { type: 5 }, "at /type must be one of"],
    ["properties in a list", { properties: [] }, "at /properties must hold a schema for each name"],
    ["a reference to the web", { $ref: "https://example.com/order.json" }, "leads outside the flow"],
    ["a reference to nowhere", { properties: { a: { $ref: "#/$defs/gone" } } }, "leads nowhere"],
    ["a reference to itself", { $ref: "#" }, "refers back to itself"],
    ["a pattern that is none", { properties: { a: { pattern: "(" } } }, "must be a regular expression"],
    ["a pattern that never ends", { patternProperties: { "^(a+)+$": {} } }, "must not repeat a group"],
    ["a property that is a text", { properties: { a: "string" } }, "must be a schema"],
  ])("declares %s", async (_what, schema, words) => {
    for (const side of ["input", "output"] as const) {
      const refused = await publish("odd", "input", { [side]: schema });
      expect(refused).toMatchObject({ problems: [{ message: expect.stringContaining(words) }] });
      expect(refused).toMatchObject({ problems: [{ message: expect.stringContaining(`The schema of its ${side}`) }] });
    }
  });
});
