import { describe, expect, it } from "vitest";
import jsonata from "jsonata";
import type { AstNode } from "../expression-facts.ts";
import { compileBounded } from "./compile-bounded.ts";
import { OutOfBounds } from "./frame.ts";

const recorded = { nowMs: Date.UTC(2024, 4, 6, 7, 8, 9, 10), random: () => 0 };

const order = {
  id: "A-1",
  none: null,
  on: true,
  one: [{ v: 5, w: [1] }],
  nested: [[1, 2], [3]],
  deep: [[{ v: [1] }], [[{ v: [2, 3] }]]],
  empty: [],
  words: ["b", "a"],
  lines: [
    { sku: "a", price: 2, qty: 3, tags: ["x"] },
    { sku: "b", price: 5, qty: 1, tags: ["y", "z"] },
    { sku: "c", price: 1 },
  ],
};

const compile = (source: string) => compileBounded(jsonata(source).ast() as unknown as AstNode);

function evaluate(source: string, scope: unknown = order): unknown {
  const bounding = compile(source);
  if (bounding.tier === "guarded") throw new Error(`${source} is not bounded: ${bounding.reason}`);
  return bounding.evaluate(scope, recorded);
}

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const decided = [
  "$contains('Abc', /b/)",
  "$contains('Abc', /B/i)",
  "$contains(missing, /b/)",
  "lines[$contains(sku, /[ab]/)].price",
  "$split('a1b22c', /[0-9]+/)",
  "$split('abc', /x/)",
  "$split('1a1', /1/)",
  "lines.sku ~> $join('-') ~> $split(/-/)",
  "$replace('a-b--c', /-+/, '')",
  "$replace('2024-01-02', /-/, '.')",
  "$replace('abc', /x*$/, '!')",
  "$replace('a-b--c', '-', '+$1')",
  "$replace(missing, /-/, '.')",
  "$replace(missing, '-', '.')",
  "lines.$replace(sku, /b/, 'x')",
  "id",
  "missing",
  "missing.id",
  "id.missing",
  "none.id",
  "$",
  "$.id",
  "$$.lines.$$.id",
  "lines.sku",
  "lines.tags",
  "lines.(tags)",
  "lines.missing",
  "lines.qty",
  "one",
  "one.v",
  "one.w",
  "one[0]",
  "one[]",
  "one.v[]",
  "id[]",
  "lines[0][]",
  "lines[sku = 'a'][].price",
  "missing[]",
  "[one.v[]]",
  "$count(lines[sku = 'a'][])",
  "deep.v",
  "deep.v[0]",
  "nested[0]",
  "nested[0][1]",
  "nested.$",
  "nested.($)",
  "nested.{ 'first': $[0], 'all': $ }",
  "empty",
  "empty.id",
  "[empty]",
  "empty[0]",
  "missing[true]",
  "missing[0]",
  "one.missing[true]",
  "lines[-1]",
  "lines[-9]",
  "lines[1.7].sku",
  "lines[[0, 2]].sku",
  "lines[[0, 0]].sku",
  "lines[qty]",
  "lines[missing]",
  "lines[price > 1 and qty < 3].sku",
  "lines[tags]",
  "lines.tags[0]",
  "(lines.tags)[0]",
  "lines.[sku, price]",
  "one.[v]",
  "lines.{ 'sku': sku, 'price': price, 'qty': qty }",
  "lines.{ sku: price }",
  "one.{ 'v': v }",
  "{ 'a': missing, 'b': none, 'c': [missing], 'd': lines.missing }",
  "{ missing: 1, id: 2 }",
  "[]",
  "{}",
  "()",
  "[1, [2, 3], lines.price]",
  "[[lines.price], [lines[0].price]]",
  "1 + missing",
  "missing * missing",
  "-missing",
  "-(2)",
  "7 % 4",
  "1 / 0",
  "missing = missing",
  "missing != 1",
  "none = null",
  "nested = [[1, 2], [3]]",
  "lines[0] = lines[0]",
  "lines[0] = lines[1]",
  "'1' = 1",
  "missing < 1",
  "'b' > 'a'",
  "1 in nested[0]",
  "id in 'A-1'",
  "missing in words",
  "none in [null]",
  "missing and true",
  "empty or none",
  "words and nested",
  "id & missing & none & on & 1.5 & (0.1 + 0.2)",
  "missing & missing",
  "'' & lines[0] & nested",
  "on ? 'yes'",
  "none ? 'yes'",
  "none ? 'yes' : 'no'",
  "missing ?: 'other'",
  "none ?? 'other'",
  "missing ?? 'other'",
  "($a := 1; $b := $a + 1; $a := $b * 2; [$a, $b])",
  "($a := 1; ($a := 2); $a)",
  "($l := lines; $l.sku)",
  "($l := lines; $l[1].sku)",
  "($x := one.w; $x)",
  "lines.($p := price; $p * $count(tags))",
  "$sum(lines.price)",
  "$sum(lines.(price * qty))",
  "$sum(5)",
  "$sum(missing)",
  "$sum(empty)",
  "$max(empty)",
  "$average([1, 2])",
  "$min(lines.price) & $max(lines.price)",
  "$count(missing) + $count(1) + $count(nested)",
  "$exists(missing) or $exists(none)",
  "$not(missing)",
  "$not(empty)",
  "$not(missing[true][])",
  "$boolean([[0, ''], [1]])",
  "$string(lines[0])",
  "$string(missing)",
  "$string(none)",
  "$string([1.0000000000000002, -0, 1e300])",
  "$number('0x1F') + $number('-1.5e2') + $number(true)",
  "$length('a😀b')",
  "$substring('a😀bc', -2)",
  "$substring('abc', -9, 2)",
  "$substring('abc', 1, -1)",
  "$substring('abc', missing)",
  "$substring('abc', missing, 2)",
  "$trim('  a \\n b  ')",
  "$trim(' ')",
  "$uppercase(missing)",
  "$contains(id, '-')",
  "$split('a,b', ',')",
  "$split('a', ',')",
  "$split('ab', '')",
  "$join(words)",
  "$join(words, '-')",
  "$join('a', '-')",
  "$join(empty, '-')",
  "$substringBefore(id, '-') & $substringAfter(id, '-') & $substringAfter(id, '?')",
  "$round(2.5) + $round(-3.5) + $round(1.005, 2) + $round(125, -1)",
  "$power(2, 0.5) + $sqrt(2) + $abs(-1) + $floor(-1.5) + $ceil(1.2)",
  "$append(1, 2)",
  "$append(missing, 1)",
  "$append(words, missing)",
  "$append(empty, 1)",
  "$reverse(words)",
  "$reverse(id)",
  "$keys(lines)",
  "$keys(lines[2])",
  "$keys(one.{ 'k': 1 })",
  "$keys(id)",
  "$lookup(lines, 'tags')",
  "$lookup($, 'id')",
  "$merge(lines)",
  "$merge([{ 'b': 1 }, { 'a': 2, 'b': 3 }])",
  "$merge(missing)",
  "lines.$type(qty)",
  "$toMillis('2024-05-06T07:08:09Z')",
  "$fromMillis(0)",
  "lines.price ~> $sum",
  "lines.price ~> $sum() ~> $round(1)",
  "lines.sku.$uppercase($)",
  "lines^(price)",
  "lines^(>price).sku",
  "lines^(qty, >sku)[0].sku",
  "lines^(missing)[-1]",
  "one^(v)",
  "missing^(v)",
  "$sort(words)",
  "$sort([3, 1, 2])",
  "$sort(id)",
  "$sort(lines, function($l, $r) { $l.price > $r.price }).sku",
  "$sort(lines, function($l, $r) { $l.sku < $r.sku }).sku",
  "$map(lines, function($l) { $l.price * 2 })",
  "$map(lines, function($l, $i) { $l.sku & $i })",
  "$map(lines, function($l, $i, $a) { $i / $count($a) })",
  "$map(lines, function($l) { $l.qty })",
  "$map(one, function($o) { $o.w })",
  "$map(lines, function($l) { $l.tags })",
  "$map(missing, function($l) { 1 })",
  "$map(5, function($n) { $n + 1 })",
  "lines.$map(tags, function($t) { $t & sku })",
  "$filter(lines, function($l) { $l.price > 1 }).sku",
  "$filter(words, function($w, $i) { $i = 0 })",
  "$filter(one, function() { true })",
  "$reduce(lines.price, function($sum, $p) { $sum + $p })",
  "$reduce(lines, function($all, $l) { $all & $l.sku }, '')",
  "$reduce(empty, function($a, $b) { $a })",
  "$reduce(one, function($a, $b) { $a })",
  "lines ~> $map(function($l) { $l.price }) ~> $sum()",
  "($rate := 2; $map(lines, function($l) { ($p := $l.price; $p * $rate) }))",
  "$map(lines, function($l) { $sum($map($l.tags, function($t) { $length($t) })) })",
  "$distinct(lines.tags)",
  "$distinct([1, 1, '1', 2])",
  "$distinct([{ 'a': 1 }, { 'a': 1 }, { 'a': 2 }])",
  "$distinct(id)",
  "$each({ 'a': 1, 'b': 2 }, function($v, $k) { $k & $v })",
  "$sift({ 'a': 1, 'b': 2 }, function($v) { $v > 1 })",
  "$sift({ 'a': 1 }, function($v) { false })",
  "lines{ sku: price }",
  "lines{ sku: $sum(price), 'all': $count($) }",
  "lines{ $count(tags) > 0 ? 'with' : 'without': sku }",
  "missing{ 'a': 1 }",
  "(lines[price > 1]){ sku: price }",
  "($l := lines; $l{ 'n': $count($) })",
  "lines.tags{ $: 1 }",
  "nested{ 'a': $ }",
  "$pad(id, 6, '*') & $pad(id, -6)",
  "$formatNumber(1234.5, '#,##0.00') & $formatBase(255, 16)",
  "$base64encode(id) & $encodeUrlComponent('a b')",
  "[1..4]",
  "[3..1, missing..2, -1..one.v]",
  "$sum([1..$count(lines)].($ * 2))",
  "lines[0].sku",
  "lines[-1].tags",
  "lines[7].sku",
  "nested[0]",
  "nested[1][0]",
  "deep[0][0].v",
  "one[0].w[0]",
  "id[0]",
  "id[1]",
  "lines[1].tags[1]",
];

