import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { referenceFaults } from "./reference-faults.ts";

const doubling: JsonObject = {
  $ref: "#/$defs/a0",
  $defs: Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `a${index}`,
      index === 39 ? {} : { allOf: [{ $ref: `#/$defs/a${index + 1}` }, { $ref: `#/$defs/a${index + 1}` }] },
    ]),
  ),
};

describe("references of a schema", () => {
  it.each<[string, JsonObject]>([
    ["a tree of fields", { properties: { parts: { items: { $ref: "#" } } } }],
    ["a list of itself", { $ref: "#/$defs/list", $defs: { list: { items: { $ref: "#/$defs/list" } } } }],
    ["a definition used often", { properties: { a: { $ref: "#/$defs/x" }, b: { $ref: "#/$defs/x" } }, $defs: { x: {} } }],
    ["escaped names", { $ref: "#/$defs/a~1b%20c", $defs: { "a/b c": { type: "string" } } }],
    ["data that look like references", { const: { $ref: "#/nowhere" }, default: { $ref: "#" } }],
    ["a field of that name", { properties: { $ref: { type: "string" }, default: { type: "string" } } }],
    ["a schema of the flow", { $ref: "#/schemas/Order" }],
  ])("may be %s", (_what, schema) => {
    expect(referenceFaults(schema)).toEqual([]);
  });

  it.each<[string, JsonObject, string, string]>([
    ["lead nowhere", { properties: { a: { $ref: "#/$defs/gone" } } }, "/properties/a/$ref", '"#/$defs/gone" leads nowhere'],
    ["inherit nothing", { $ref: "#/$defs/constructor", $defs: {} }, "/$ref", "leads nowhere"],
    ["are themselves", { $ref: "#" }, "/$ref", "refers back to itself"],
    [
      "come back by a choice",
      { $ref: "#/$defs/a", $defs: { a: { anyOf: [{ $ref: "#/$defs/b" }] }, b: { allOf: [{ $ref: "#/$defs/a" }] } } },
      "/$ref/anyOf/0/$ref/allOf/0/$ref",
      "refers back to itself",
    ],
    ["multiply", doubling, "/$ref", "applies more than 5000 schemas to one value"],
  ])("must not %s", (_what, schema, path, message) => {
    const [fault] = referenceFaults(schema);
    expect(fault?.message).toContain(message);
    expect(fault?.path.startsWith(path)).toBe(true);
  });
});
