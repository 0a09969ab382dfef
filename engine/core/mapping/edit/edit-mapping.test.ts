import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { editMapping, editMappingAll, type MappingEdit } from "./edit-mapping.ts";

const scope = {
  input: {
    id: "A-1",
    customer: { name: "Ada", tags: ["vip"] },
    lines: [
      { sku: "a", qty: 2, price: 3, parts: [{ no: 1 }, { no: 2 }] },
      { sku: "b", qty: 1, price: 5, parts: [{ no: 3 }] },
    ],
  },
  vars: { rate: 2 },
};

function edit(text: string, change: MappingEdit): string {
  const result = editMapping(text, change);
  return result.ok ? result.text : `refused: ${result.reason}`;
}

const map = (source: string, target: string, isList = false): MappingEdit => ({
  type: "map",
  source: { path: source.split("/") },
  target: { path: target.split("/"), isList },
});
const set = (target: string, value: string): MappingEdit => ({ type: "set", target: { path: target.split("/") }, value });
const valueOf = async (text: string): Promise<unknown> =>
  JSON.parse(JSON.stringify(await jsonata(text).evaluate(structuredClone(scope)))) as unknown;

describe("editMapping", () => {
  it.each<[string, string, MappingEdit, string]>([
    ["starts from nothing", "", map("input/id", "order/number"), '{\n  "order": { "number": input.id }\n}'],
    [
      "adds a field on a line of its own",
      '{\n  "a": 1 /* one */\n}',
      map("input/id", "id"),
      '{\n  "a": 1, /* one */\n  "id": input.id\n}',
    ],
    ["adds a field on the same line", '{ "a": 1 }', map("input/id", "id"), '{ "a": 1, "id": input.id }'],
    ["keeps a comment in an empty object", "{ /* later */ }", map("input/id", "id"), '{ /* later */ "id": input.id }'],
    [
      "replaces a value and nothing else",
      '{"a" :  /* was */ input.x,"b":2}',
      map("input/id", "a"),
      '{"a" :  /* was */ input.id,"b":2}',
    ],
    ["makes a loop", "{}", map("input/lines/*/sku", "items/*/code"), '{ "items": [input.lines.{ "code": sku }] }'],
    [
      "writes into a loop that is there",
      '{ "items": [input.lines.{ "code": sku }] }',
      map("input/lines/*/qty", "items/*/count"),
      '{ "items": [input.lines.{ "code": sku, "count": qty }] }',
    ],
    [
      "reaches out of a loop",
      '{ "items": [input.lines.{ "code": sku }] }',
      map("vars/rate", "items/*/rate"),
      '{ "items": [input.lines.{ "code": sku, "rate": $$.vars.rate }] }',
    ],
    [
      "makes a loop in a loop",
      '{ "items": [input.lines.{ "code": sku }] }',
      map("input/lines/*/parts/*/no", "items/*/parts/*/number"),
      '{ "items": [input.lines.{ "code": sku, "parts": [parts.{ "number": no }] }] }',
    ],
    [
      "reaches the item of the outer loop",
      '{ "items": [input.lines.{ "parts": [parts.{ "number": no }] }] }',
      map("input/lines/*/sku", "items/*/parts/*/of"),
      '{ "items": [input.lines.{ "parts": [parts.{ "number": no, "of": %.sku }] }] }',
    ],
    [
      "flattens lists of lists into one",
      "{}",
      map("input/lines/*/parts/*/no", "numbers/*/n"),
      '{ "numbers": [input.lines.parts.{ "n": no }] }',
    ],
    [
      "uses the variable of $map",
      '$map(input.lines, function($l) { { "code": $l.sku } })',
      map("input/lines/*/qty", "*/count"),
      '$map(input.lines, function($l) { { "code": $l.sku, "count": $l.qty } })',
    ],
    ["makes a list of what a path finds", "{}", map("input/lines/*/sku", "codes", true), '{ "codes": [input.lines.sku] }'],
    ["makes a list of one", "{}", map("input/id", "items/*/id"), '{ "items": [{ "id": input.id }] }'],
    ["writes below variables", '($r := 2;\n { "a": $r })', map("input/id", "id"), '($r := 2;\n { "a": $r, "id": input.id })'],
    [
      "keeps a whole object and adds to it",
      "input.customer",
      map("input/id", "id"),
      '$merge([input.customer, { "id": input.id }])',
    ],
    [
      "adds to a spread",
      '$merge([input.customer, {"a": 1}])',
      map("input/id", "id"),
      '$merge([input.customer, {"a": 1, "id": input.id}])',
    ],
    ["quotes odd names", "{}", map("input/unit price/a`b", "x"), '{ "x": input.`unit price`."a`b" }'],
    ["sets a value", '{ "a": 1 }', set("b/c", '"x" & input.id'), '{ "a": 1, "b": { "c": "x" & input.id } }'],
    [
      "removes a line",
      '{\n  "a": 1,\n  "b": 2, // no\n  "c": 3\n}'.replace("// no", "/* of b */"),
      { type: "remove", field: "/a" },
      '{\n  "b": 2, /* of b */\n  "c": 3\n}',
    ],
    [
      "removes the last one with the comma before",
      '{\n  "a": 1, /* of a */\n  "b": 2\n}',
      { type: "remove", field: "/b" },
      '{\n  "a": 1 /* of a */\n}',
    ],
    ["removes the last one on a line", '{"a": 1, "b": 2}', { type: "remove", field: "/b" }, '{"a": 1}'],
    ["removes the only one", '{ "a": 1 }', { type: "remove", field: "/a" }, "{}"],
    ["removes an item of a list", '["a", input.id, "c"]', { type: "remove", field: "/1" }, '["a", "c"]'],
    ["renames", '{ "a" : { "b": 1 } }', { type: "rename", field: "/a/b", name: 'c"d' }, '{ "a" : { "c\\"d": 1 } }'],
    [
      "wraps in a loop, and what is outside stays outside",
      '{ "items": { "sku": input.lines.sku, "id": input.id, "n": $sum(input.lines.qty) } }',
      { type: "loop", field: "/items", source: { path: ["input", "lines"] } },
      '{ "items": [input.lines.{ "sku": sku, "id": $$.input.id, "n": $sum(qty) }] }',
    ],
    [
      "adds a variable around",
      ' { "a": 1 } ',
      { type: "addVariable", name: "x", value: "input.id" },
      ' (\n  $x := input.id;\n  { "a": 1 }\n) ',
    ],
    [
      "adds a variable behind the others",
      '(\n  $a := 1;\n  { "a": $a }\n)',
      { type: "addVariable", name: "b", value: "2" },
      '(\n  $a := 1;\n  $b := 2;\n  { "a": $a }\n)',
    ],
  ])("%s", async (_, before, change, after) => {
    expect(edit(before, change)).toBe(after);
    await expect(valueOf(after)).resolves.not.toBeNull();
  });

  it.each<[string, string, MappingEdit, RegExp]>([
    ["a formula in the way", '{ "a": $sum(input.x) }', map("input/id", "a/b"), /"a" has a value of its own/],
    ["a broken text", '{ "a": ', map("input/id", "a"), /cannot be read/],
    ["a broken value", "{}", set("a", "1 +"), /not an expression/],
    ["a value that would close the object", "{}", set("a", "1 }, {"), /not an expression/],
    ["a name that is taken", '{ "a": 1, "b": 2 }', { type: "rename", field: "/a", name: "b" }, /already/],
    ["a field that is gone", "{}", { type: "remove", field: "/x" }, /not there any more/],
    ["an odd variable", "{}", { type: "addVariable", name: "a b", value: "1" }, /cannot be the name/],
  ])("refuses %s, with the reason", (_, before, change, reason) => {
    expect(edit(before, change)).toMatch(reason);
  });

  it("makes what the lines say", async () => {
    const lines: [string, string][] = [
      ["input/id", "number"],
      ["input/lines/*/sku", "items/*/code"],
      ["input/lines/*/parts/*/no", "items/*/parts/*/number"],
      ["input/lines/*/sku", "items/*/parts/*/of"],
      ["vars/rate", "items/*/rate"],
    ];
    const { text, refused } = editMappingAll(
      "",
      lines.map(([source, target]) => map(source, target)),
    );
    expect(refused).toEqual([]);
    expect(await valueOf(text)).toEqual({
      number: "A-1",
      items: [
        {
          code: "a",
          parts: [
            { number: 1, of: "a" },
            { number: 2, of: "a" },
          ],
          rate: 2,
        },
        { code: "b", parts: [{ number: 3, of: "b" }], rate: 2 },
      ],
    });
  });

  it("says when a source has several values for a field that takes one", () => {
    expect(editMapping("{}", map("input/lines/*/sku", "code"))).toMatchObject({
      ok: true,
      notice: expect.stringContaining("several values") as string,
    });
    expect(editMapping("{}", map("input/id", "code"))).not.toHaveProperty("notice");
  });
});
