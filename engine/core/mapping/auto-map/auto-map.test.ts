import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import type { JsonObject } from "../../json.ts";
import { editMappingAll } from "../edit/edit-mapping.ts";
import { readMapping } from "../model/read-mapping.ts";
import { openSchemaTree } from "../schema/schema-tree.ts";
import { autoMap, linesToEdits, type AutoMapInput, type AutoMapLine } from "./auto-map.ts";
import { pairKey, pairOfLine, pairsOf } from "./learned-pairs.ts";

const text: JsonObject = { type: "string" };
const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });
const list = (items: JsonObject): JsonObject => ({ type: "array", items });

const shop = object({
  id: text,
  customer: object({ first_name: text, zip: text }),
  line_items: list(object({ sku: text, quantity: { type: "integer" } })),
  returns: list(object({ sku: text, reason: text })),
});
const erp = object({
  buyer: object({ givenName: text, postalCode: text }),
  positions: list(object({ articleNumber: text, qty: { type: "number" } })),
  ledger: text,
});

const linesOf = (source: JsonObject, target: JsonObject, more: Partial<AutoMapInput> = {}): AutoMapLine[] =>
  autoMap({ sources: [{ at: ["input"], tree: openSchemaTree(source) }], target: openSchemaTree(target), ...more });
const to = (lines: readonly AutoMapLine[], target: string): AutoMapLine | undefined =>
  lines.find((line) => line.target.path.join(".") === target);

describe("autoMap", () => {
  const lines = linesOf(shop, erp);

  it("finds fields of the same meaning, and the lists they stand in", () => {
    expect(to(lines, "buyer.givenName")?.source.path).toEqual(["input", "customer", "first_name"]);
    expect(to(lines, "positions.*.articleNumber")?.source.path).toEqual(["input", "line_items", "*", "sku"]);
    expect(to(lines, "ledger")).toBeUndefined();
  });

  it("says why in words", () => {
    expect(to(lines, "buyer.postalCode")?.reason).toBe('Same meaning: "zip" and "postalCode"; "customer" fits "buyer"');
  });

  it("is accepted as one edit", () => {
    const { text: mapping, refused } = editMappingAll("", linesToEdits(lines, 0.6));
    expect(refused).toEqual([]);
    expect(
      readMapping(mapping)
        .root.children.map(({ path }) => path[0])
        .toSorted(),
    ).toEqual(["buyer", "positions"]);
    expect(mapping).toContain("input.line_items.{");
  });

  it("proposes nothing for what has a value, and keeps apart what cannot be the same", () => {
    const taken = new Set([JSON.stringify(["buyer", "postalCode"])]);
    expect(to(linesOf(shop, erp, { taken }), "buyer.postalCode")).toBeUndefined();
    const dated = linesOf(object({ created: text }), object({ created: { type: "boolean" } }));
    expect(dated[0]?.score).toBeLessThan(0.7);
    expect(dated[0]?.reason).toContain("types differ: string for boolean");
  });

  it("learns from mappings that were accepted, and from lines that were turned down", () => {
    const pairs = pairsOf(
      readMapping('{ "ledger": input.customer.zip, "sum": $sum(input.x), "n": [input.line_items.{ "a": sku }] }'),
    );
    expect(pairs.map(({ source, target }) => `${source.join(".")} > ${target.join(".")}`)).toEqual([
      "customer.zip > ledger",
      "line_items.sku > n.a",
    ]);
    const drawn = to(linesOf(shop, erp), "positions.*.articleNumber")!;
    expect(pairOfLine(drawn)).toEqual({ source: ["line_items", "sku"], target: ["positions", "articleNumber"] });
    const learned = new Map([[pairKey(pairs[0]!), { accepted: 3, rejected: 0 }]]);
    expect(to(linesOf(shop, erp, { learned }), "ledger")).toMatchObject({
      score: 0.97,
      source: { path: ["input", "customer", "zip"] },
      reason: expect.stringMatching(/^Drawn 3 times before/) as string,
    });
    const rejected = new Map([
      [pairKey({ source: ["customer", "zip"], target: ["buyer", "postalCode"] }), { accepted: 0, rejected: 2 }],
    ]);
    expect(to(linesOf(shop, erp, { learned: rejected }), "buyer.postalCode")?.score).toBeLessThan(0.6);
  });

  it("compares large schemas in seconds, not minutes", () => {
    const wide = (prefix: string): JsonObject =>
      object(Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`${prefix}Field${index}Value`, text])));
    expect(threadMs(() => linesOf(wide("left"), wide("right")))).toBeLessThan(10_000);
  });
});
