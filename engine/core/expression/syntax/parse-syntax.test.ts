import { describe, expect, it } from "vitest";
import { nodeOfError, nodesAt } from "./node-at.ts";
import { parseSyntax } from "./parse-syntax.ts";
import { applyEdits, replaceRange } from "./replace-range.ts";
import type { SyntaxTree } from "./syntax-node.ts";

function treeOf(text: string): SyntaxTree {
  const tree = parseSyntax(text);
  if (!tree.ok) throw new Error(tree.message);
  return tree;
}

describe("parseSyntax", () => {
  it("knows where every part begins and ends", () => {
    const text = "  { 'id' : input.id /* the number */, 'total': $sum(input.lines[0].(price*qty)) }  ";
    const { root, comments } = treeOf(text);
    if (root.kind !== "object") throw new Error(root.kind);
    expect(text.slice(root.start, root.end)).toBe(text.trim());
    expect(root.pairs.map(({ start, end }) => text.slice(start, end))).toEqual([
      "'id' : input.id",
      "'total': $sum(input.lines[0].(price*qty))",
    ]);
    expect(comments.map(({ start, end }) => text.slice(start, end))).toEqual(["/* the number */"]);
  });

  it("keeps paths flat, with what stands behind a step at the step", () => {
    const { root } = treeOf("a.b[0][].c{ 'k': d }");
    expect(root).toMatchObject({
      kind: "group",
      of: {
        kind: "path",
        steps: [{ name: "a" }, { kind: "keepArray", of: { kind: "filter", of: { name: "b" } } }, { name: "c" }],
      },
    });
  });

  it.each([
    ["1 +", "S0207", "Unexpected end of expression.", "+"],
    ["a ) b", "S0201", 'Syntax error: ")".', ")"],
    ['{ "a": 1', "S0203", 'Expected "}" before end of expression.', "1"],
    ["/(/", "S0302", "No terminating / in regular expression.", "/"],
    ["a@1", "S0214", 'The right side of "@" must be a variable name (start with $).', "1"],
  ])("says of %s what JSONata says, and where", (text, code, message, marked) => {
    const problem = parseSyntax(text);
    expect(problem).toMatchObject({ ok: false, code, message });
    if (!problem.ok) expect(text.slice(problem.start, problem.end).trim()).toBe(marked);
  });

  it("does not fall over what is nested too deeply", () => {
    expect(parseSyntax("(".repeat(20_000))).toMatchObject({ ok: false, message: "The expression is nested too deeply." });
  });

  it("finds the nodes around an offset, and the node that an error means", () => {
    const text = "input.id & $sum(input.lines)";
    const tree = treeOf(text);
    expect(nodesAt(tree, 3).map(({ kind }) => kind)).toEqual(["binary", "path", "name"]);
    expect(nodeOfError(tree, text.indexOf("(") + 1)).toMatchObject({ kind: "call" });
    expect(nodeOfError(tree, text.indexOf("&") + 1)).toMatchObject({ kind: "binary" });
  });
});

describe("edits", () => {
  it("change one range and nothing else", () => {
    const text = "a  /* keep */ +  b";
    const { root } = treeOf(text);
    if (root.kind !== "binary") throw new Error(root.kind);
    expect(replaceRange(text, root.right, "input.c")).toBe("a  /* keep */ +  input.c");
  });

  it("can be several, given in any order", () => {
    expect(
      applyEdits("abcdef", [
        { start: 4, end: 5, text: "E" },
        { start: 0, end: 1, text: "" },
        { start: 2, end: 2, text: "1" },
        { start: 2, end: 2, text: "2" },
      ]),
    ).toBe("b12cdEf");
    expect(() =>
      applyEdits("abc", [
        { start: 0, end: 2, text: "" },
        { start: 1, end: 3, text: "" },
      ]),
    ).toThrow("overlap");
  });
});
