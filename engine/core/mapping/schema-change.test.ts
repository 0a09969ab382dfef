import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { acceptRebinds, sourceChange, targetChange, type AffectedLine } from "./schema-change.ts";
import { openSchemaTree } from "./schema/schema-tree.ts";

const text: JsonObject = { type: "string" };
const number: JsonObject = { type: "number" };
const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });
const list = (items: JsonObject): JsonObject => ({ type: "array", items });

const before = object({
  id: text,
  total: number,
  note: text,
  customer: object({ name: text, zip: text }),
  lines: list(object({ sku: text, qty: number })),
});
const after = object({
  id: number,
  total: list(number),
  buyer: object({ name: text, zip: text }),
  items: list(object({ sku: text, quantity: number })),
  extra: object({ note: text }),
});

const change = (mapping: string): AffectedLine[] =>
  sourceChange({ text: mapping, before: openSchemaTree(before), after: openSchemaTree(after) }, ["input"]);

describe("sourceChange", () => {
  it.each<[string, string, string[], string]>([
    ["a field below a renamed one", '{ "n": input.customer.name }', ["rename"], '{ "n": input.buyer.name }'],
    ["a field that moved", '{ "n": input.note /* kept */ }', ["move"], '{ "n": input.extra.note /* kept */ }'],
    [
      "a loop, and a field of its items",
      '{ "l": [input.lines.{ "s": sku, "q": qty }] }',
      ["rename", "rename"],
      '{ "l": [input.items.{ "s": sku, "q": quantity }] }',
    ],
    ["a path with a filter", "input.lines[qty > 1].sku", ["rename", "rename"], "input.items[quantity > 1].sku"],
    ["a type", '{ "id": input.id & "!" }', ["convert"], '{ "id": $string(input.id) & "!" }'],
    ["one value that became a list", '{ "t": input.total }', ["convert"], '{ "t": input.total[0] }'],
    ["nothing", '{ "v": vars.customer.name, "i": steps.input.note }', [], '{ "v": vars.customer.name, "i": steps.input.note }'],
  ])("proposes what to bind to instead: %s", (_, mapping, kinds, rebound) => {
    const lines = change(mapping);
    expect(lines.flatMap(({ proposal }) => proposal?.kind ?? [])).toEqual(kinds);
    expect(acceptRebinds(mapping, lines)).toBe(rebound);
  });

  it("tells of a line it has no proposal for, and leaves it", () => {
    const gone = object({ id: text });
    const mapping = '{ "n": input.customer.name, "s": $sum(input.lines.qty) }';
    const lines = sourceChange({ text: mapping, before: openSchemaTree(before), after: openSchemaTree(gone) }, ["input"]);
    expect(lines.map(({ field, message, proposal }) => [field, message, proposal])).toEqual([
      ["/n", '"customer" is not in the source any more.', undefined],
      ["/s", '"lines" is not in the source any more.', undefined],
    ]);
    expect(acceptRebinds(mapping, lines)).toBe(mapping);
  });

  it("finds every operand, not only the first", () => {
    expect(change('input.note & " " & input.customer.zip').map(({ names }) => names.join("."))).toEqual(["note", "customer.zip"]);
  });
});

describe("targetChange", () => {
  const target = {
    before: openSchemaTree(object({ zip: text, lines: list(object({ sku: text })), old: text })),
    after: openSchemaTree(
      object({ postalCode: text, lines: list(object({ articleNumber: text })), extra: object({ other: number }) }),
    ),
  };

  it("proposes new names for fields, inside loops too, and keeps what has none", () => {
    const mapping = '{ "zip": input.a, "lines": [input.l.{ "sku": b }], "old": 1 }';
    const lines = targetChange({ text: mapping, ...target });
    expect(lines.map(({ names, proposal }) => [names.join("."), proposal?.kind])).toEqual([
      ["zip", "rename"],
      ["lines.sku", "rename"],
      ["old", undefined],
    ]);
    expect(acceptRebinds(mapping, lines)).toBe('{ "postalCode": input.a, "lines": [input.l.{ "articleNumber": b }], "old": 1 }');
  });
});
