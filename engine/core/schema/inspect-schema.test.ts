import { describe, expect, it } from "vitest";
import type { JsonValue } from "../json.ts";
import { inspectSchema } from "./inspect-schema.ts";

const names = new Set(["Order"]);

describe("inspectSchema", () => {
  it.each<JsonValue[]>([
    [true],
    [{}],
    [{ type: ["string", "null"], minLength: 1, pattern: "^a", format: "email" }],
    [{ properties: { a: { $ref: "#/schemas/Order" }, type: { enum: [1] } }, required: [], additionalProperties: false }],
    [{ $ref: "#/$defs/x", $defs: { x: { type: "string" } } }],
    [{ $ref: "#/schemas/Order/properties/id" }],
    [{ "x-own": 1, title: "Order", constructor: 1 }],
    [{ const: { type: "nonsense" }, default: { $ref: 3 } }],
    [{ patternProperties: { "^x-": true } }],
  ])("accepts %j", (schema) => {
    expect(inspectSchema(schema, names)).toEqual([]);
  });

  it.each<[JsonValue, string, RegExp]>([
    [3, "", /must be a schema/],
    [{ type: "objct" }, "/type", /must be one of array, boolean/],
    [{ type: [] }, "/type", /must be one of/],
    [{ enum: [] }, "/enum", /at least one value/],
    [{ required: "id" }, "/required", /list of property names/],
    [{ minimum: "1" }, "/minimum", /must be a number/],
    [{ minLength: -1 }, "/minLength", /whole number/],
    [{ multipleOf: 0 }, "/multipleOf", /above 0/],
    [{ uniqueItems: 1 }, "/uniqueItems", /true or false/],
    [{ format: 1 }, "/format", /must be text/],
    [{ items: { properties: { "a/b": { type: 1 } } } }, "/items/properties/a~1b/type", /must be one of/],
    [{ properties: [] }, "/properties", /a schema for each name/],
    [{ allOf: [] }, "/allOf", /list of schemas/],
    [{ anyOf: [true, 1] }, "/anyOf/1", /must be a schema/],
    [{ pattern: "(" }, "/pattern", /regular expression/],
    [{ pattern: 1 }, "/pattern", /regular expression/],
    [{ pattern: "(?=a)" }, "/pattern", /without lookaround/],
    [{ patternProperties: { "(a+)+": true } }, "/patternProperties/(a+)+", /must not repeat a group/],
    [{ patternProperties: { "(": true } }, "/patternProperties/(", /regular expression/],
    [{ patternProperties: 1 }, "/patternProperties", /a schema for each name/],
    [{ $ref: 1 }, "/$ref", /must be text/],
    [{ $ref: "https://elsewhere.example/a" }, "/$ref", /leads outside the flow/],
  ])("reports %j", (schema, path, message) => {
    const faults = inspectSchema(schema, names);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.path).toBe(path);
    expect(faults[0]?.message).toMatch(message);
  });

  it("tells an unknown schema apart", () => {
    expect(inspectSchema({ items: { $ref: "#/schemas/Ordr" } }, names)).toEqual([
      { path: "/items/$ref", message: 'refers to a schema "Ordr" that the flow does not have', unknownSchema: "Ordr" },
    ]);
  });
});
