import { describe, expect, it } from "vitest";
import { listTargetFields, type TargetField } from "./mapping-model.ts";
import { readMapping } from "./read-mapping.ts";

/** One line per field: id, form, what it reads itself. */
function outline(text: string): string[] {
  const describe = ({ id, form, reads, loops }: TargetField): string => {
    const each = loops.map(({ names }) => ` each ${names?.join(".") ?? "?"}`).join("");
    return `${id || "/"} ${form.kind}${each}${reads.length === 0 ? "" : ` < ${reads.map(({ path }) => path.join(".")).join(", ")}`}`;
  };
  return listTargetFields(readMapping(text)).map(describe);
}

const formOf = (text: string): unknown => readMapping(text).root.form;

describe("readMapping", () => {
  it.each<[string, string[]]>([
    ['{ "a": input.b, "n": { "c": 1 } }', ["/ object", "/a copy < input.b", "/n object", "/n/c constant"]],
    [
      '{ "items": [input.lines.{ "sku": sku, "of": %.id }] }',
      [
        "/ object",
        "/items loop < input.lines",
        "/items/0/sku copy each input.lines < input.lines.sku",
        "/items/0/of copy each input.lines < input.id",
      ],
    ],
    [
      "$map(input.lines[qty > 0], function($l) { $l.price * $l.qty })",
      ["/ loop < input.lines, input.lines.qty", "/0 formula each input.lines < input.lines.price, input.lines.qty"],
    ],
    ["[input.a, 1]", ["/ list", "/0 copy < input.a", "/1 constant"]],
    ['"Order " & input.id & "!"', ["/ template < input.id"]],
    ['($r := vars.rate; { "a": input.x * $r })', ["/ variables < vars.rate", "/a formula < input.x, vars.rate"]],
    [
      'input.kind = "b" ? { "x": input.b } : input.kind = "c" ? input.c : "none"',
      ["/ switch < input.kind, input.kind, input.c", "/?0 object", "/?0/x copy < input.b"],
    ],
    ['input.vip and input.old ? "gold" : input.vip ? "silver"', ["/ condition < input.vip, input.old, input.vip"]],
    ["input.a ?? input.b", ["/ fallback < input.a, input.b"]],
    ["$lookup(vars.rates, input.currency)", ["/ lookup < vars.rates, input.currency"]],
    ['$merge([input.customer, { "id": input.id }])', ["/ spread < input.customer", "/id copy < input.id"]],
    ["input.lines[qty > 1]", ["/ filter < input.lines, input.lines.qty"]],
    ["input.lines^(>price)", ["/ sort < input.lines, input.lines.price"]],
    ["input.lines{ sku: $sum(qty) }", ["/ group < input.lines, input.lines.sku, input.lines.qty"]],
    ["input.name ~> $uppercase()", ["/ function < input.name"]],
    ["$sum(input.lines.(price * qty))", ["/ function < input.lines, input.lines.price, input.lines.qty"]],
    ["input.price * input.qty - 1", ["/ formula < input.price, input.qty"]],
    ["-1", ["/ constant"]],
    [
      '{ input.key: input.value, "a": 1, "a": 2 }',
      ["/ object", "/(0) copy < input.key, input.value", "/a constant", "/a (2) constant"],
    ],
    ["", ["/ formula"]],
    ["{ not json", ["/ formula"]],
    ["($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(input.n))", ["/ variables < input.n, input.n, input.n, input.n"]],
  ])("shows %s", (text, expected) => {
    expect(outline(text)).toEqual(expected);
  });

  it("takes a join apart", () => {
    const text = 'input.lines@$l.$$.input.products@$p[$l.sku = $p.sku].{ "name": $p.name }';
    expect(outline(text)[1]).toContain("< input.products.name");
    expect(formOf(text)).toMatchObject({ kind: "join", sources: [{ variable: "l" }, { variable: "p", filters: [{}] }] });
  });

  it("finds the parts of a loop with filter and order", () => {
    const text = 'input.lines[qty > 0]^(>price).{ "sku": sku }';
    const form = readMapping(text).root.form;
    if (form.kind !== "loop") throw new Error(form.kind);
    const cut = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    expect([cut(form.source), form.filters.map(cut), form.order.map(({ by }) => cut(by))]).toEqual([
      "input.lines[qty > 0]^(>price)",
      ["qty > 0"],
      ["price"],
    ]);
  });

  it("knows the cases of a switch", () => {
    const form = formOf('input.k = 1 ? "a" : input . k = "x" ? "b" : null');
    expect(form).toMatchObject({ kind: "switch", cases: [{ value: 1 }, { value: "x" }] });
  });

  it("says why a text is no expression", () => {
    expect(readMapping("{ 1 + }").problem?.message).toMatch(/\S/);
  });
});
