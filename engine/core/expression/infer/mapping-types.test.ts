import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../json.ts";
import type { MappingBundle } from "../mappings/mapping-bundle.ts";
import { parseSyntax } from "../syntax/parse-syntax.ts";
import { inferType } from "./infer-type.ts";
import { fromJsonSchema, toJsonSchema } from "./type-schema.ts";

const line: JsonObject = {
  type: "object",
  required: ["price"],
  properties: { price: { type: "number" }, note: { type: "string" } },
};
const scope: JsonObject = {
  type: "object",
  required: ["input"],
  properties: {
    input: {
      type: "object",
      required: ["id", "lines", "first"],
      properties: { id: { type: "string" }, lines: { type: "array", items: line }, first: line, last: line },
    },
  },
};

const bundle = {
  "price@1": { expression: "input.price" },
  "typed@1": { expression: "input.price", input: line, output: { type: "integer" } },
  "listed@1": { expression: "input[0]", input: { type: "array", items: line } },
  "twice@1": { expression: '$useMapping("price@1", input) * 2' },
  "loop@1": { expression: '$useMapping("loop@1", input)' },
} as unknown as MappingBundle;

function infer(text: string) {
  const tree = parseSyntax(text);
  if (!tree.ok) throw new Error(tree.message);
  return inferType(tree, fromJsonSchema(scope), { mappings: bundle });
}

const wrong = (text: string) => infer(text).problems.filter(({ code }) => code === "wrong-type");

describe("the type of what a mapping gives", () => {
  it.each<[string, JsonObject]>([
    ['$useMapping("price@1", input.first)', { type: "number" }],
    ['$useMapping("twice@1", input.first)', { type: "number" }],
    ['$useMapping("typed@1", input.first)', { type: "number" }],
    ['input.lines.$useMapping("price@1", $)', { anyOf: [{ type: "number" }, { type: "array", items: { type: "number" } }] }],
    ['$useMapping("gone@1", input)', {}],
    ['$useMapping("loop@1", input)', {}],
  ])("%s", (text, schema) => {
    expect(toJsonSchema(infer(text).type)).toEqual(schema);
  });

  it("is that of a value that may be missing, where what it is applied to may be", () => {
    expect(infer('$useMapping("typed@1", input.last)').type).toMatchObject({ kind: "union" });
  });

  it("is no reason to stop at what cannot be applied to it: that is said at the value", () => {
    const text = '$useMapping("typed@1", input.id)';
    expect(wrong(text)).toMatchObject([
      {
        ...{ code: "wrong-type", severity: "error", start: text.indexOf("input.id"), end: text.length - 1 },
        message: "The mapping typed@1 needs an object and gets text.",
      },
    ]);
    expect(wrong('$useMapping("typed@1", {"price": "1"})')).toMatchObject([
      { message: 'The mapping typed@1 needs a number as "price" and gets "1".' },
    ]);
    expect(wrong('$useMapping("typed@1", {"note": "x"})')).toMatchObject([
      { message: 'The mapping typed@1 needs "price" and does not get it.' },
    ]);
  });

  it.each<[string, boolean]>([
    ['$useMapping("typed@1", input.id)', true],
    ['$useMapping("typed@1", {"price": "1"})', true],
    ['$useMapping("typed@1", {"price": 1, "note": 2})', true],
    ['$useMapping("typed@1", input.lines)', true],
    ['$useMapping("typed@1", {"note": "x"})', true],
    ['$useMapping("typed@1", input.last.note)', false],
    ['$useMapping("typed@1", nothing)', false],
    ['$useMapping("typed@1", {"price": 1, "note": input.lines[0].price})', false],
    ['$useMapping("typed@1", input.id = "a" ? input.id : input.first)', false],
    ['$useMapping("listed@1", [{"price": "1"}])', false],
    ['$useMapping("typed@1", input.first)', false],
  ])("is known to be refused, or not: %s", (text, isRefused) => {
    expect(wrong(text).some(({ isCertain }) => isCertain === true)).toBe(isRefused);
  });
});
