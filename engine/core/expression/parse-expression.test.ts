import { describe, expect, it } from "vitest";
import { parseExpression } from "./parse-expression.ts";
import { tierOf, type Tier } from "./tier.ts";

function parsed(source: string) {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(result.message);
  return result.expression;
}

describe("parseExpression", () => {
  it("parses a source once", () => {
    expect(parseExpression("input.once")).toBe(parseExpression("input.once"));
  });

  it.each([
    ["1 +", "expression/syntax", 3, "Unexpected end of expression."],
    ['"abc', "expression/syntax", 4, "String literal must be terminated by a matching quote."],
    ["/[/", "expression/syntax", 0, /./],
    ['1 + $eval("2")', "expression/forbidden-function", 4, /\$eval/],
    ["($f := $eval; 1)", "expression/forbidden-function", 7, /\$eval/],
    ["(".repeat(9_000), "expression/syntax", 0, /./],
  ])("refuses %j", (source, code, position, message) => {
    const result = parseExpression(source);
    expect(result).toMatchObject({ ok: false, code });
    if (result.ok) return;
    if (source.length < 1_000 && source !== "/[/") expect(result.position).toBe(position);
    expect(result.message).toMatch(message);
  });

  it.each<[string, Tier, string, string?]>([
    ["input.lines[qty > 1].(price * qty)", "bounded", "It is linear in its input, and compiled."],
    ["input.lines.*", "guarded", "It reads all fields (*)."],
    ["$f(/(?=a)b/)", "jailed", "The regular expression /(?=a)b/ cannot be matched in linear time.", "/(?=a)b/"],
    ["($f := function($x) { $f($x) }; $f(1))", "jailed", "A function of it may call itself.", "$f($x)"],
    ["($f := function($g) { $g($g) }; $f($f))", "jailed", "A function of it may call itself.", "$g($g)"],
    ["$reduce(input.*, function($a, $b) { $a & $a })", "jailed", "What it gathers with $reduce may double again and again."],
  ])("tells the tier of %s, and why", (source, tier, reason, part) => {
    const told = tierOf(parsed(source));
    expect(told).toMatchObject({ tier, reason });
    if (part !== undefined) expect(source.slice(told.span?.start, told.span?.end)).toBe(part);
  });

  it.each([
    "($tax := function($x) { $x * 0.2 }; $gross := function($x) { $x + $tax($x) }; input.*.$gross($))",
    "$map(input.*, function($l) { $uppercase($l) })",
    "$reduce(input.*, function($sum, $x) { $sum + $x }, 0)",
    "input.* ~> $map(function($l) { $l }) ~> $sum",
    "($f := $uppercase; $map(input.*, $f))",
  ])("keeps %s, whose functions cannot call themselves, in the process", (source) => {
    expect(parsed(source).tier).not.toBe("jailed");
  });

  it("accepts $eval only where that is asked for, and then only for the jail", () => {
    expect(parseExpression("$eval('1')", { allowsEval: true })).toMatchObject({ ok: true, expression: { tier: "jailed" } });
    expect(parseExpression("$eval('1')")).toMatchObject({ ok: false });
  });

  it("refuses more than 10 KB, counted in bytes", () => {
    expect(parseExpression(`"${"a".repeat(10_238)}"`).ok).toBe(true);
    expect(parseExpression(`"${"a".repeat(10_239)}"`)).toMatchObject({ ok: false, code: "expression/too-long" });
    expect(parseExpression(`"${"é".repeat(6_000)}"`)).toMatchObject({
      ok: false,
      message: "The expression has 12002 bytes; the limit is 10240.",
    });
  });

  it.each<[string, string[]]>([
    ["steps.price.total", ["price"]],
    ["steps.price", ["price"]],
    ["$$.steps.a.b", ["a"]],
    ["$.steps.a.b", ["a"]],
    ["$$.(steps.a)", ["a"]],
    ['steps."a".b', ["a"]],
    ["steps.`a`[0].b", ["a"]],
    ["steps.a + steps.b & steps.a", ["a", "b"]],
    ["{ 'x': steps.a, 'y': [steps.b] }", ["a", "b"]],
    ["steps.a ? steps.b : steps.c", ["a", "b", "c"]],
    ["(steps.a; $x := steps.b; $x)", ["a", "b"]],
    ["$map(input.lines, function($l) { steps.a })", ["a"]],
    ["$sum(steps.a.(price * qty))", ["a"]],
    ["steps.a ~> $uppercase()", ["a"]],
    ["$count($filter(steps.a, function($x) { $x.on }))", ["a"]],
    ["-steps.a", ["a"]],
    ["input.lines[sku = steps.price]", []],
    ["input.lines.steps.a", []],
    ["input.lines.(steps.a)", []],
    ["input.lines{steps.a: steps.b}", []],
    ["input.lines^(steps.a)", []],
    ["input ~> |lines|{'x': steps.a}|", []],
    ["$x.steps.a", []],
    ["steps", []],
    ["steps.*", []],
  ])("knows the steps that %s reads", (source, references) => {
    expect(parsed(source).references.toSorted()).toEqual(references);
  });

  it.each<[string, string[]]>([
    ["input.a + vars.b", ["input", "vars"]],
    ["$$", ["*"]],
    ["$", ["*"]],
    ["$[].$", ["*"]],
    ["*.a", ["*"]],
    ["**.a", ["*"]],
    ["$$.input", ["input"]],
    ["input.lines[$ > 1]", ["input"]],
    ["1 + 1", []],
  ])("knows the names that %s reads", (source, roots) => {
    expect(parsed(source).roots.toSorted()).toEqual(roots);
  });

  it.each([
    ["$uppercase()", true],
    ["($string ?? 'd')()", true],
    ["($f := $string; $f())", true],
    ["($sum := $string; $sum())", true],
    ["function($f) { $f() }($string)", true],
    ["$map(input.lines, $string)", false],
    ["($f := function($x) { $uppercase($x) }; $f(input.a))", false],
  ])("knows whether %s may take the scope as an argument that is left out", (source, mayReadScope) => {
    expect(parsed(source).mayReadScope).toBe(mayReadScope);
  });

  it.each([
    ["$now()", true],
    ["$map([1], $random)", true],
    ["$sum(input.x)", false],
    ["$fromMillis(0)", false],
  ])("knows whether %s depends on recorded values", (source, needsRecorded) => {
    expect(parsed(source).needsRecorded).toBe(needsRecorded);
  });
});
