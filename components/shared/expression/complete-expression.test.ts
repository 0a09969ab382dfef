import { describe, expect, it } from "vitest";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { callAt, completeExpression, describeWord } from "./complete-expression.ts";
import { variableRanges } from "./rename-variable.ts";
import type { ExpressionScope } from "./scope-fields.ts";

const order = {
  type: "object",
  required: ["id", "lines"],
  properties: {
    id: { type: "string" },
    "ship to": { type: "object", properties: { city: { type: "string" } } },
    lines: { type: "array", items: { $ref: "#/schemas/Line" } },
  },
};
const line = {
  type: "object",
  properties: { sku: { type: "string" }, price: { type: "number" }, parts: { type: "array", items: { $ref: "#/schemas/Line" } } },
};
const scope: ExpressionScope = {
  tree: openSchemaTree(
    { type: "object", properties: { input: { $ref: "#/schemas/Order" }, run: { type: "object" } } },
    { Order: order, Line: line },
  ),
  sample: {
    input: {
      id: "A-1",
      extra: true,
      lines: [
        { sku: "PEN", price: 2 },
        { sku: "INK", price: 9 },
      ],
    },
  },
};

/** Labels of fields and variables offered at the `|` of a text. */
function offered(marked: string, kinds = ["field"]): string[] {
  const offset = marked.indexOf("|");
  const items = completeExpression(marked.replace("|", ""), offset, scope);
  return items.filter(({ kind }) => kinds.includes(kind)).map(({ label }) => label);
}

/** The text after the first completion at the `|` is taken. */
function taken(marked: string): string | undefined {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const mappings = [{ key: "orderTotal@3", description: "What an order is worth" }, { key: "name@1" }];
  const [first] = completeExpression(text, offset, { ...scope, mappings });
  return first && text.slice(0, first.start) + first.insert + text.slice(first.end);
}

describe("completing the name of a mapping", () => {
  it("keeps to the quotes that are there, and brings its own where there are none", () => {
    expect(taken('$useMapping("|")')).toBe('$useMapping("orderTotal@3")');
    expect(taken("$useMapping('ord|', input)")).toBe("$useMapping('orderTotal@3', input)");
    expect(taken("$useMapping(|)")).toBe('$useMapping("orderTotal@3")');
    expect(taken('$useMapping("ord|')).toBe('$useMapping("orderTotal@3"');
  });

  it("offers none for the value it is applied to", () => {
    expect(taken('$useMapping("name@1", input.|)')).toBe('$useMapping("name@1", input.id)');
  });
});

describe("completing an expression", () => {
  it("offers the names of the scope at its start", () => {
    expect(offered("|")).toEqual(["input", "run"]);
    expect(offered("$sum(in|")).toEqual(["input", "run"]);
  });

  it("offers the fields of what stands before the dot, those only the sample has last", () => {
    expect(offered("input.|")).toEqual(["id", "ship to", "lines", "extra"]);
    expect(offered("input.`ship to`.|")).toEqual(["city"]);
    expect(offered("input.lines.pr|")).toEqual(["sku", "price", "parts"]);
  });

  it("spells names that are no plain words in backticks", () => {
    const [, second] = completeExpression("input.", 6, scope);
    expect(second).toMatchObject({ label: "ship to", insert: "`ship to`", detail: "object, optional" });
  });

  it("knows the item inside brackets of a path, also when the rest is not written yet", () => {
    expect(offered("input.lines.(|")).toEqual(["sku", "price", "parts"]);
    expect(offered('input.lines.{ "a": |')).toEqual(["sku", "price", "parts"]);
    expect(offered("input.lines[|")).toEqual(["sku", "price", "parts"]);
    expect(offered("input.lines[price > 3].|")).toEqual(["sku", "price", "parts"]);
    expect(offered("input.lines{sku: |")).toEqual(["sku", "price", "parts"]);
    expect(offered('{ "a": input.lines.(price), "b": |')).toEqual(["input", "run"]);
  });

  it("follows a recursive schema as deep as somebody types", () => {
    expect(offered("input.lines.parts.parts.parts.|")).toEqual(["sku", "price", "parts"]);
  });

  it("follows variables and the parameters of functions given to $map", () => {
    expect(offered("( $l := input.lines; $l.|")).toEqual(["sku", "price", "parts"]);
    expect(offered("$map(input.lines, function($v, $i) { $v.|")).toEqual(["sku", "price", "parts"]);
    expect(offered("( $all := input.lines; $|", ["variable"])).toEqual(["$all", "$$"]);
  });

  it("offers nothing inside text and where a key is to be named", () => {
    expect(offered('"input.|"')).toEqual([]);
    expect(offered("{ |")).toEqual([]);
  });

  it("tells a division from a regular expression", () => {
    expect(offered('$replace(input.id, /[.(]/, "") & input.|')).toEqual(["id", "ship to", "lines", "extra"]);
    expect(offered("run.a / run.b / input.|")).toEqual(["id", "ship to", "lines", "extra"]);
  });
});

describe("describing a word", () => {
  it("gives its whole path, its type and its value", () => {
    expect(describeWord("$sum(input.lines.price)", 18, scope)).toEqual({
      title: "input.lines.price: number",
      lines: ["2"],
      start: 17,
      end: 22,
    });
  });

  it("says how a function is called and which argument is being written", () => {
    expect(describeWord("$sum(1)", 2, scope)?.title).toBe("$sum(numbers) → number");
    expect(callAt('$substring("abc", ', 18)).toMatchObject({ argument: 1, parameters: ["text", "start", "length?"] });
  });
});

describe("finding a variable", () => {
  const texts = (source: string, offset: number): number[] => variableRanges(source, offset).map(({ start }) => start);

  it("finds all its uses, in inner blocks too", () => {
    const source = "( $a := 1; { 'x': $a, 'y': ($a + $b) } )";
    expect(texts(source, 3)).toEqual([2, 18, 28]);
  });

  it("leaves another variable of the same name alone", () => {
    const source = "( $a := 1; $f := function($a) { $a + 1 }; $f($a) )";
    expect(texts(source, 3)).toEqual([2, 45]);
    expect(texts(source, 33)).toEqual([26, 32]);
  });

  it("does not rename functions that come with JSONata", () => {
    expect(texts("$sum(1)", 2)).toEqual([]);
  });
});
