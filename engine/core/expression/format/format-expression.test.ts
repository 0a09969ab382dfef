import { describe, expect, it } from "vitest";
import { parseSyntax } from "../syntax/parse-syntax.ts";
import { formatExpression } from "./format-expression.ts";

function format(text: string): string {
  const tree = parseSyntax(text);
  if (!tree.ok) throw new Error(tree.message);
  return formatExpression(tree);
}

describe("formatExpression", () => {
  it.each([
    ["{'a':1,'b':[1,2]}", "{ 'a': 1, 'b': [1, 2] }"],
    ["a.b[x=1].c[]^(>d,e){k:v}", "a.b[x = 1].c[]^(>d, e){ k: v }"],
    ["$map(x,function($l,$i)<nn:n>{$l+$i})", "$map(x, function($l, $i)<nn:n> { $l + $i })"],
    ["($x:=1;$y:=-$x;$x~>$f)", "($x := 1; $y := -$x; $x ~> $f)"],
    ["a?b:c?:d??e", "a ? b : c ?: d ?? e"],
    ["|a.b|{'c':1},'d'|", "|a.b|{ 'c': 1 }, 'd'|"],
    ["a /* why */ +  b/* end */", "a + /* why */ b /* end */"],
    ["[1..5].($*2)", "[1..5].($ * 2)"],
  ])("lays out %s", (text, laidOut) => {
    expect(format(text)).toBe(laidOut);
  });

  it("breaks what is too long for a line, and only that", () => {
    const long = `{ 'id': input.id, 'label': ${Array.from({ length: 8 }, (_, index) => `input.customer.name${index}`).join(" & ' ' & ")}, 'n': 1 }`;
    expect(format(long)).toBe(
      [
        "{",
        "  'id': input.id,",
        "  'label': input.customer.name0",
        ...Array.from({ length: 7 }, (_, index) => [`    & ' '`, `    & input.customer.name${index + 1}`]).flat(),
        "  'n': 1",
        "}",
      ]
        .join("\n")
        .replace("name7\n", "name7,\n"),
    );
  });

  it("leaves comments on lines of their own there", () => {
    expect(format("(\n  /* first */\n  a;\n  b)")).toBe("(\n  /* first */\n  a;\n  b\n)");
  });
});
