import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../json.ts";
import { parseSyntax } from "../syntax/parse-syntax.ts";
import { describeType } from "./describe-type.ts";
import { inferType, type Inference } from "./infer-type.ts";
import { fromJsonSchema, toJsonSchema } from "./type-schema.ts";

const order: JsonObject = {
  type: "object",
  required: ["input"],
  additionalProperties: false,
  properties: {
    input: {
      type: "object",
      required: ["id", "lines", "total"],
      additionalProperties: false,
      properties: {
        id: { type: "string" },
        total: { type: "number" },
        note: { type: "string" },
        lines: { type: "array", items: { $ref: "#/$defs/Line" } },
      },
    },
  },
  $defs: {
    Line: {
      type: "object",
      required: ["sku", "price"],
      additionalProperties: false,
      properties: {
        sku: { type: "string" },
        price: { type: "number" },
        parts: { type: "array", items: { $ref: "#/$defs/Line" } },
      },
    },
  },
};

function infer(text: string): Inference {
  const tree = parseSyntax(text);
  if (!tree.ok) throw new Error(tree.message);
  return inferType(tree, fromJsonSchema(order));
}

const problems = (text: string, code: string) =>
  infer(text)
    .problems.filter((problem) => problem.code === code)
    .map(({ start, end, message }) => [text.slice(start, end), message]);

const oneOrMore = (items: JsonObject): JsonObject => ({ anyOf: [items, { type: "array", items }] });

describe("inferType", () => {
  it.each<[string, JsonObject]>([
    ["input.id", { type: "string" }],
    ["input.lines.price", oneOrMore({ type: "number" })],
    ["input.lines.price[]", { type: "array", items: { type: "number" } }],
    ["input.lines[0].sku", { type: "string" }],
    ["input.lines.parts.parts.sku", oneOrMore({ type: "string" })],
    ["$sum(input.lines.price)", { type: "number" }],
    ["$map(input.lines, function($l) { $l.sku & '!' })", oneOrMore({ type: "string" })],
    ["input.total > 5 ? 'large' : 'small'", { enum: ["large", "small"] }],
    ["input.note ?? 'none'", { type: "string" }],
    ["($t := input.total; $t * 2)", { type: "number" }],
    ["input.lines{ sku: $sum(price) }", { type: "object", properties: {}, additionalProperties: { type: "number" } }],
    ["input.lines@$l.{ 'sku': $l.sku }.sku", oneOrMore({ type: "string" })],
    ["input.lines ~> $count", { type: "number" }],
    ["input.lines^(>price)[0].price", { type: "number" }],
    ["$reduce(input.lines.price, function($a, $b) { $a + $b }, 0)", { type: "number" }],
  ])("gives the type of %s", (text, schema) => {
    expect(toJsonSchema(infer(text).type)).toEqual(schema);
  });

  it("marks fields that no schema describes, with what may have been meant", () => {
    expect(problems("input.totl + input.lines.prise", "unknown-path")).toEqual([
      ["totl", 'There is no field "totl" here. Did you mean "total"?'],
      ["prise", 'There is no field "prise" here. Did you mean "price"?'],
    ]);
    expect(problems("input.lines[skuu = 'a']", "unknown-path")).toHaveLength(1);
  });

  it("marks values of the wrong type", () => {
    expect(problems("input.id * 2 + $sum(input.lines.sku) + $uppercase(input.total)", "wrong-type")).toEqual([
      ["input.id", "The operator * needs a number here and gets text."],
      ["input.lines.sku", "$sum: it needs numbers and gets one or several of texts."],
      ["$uppercase(input.total)", "The operator + needs a number here and gets text."],
      ["input.total", "$uppercase: it needs text and gets a number."],
    ]);
  });

  it("marks what may be missing, and what is one item or a list", () => {
    expect(problems("input.lines[0].price * 2", "possibly-missing")).toEqual([
      ["input.lines[0].price", expect.stringMatching(/may be missing/)],
    ]);
    expect(problems("{ 'skus': input.lines.sku, 'all': input.lines.sku[] }", "array-or-single")).toEqual([
      ["input.lines.sku", expect.stringMatching(/\[\] behind/)],
    ]);
  });

  it("tells the input that is not used", () => {
    const messages = infer("{ 'id': input.id, 'rows': input.lines.{ 'sku': sku } }").problems.map(({ message }) => message);
    expect(messages).toEqual(
      expect.arrayContaining(["input.total is not used.", "input.note is not used.", "input.lines.price is not used."]),
    );
    expect(messages).not.toContain("input.lines.sku is not used.");
  });

  it("knows the type of every part", () => {
    const text = "$sum(input.lines.price) > 5";
    const { types } = infer(text);
    const sum = [...types].find(([node]) => node.kind === "call");
    expect(sum && describeType(sum[1])).toBe("a number or nothing");
  });
});
