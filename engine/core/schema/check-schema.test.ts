import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { checkSchema } from "./check-schema.ts";

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) for (const member of Object.values(Object.freeze(value))) deepFreeze(member);
  return value;
}

const said = (schema: JsonObject, value: JsonValue, schemas: Record<string, JsonObject> = {}): string[] =>
  checkSchema(schema, schemas, value).map(({ path, message }) => `${path} ${message}`);

describe("checkSchema", () => {
  it.each<[JsonObject, JsonValue]>([
    [{}, 1],
    [{ type: "integer" }, 3],
    [{ type: "array", prefixItems: [{ type: "string" }], items: { type: "number" } }, ["a", 1, 2]],
    [{ type: "object", properties: { "a/b": { const: 1 } }, unevaluatedProperties: false }, { "a/b": 1 }],
    [{ $ref: "#/$defs/name", $defs: { name: { type: "string" } } }, "x"],
    [{ pattern: "^\\d+$", format: "date-time" }, 5],
    [{ const: { $ref: "#/schemas/Nothing" } }, { $ref: "#/schemas/Nothing" }],
  ])("accepts %j for %j", (schema, value) => {
    expect(said(schema, value)).toEqual([]);
  });

  it.each<[JsonObject, JsonValue, string[]]>([
    [{ type: "number" }, "ten", [' must be of type number, got "ten"']],
    [{ type: ["number", "null"] }, {}, [" must be of type number or null, got an object"]],
    [{ type: "object" }, [1, 2], [" must be of type object, got an array of 2"]],
    [{ required: ["id", "lines"] }, {}, [' has no "id", which is required', ' has no "lines", which is required']],
    [{ required: ["constructor"] }, {}, [' has no "constructor", which is required']],
    [{ properties: { toString: { type: "number" } } }, {}, []],
    [{ enum: ["a", "b"] }, "c", [' must be one of ["a","b"], got "c"']],
    [{ const: { x: 1 } }, 2, [' must be {"x":1}, got 2']],
    [{ format: "email" }, "q", [' must be a valid email, got "q"']],
    [{ pattern: "^(a+)+$" }, "b", [' must match the pattern ^(a+)+$, got "b"']],
    [{ pattern: "^a", format: "email" }, "b@c.de", [' must match the pattern ^a, got "b@c.de"']],
    [{ minimum: 3 }, 1, [" is not valid: 1 is less than 3"]],
    [{ minItems: 1 }, [], [" has too few items (0 < 1)"]],
    [{ minLength: 2 }, "a", [" is too short (1 < 2)"]],
    [{ not: { type: "string" } }, "a", [' matched "not" schema']],
    [{ type: "object", properties: { a: true }, additionalProperties: false }, { a: 1, b: 2 }, ["/b is not a known field"]],
    [{ properties: { "a/b é": { type: "number" } } }, { "a/b é": "x" }, ['/a~1b é must be of type number, got "x"']],
    [
      { items: { properties: { price: { type: "number" } } } },
      [{ price: 1 }, { price: "x" }],
      ['/1/price must be of type number, got "x"'],
    ],
    [{ allOf: [{ required: ["a"] }, { required: ["a"] }] }, {}, [' has no "a", which is required']],
    [{ type: "string" }, "x".repeat(100), []],
    [{ type: "number" }, "x".repeat(100), [` must be of type number, got "${"x".repeat(56)}...`]],
  ])("for %j and %j says what is wrong", (schema, value, expected) => {
    expect(said(schema, value)).toEqual(expected);
  });

  const payment = {
    oneOf: [
      {
        type: "object",
        properties: { type: { const: "card" }, number: { type: "string" } },
        required: ["type", "number"],
        additionalProperties: false,
      },
      { type: "object", properties: { type: { const: "cash" } }, required: ["type"], additionalProperties: false },
    ],
  };

  it("lets the alternative that got furthest speak", () => {
    expect(said({ anyOf: [{ type: "string" }, { type: "object", required: ["a"] }] }, {})).toEqual([
      ' has no "a", which is required',
    ]);
    expect(said({ properties: { pay: payment } }, { pay: { type: "card" } })).toEqual([
      '/pay has no "number", which is required',
    ]);
  });

  it("speaks of the choice as a whole when no alternative was meant", () => {
    expect(said(payment, 4)).toEqual([" fits none, or more than one, of the shapes that are allowed here, got 4"]);
    expect(said({ oneOf: [{ type: "number" }, { minimum: 1 }] }, 4)).toEqual([
      " fits none, or more than one, of the shapes that are allowed here, got 4",
    ]);
  });

  it("finds the flow's schemas, also through each other, and never changes them", () => {
    const schemas = deepFreeze({
      Order: {
        $id: "https://elsewhere.example/order",
        type: "object",
        properties: { lines: { type: "array", items: { $ref: "#/schemas/Line" } } },
      },
      Line: {
        type: "object",
        properties: { price: { $ref: "#/schemas/Money/properties/amount" }, next: { $ref: "#/schemas/Line" } },
      },
      Money: { properties: { amount: { type: "number" } } },
      required: { type: "string" },
    });
    const schema = deepFreeze({ $ref: "#/schemas/Order" });
    expect(said(schema, { lines: [{ price: "x", next: { price: "y" } }] }, schemas)).toEqual([
      '/lines/0/price must be of type number, got "x"',
      '/lines/0/next/price must be of type number, got "y"',
    ]);
    expect(said({ $ref: "#/schemas/required" }, 1, schemas)).toEqual([" must be of type string, got 1"]);
  });

  it("gives up on what doubles with every level, and says so", () => {
    const inside = { properties: { next: { $ref: "#" } } };
    const doubling: JsonObject = { anyOf: [{ ...inside, required: ["gone"] }, inside] };
    const nested = (levels: number): JsonObject => (levels === 0 ? {} : { next: nested(levels - 1) });
    expect(said(doubling, nested(8))).toEqual([]);
    expect(checkSchema(doubling, {}, nested(60))).toEqual([
      { path: "", keyword: "budget", message: "cannot be checked: it takes more than 500000 comparisons with the schema" },
    ]);
    const budget = { visitsLeft: 100 };
    expect(checkSchema(doubling, {}, nested(8), budget)).toMatchObject([{ keyword: "budget" }]);
    expect(budget.visitsLeft).toBeLessThan(0);
  });

  it("finds repeated items in long lists without comparing each with each", () => {
    const lists = { properties: { ids: { uniqueItems: true }, tags: { uniqueItems: true } } };
    const many = (from: number): JsonValue[] => Array.from({ length: 5_000 }, (_, index) => ({ at: from + index, of: 1 }));
    expect(said(lists, { ids: many(0), tags: ["a", "b"] })).toEqual([]);
    expect(said(lists, { ids: many(0), tags: ["a", "a"] })).toMatchObject([expect.stringContaining("cannot be checked")]);
    expect(said(lists, { ids: [{ of: 1, at: 7 }, ...many(7)], other: many(0) })).toMatchObject([
      expect.stringMatching(/^\/ids .*duplicate|cannot be checked/i),
    ]);
    expect(said({ not: { uniqueItems: true } }, many(0))).toHaveLength(1);
    expect(said({ properties: { ids: true, tags: { uniqueItems: true } } }, { ids: [1, ...many(0), 1], tags: ["a"] })).toEqual(
      [],
    );
  });

  it("reports a schema that cannot be used instead of throwing", () => {
    expect(checkSchema({ $ref: "#/schemas/Nope" }, {}, 1)).toEqual([
      { path: "", keyword: "$ref", message: 'cannot be checked: Unresolved $ref "https://flow.invalid/Nope".' },
    ]);
    expect(checkSchema({ $ref: "#" }, {}, 1)[0]?.message).toContain("nested too deeply");
  });

  it("answers at most 50 errors", () => {
    expect(
      checkSchema(
        { items: { type: "string" } },
        {},
        Array.from({ length: 200 }, (_, index) => index),
      ),
    ).toHaveLength(50);
  });

  it("is not stalled by a pattern", () => {
    const check = () => expect(said({ pattern: "^(a|a)*$" }, `${"a".repeat(1_000)}!`)).toHaveLength(1);
    expect(threadMs(check)).toBeLessThan(1_000);
  });

  it("gives equal answers for equal schemas in different objects", () => {
    const schemas = {};
    expect(checkSchema({ type: "string" }, schemas, 1)).toEqual(checkSchema({ type: "string" }, schemas, 1));
  });
});
