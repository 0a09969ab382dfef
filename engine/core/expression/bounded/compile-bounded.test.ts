import { describe, expect, it } from "vitest";
import { compileText, evaluateBounded, recordedThen } from "#tests/support/bounded-order.ts";

describe("compileBounded", () => {
  it("takes the time that is recorded", () => {
    expect(evaluateBounded("$now() & $millis()")).toBe(`2024-05-06T07:08:09.010Z${recordedThen.nowMs}`);
  });

  it("is done with every value when it returns", () => {
    expect(evaluateBounded("lines[sku = 'b'].price")).toBe(5);
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
    expect(compileText(source)).toEqual({ tier: "guarded", reason });
  });
});