/** What a function ends with a call for is not collapsed: a list of one stays a list. */
const nestedLists = [
  "$map(lines, function($l) { $map($l.tags, function($t) { $t & '!' }) })",
  "$map(lines, function($l) { $filter($l.tags, function($t) { $t = 'y' }) })",
  "{ 'r': $map(lines, function($l) { ($x := $l.tags; $map($x, function($t) { $each({ 'a': $t }, function($v) { $v }) })) }) }",
  "$map(lines, function($l) { $l.qty > 2 ? $map($l.tags, function($t) { $t }) : $l.sku })",
  "$map(lines, function($l) { { 't': $map($l.tags, function($t) { $t }) } })",
  "$each(lines[0], function($v) { $filter($v, function($w) { $w = 2 }) })",
  "$filter(lines, function($l) { $map($l.tags, function($t) { $t = 'x' }) }).sku",
  "$sift(lines[0], function($v) { $filter($v, function($w) { $w = 2 }) })",
  "$reduce(words, function($a, $b) { $map($b, function($w) { $a & $w }) })",
];

describe("compileBounded", () => {
  it.each(decided)("decides %s as JSONata does", async (source) => {
    const expected: unknown = await jsonata(source).evaluate(structuredClone(order));
    const scope = structuredClone(order);
    const actual = evaluate(source, scope);
    if (typeof expected === "number") expect(actual).toBe(expected);
    else expect(asJson(actual)).toEqual(asJson(expected));
    expect(scope).toEqual(order);
  });

  it.each(nestedLists)("keeps lists in lists as JSONata does: %s", async (source) => {
    expect(asJson(evaluate(source))).toEqual(asJson(await jsonata(source).evaluate(structuredClone(order))));
  });

  it.each([
    ["'1' + 1", "T2001"],
    ["1 + none", "T2002"],
    ["(0 / 0) + 1", "T2001"],
    ["1 / 0 + 1", "D1001"],
    ["-id", "D1002"],
    ["'a' < 1", "T2009"],
    ["none < 1", "T2010"],
    ["missing < none", "T2010"],
    ["{ lines[0]: 1 }", "T1003"],
    ["{ id: 1, 'A-1': 2 }", "D1009"],
    ["$sum(words)", "T0412"],
    ["$sum(none)", "T0412"],
    ["$uppercase(1)", "T0410"],
    ["$number('x')", "D3030"],
    ["$number(none)", "T0410"],
    ["$sqrt(-1)", "D3060"],
    ["$power(10, 999)", "D3061"],
    ["$string(1 / 0)", "D3001"],
    ["$join(nested)", "T0412"],
    ["$toMillis('today')", "D3110"],
    ["$split('aa', /x*/)", "D1004"],
    ["$contains(1, /a/)", "T0410"],
    ["$replace(missing, /a/, 1)", "T0411"],
    ["$replace(id, '', 'x')", "D3010"],
  ])("leaves %s, which fails with %s, to JSONata", async (source, code) => {
    await expect(jsonata(source).evaluate(order)).rejects.toMatchObject({ code });
    expect(() => evaluate(source)).toThrow(OutOfBounds);
  });

  it("takes the time that is recorded", () => {
    expect(evaluate("$now() & $millis()")).toBe(`2024-05-06T07:08:09.010Z${recorded.nowMs}`);
  });

  it("is done with every value when it returns", () => {
    expect(evaluate("lines[sku = 'b'].price")).toBe(5);
  });

  it.each([
    ["function($x) { $x }", "It defines a function."],
    ["$map(lines, $sum)", "It hands $map a function by its name."],
    ["$map(lines, function($l)<o:n> { 1 })", "A function of it says the types of its parameters."],
    ["/a/", "It uses a regular expression."],
    ["$match(id, /a/)", "It calls $match."],
    ["$split(id, /a/, 2)", "It uses a regular expression."],
    ["$contains(id, /(a)\\1/)", "It uses a regular expression that cannot be matched in linear time."],
    ["lines.*", "It reads all fields (*)."],
    ["**.sku", "It reads all descendants (**)."],
    ["lines.tags.{ 'id': %.sku }", "It looks at parents (%)."],
    ["lines#$i.sku", "It binds the index of a path step (#)."],
    ["lines@$l.sku", "It binds the item of a path step (@)."],
    ["$ ~> |lines|{ 'a': 1 }|", "It chains to something that is not called by its name (~>)."],
    ["$substring(?, 1)", "It applies a function partially (?)."],
    ["lines.sku.$uppercase()", "It calls $uppercase with 0 arguments."],
    ["($sum := 1; $sum(lines.price))", "It calls $sum, which it defines itself."],
    ["$unknown", "It uses $unknown as a value."],
    ["$x := 1", "It binds a variable outside a block's own list."],
    ["constructor", "It reads a field named constructor."],
    ["{ '__proto__': 1 }", "It makes a field named __proto__."],
    ["{ 'a': 1, 'a': 2 }", "It gives a key of an object twice."],
    ["$map(lines, function($l) { $keys($l) })", "A function of it ends with $keys, whose list stays a list."],
    [
      "($x := $map(lines, function($l) { $map($l.tags, function($t) { $t }) }); $x)",
      "A function of it ends with a call that gives a list, in a value that is used further.",
    ],
    ["$count{ $string($): $ }(lines)", "It calls a function that is not called by its name."],
    ["[].sku[]", "It keeps one-item arrays ([]) in a path that starts with a list."],
    ["(one.v[]).x", "It keeps one-item arrays ([]) in a value that is used further."],
    ["($x := lines.[sku]; $x)", "It makes rows (path.[a, b]) in a value that is used further."],
  ])("refuses %s with a reason", (source, reason) => {
    expect(compile(source)).toEqual({ tier: "guarded", reason });
  });

  it.each([
    ["outerWrapper", "$", { outerWrapper: [1] }],
    ["tupleStream", "a[0]", { a: { tupleStream: true } }],
    ["tupleStream", "a.{ 'x': 1 }", { a: { tupleStream: true } }],
    ["_jsonata_lambda", "$exists(a)", { a: { _jsonata_lambda: true } }],
    ["a list of one in a list", "$map(a, function($b) { $map($b, function($c) { $c }) })", { a: 1 }],
    ["an array as the scope", "$", [1]],
  ])("leaves data that looks like %s to JSONata", (_what, source, scope) => {
    expect(() => evaluate(source, scope)).toThrow(OutOfBounds);
  });

  it("leaves groups of a regular expression in a replacement to JSONata", () => {
    expect(() => evaluate("$replace(id, /(A)/, '$1')")).toThrow(OutOfBounds);
  });

  it("does not find what objects inherit, and does not write to prototypes", () => {
    expect(() => evaluate("$lookup($, 'toString')")).toThrow(OutOfBounds);
    expect(() => evaluate("$merge(a)", { a: JSON.parse('{ "__proto__": { "x": 1 } }') })).toThrow(OutOfBounds);
  });

  it.each([
    ["a loop in a loop in a loop", "rows.($$.rows.($$.rows.(1)))"],
    ["a filter in a loop", "rows[$count($$.rows[$count($$.rows[true]) > 0]) > 0]"],
    [
      "doubled texts",
      `(${Array.from({ length: 40 }, () => "$x := $x & $x & 'ab'")
        .join(";")
        .replace("$x & $x", "'a' & 'a'")}; $length($x))`,
    ],
    [
      "doubled objects",
      `($x := { 'a': 'text' };${Array.from({ length: 40 }, () => "$x := { 'a': $x, 'b': $x }").join(";")}; $string($x))`,
    ],
    [
      "compared copies",
      `($x := [1]; $y := [1];${Array.from({ length: 40 }, () => "$x := [[$x], [$x]]; $y := [[$y], [$y]]").join(";")}; $x = $y)`,
    ],
    ["searches that look far ahead from each match", "$replace($pad('a', 10000, 'a'), /a(.*b)?/, '')"],
    ["a sequence over the limit", "rows.($$.rows.a)"],
  ])("gives up on %s before it takes long", (_what, source) => {
    const scope = { rows: Array.from({ length: 1_000 }, (_, a) => ({ a })) };
    const start = performance.now();
    expect(() => evaluate(source, scope)).toThrow(OutOfBounds);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
