import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { evaluateBounded, order } from "#tests/support/bounded-order.ts";
import { threadMs } from "#tests/support/processor-time.ts";
import { OutOfBounds } from "./frame.ts";

describe("what the bounded tier leaves to JSONata", () => {
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
    expect(() => evaluateBounded(source)).toThrow(OutOfBounds);
  });

  it.each([
    ["outerWrapper", "$", { outerWrapper: [1] }],
    ["tupleStream", "a[0]", { a: { tupleStream: true } }],
    ["tupleStream", "a.{ 'x': 1 }", { a: { tupleStream: true } }],
    ["_jsonata_lambda", "$exists(a)", { a: { _jsonata_lambda: true } }],
    ["a list of one in a list", "$map(a, function($b) { $map($b, function($c) { $c }) })", { a: 1 }],
    ["an array as the scope", "$", [1]],
  ])("leaves data that looks like %s to JSONata", (_what, source, scope) => {
    expect(() => evaluateBounded(source, scope)).toThrow(OutOfBounds);
  });

  it("leaves groups of a regular expression in a replacement to JSONata", () => {
    expect(() => evaluateBounded("$replace(id, /(A)/, '$1')")).toThrow(OutOfBounds);
  });

  it("does not find what objects inherit, and does not write to prototypes", () => {
    expect(() => evaluateBounded("$lookup($, 'toString')")).toThrow(OutOfBounds);
    expect(() => evaluateBounded("$merge(a)", { a: JSON.parse('{ "__proto__": { "x": 1 } }') })).toThrow(OutOfBounds);
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
    const giveUp = () => expect(() => evaluateBounded(source, scope)).toThrow(OutOfBounds);
    expect(threadMs(giveUp)).toBeLessThan(2_000);
  });
});
