import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../json.ts";
import { openSchemaTree } from "../schema/schema-tree.ts";
import { compareJson } from "./compare-json.ts";
import { mappingTestSchema, type MappingTest } from "./mapping-test.ts";
import { runMappingTests } from "./run-mapping-tests.ts";
import { testFromRun } from "./test-from-run.ts";

const expression =
  '{ "id": input.id, "total": $sum(input.lines.(price * qty)), "at": $now(), "lines": [input.lines.{ "sku": sku }] }';
const input = { id: "A", lines: [{ sku: "x", price: 0.1, qty: 3 }] };
const test: MappingTest = {
  name: "one line",
  given: { input },
  expected: { id: "A", total: 0.3, at: "2024-01-01T00:00:00.000Z", lines: [{ sku: "x" }] },
  tolerance: 0.001,
};

describe("runMappingTests", () => {
  it("passes what is as expected, and measures the fields that were seen", async () => {
    expect(await runMappingTests({ expression, tests: [test] })).toMatchObject({
      passed: true,
      coverage: { percent: 100, covered: 4, fields: 4, missing: [] },
    });
  });

  it("names each field that is different", async () => {
    const wrong = { ...test, expected: { id: "B", total: 0.5, at: 1, lines: [] }, ignore: ["/at"] };
    const { passed, results } = await runMappingTests({ expression, tests: [wrong] });
    expect(passed).toBe(false);
    expect(results[0]?.differences).toEqual([
      { path: "/id", message: 'must be "B", got "A"' },
      { path: "/total", message: expect.stringMatching(/^must be 0.5, got 0.3/) as string },
      { path: "/lines", message: "must have 0 items, got 1" },
    ]);
  });

  it("counts only fields with a value in a passing test", async () => {
    const empty: MappingTest = { name: "none", given: {}, expected: { lines: [] }, ignore: ["/at"] };
    const { coverage } = await runMappingTests({ expression, tests: [empty] });
    expect(coverage).toMatchObject({ percent: 25, missing: [["id"], ["total"], ["lines", "*", "sku"]] });
  });

  it("expects failures, and contracts are part of the test", async () => {
    const target = { schema: { required: ["missing"] }, onMismatch: "reject" } as const;
    const fails = { name: "n", given: { input }, fails: "contract/mismatch" };
    expect(await runMappingTests({ expression, target, tests: [fails] })).toMatchObject({ passed: true });
    expect(await runMappingTests({ expression, tests: [fails] })).toMatchObject({
      results: [{ passed: false, differences: [{ message: "must fail with contract/mismatch, and made a value" }] }],
    });
    expect(await runMappingTests({ expression: "1 +", tests: [test] })).toMatchObject({
      results: [{ failure: { code: "expression/syntax" } }],
    });
  });

  it("is a test only with something to expect", () => {
    expect(mappingTestSchema.safeParse({ name: "n", given: {} }).success).toBe(false);
    expect(mappingTestSchema.safeParse({ name: "n", given: {}, expected: null }).success).toBe(true);
  });
});

describe("compareJson", () => {
  it("ignores the order of keys, and paths with a star", () => {
    expect(compareJson({ a: 1, b: [{ id: 1, x: 2 }] }, { b: [{ id: 9, x: 2 }], a: 1 }, { ignore: ["/b/*/id"] })).toEqual([]);
    expect(compareJson({ a: 1 }, { b: 1 })).toEqual([
      { path: "/a", message: "must be 1, got nothing" },
      { path: "/b", message: "must not be there, got 1" },
    ]);
  });
});

describe("testFromRun", () => {
  it("keeps what was read, and nothing sensitive", async () => {
    const schema: JsonObject = {
      properties: {
        input: { properties: { email: { type: "string", "x-sensitive": true }, pay: { type: "object", "x-sensitive": true } } },
      },
    };
    const made = await testFromRun({
      name: "run 7",
      expression: '{ "mail": $lowercase(input.email), "iban": input.pay.iban, "key": vars.apiKey, "skus": [input.lines.sku] }',
      scope: {
        input: {
          email: "Ada@Example.com",
          pay: { iban: "DE89", holder: "Ada" },
          lines: [{ sku: "x", price: 1 }],
          unread: "secret",
        },
        vars: { apiKey: "k-123" },
        steps: { other: "unread" },
      },
      at: "2024-05-06T07:08:09Z",
      schema: openSchemaTree(schema),
    });
    expect(made).toEqual({
      name: "run 7",
      given: {
        input: { email: "person@example.com", pay: { iban: "redacted" }, lines: [{ sku: "x" }] },
        vars: { apiKey: "redacted" },
      },
      expected: { mail: "person@example.com", iban: "redacted", key: "redacted", skus: ["x"] },
      now: "2024-05-06T07:08:09.000Z",
    });
    expect(mappingTestSchema.safeParse(made).success).toBe(true);
  });

  it("keeps all that a contract of the source looks at", async () => {
    const scope = { input: { a: 1, b: 2 }, vars: { c: 3 } };
    const made = await testFromRun({ name: "run 8", expression: "input.a", checked: "input", scope, at: "2024-05-06T07:08:09Z" });
    expect(made.given).toEqual({ input: { a: 1, b: 2 } });
  });
});
