import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { brokenReads } from "./broken-reads.ts";
import { acceptRebinds } from "./schema-change.ts";
import { openSchemaTree } from "./schema/schema-tree.ts";

const text: JsonObject = { type: "string" };
const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });
const scope = openSchemaTree(
  object({
    input: object({
      buyer: object({ name: text, postalCode: text }),
      lines: { type: "array", items: object({ sku: text, quantity: { type: "number" } }) },
    }),
    steps: object({ fetch: {} }),
  }),
);

describe("brokenReads", () => {
  it.each<[string, string, string]>([
    ["a field with another name", '{ "zip": input.buyer.zip }', '{ "zip": input.buyer.postalCode }'],
    [
      "a name inside a loop",
      '{ "l": [input.lines.{ "q": qty, "s": sku }] }',
      '{ "l": [input.lines.{ "q": quantity, "s": sku }] }',
    ],
    ["a field that is nowhere", '{ "x": input.glorp }', '{ "x": input.glorp }'],
  ])("finds what could be meant: %s", (_, mapping, mended) => {
    const lines = brokenReads(mapping, scope);
    expect(lines).toHaveLength(1);
    expect(acceptRebinds(mapping, lines)).toBe(mended);
  });

  it("says nothing of what is there, is a list, or may be there", () => {
    expect(brokenReads('{ "a": input.buyer.name, "l": input.lines.sku, "b": steps.fetch.body.id, "c": $x }', scope)).toEqual([]);
  });
});
