import fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { formatExpression } from "#engine/core/expression/format/format-expression.ts";
import { parseSyntax } from "#engine/core/expression/syntax/parse-syntax.ts";
import { childrenOf, walk } from "#engine/core/expression/syntax/visit.ts";
import { corpusCases } from "#tests/support/expression-corpus.ts";
import { formOfReference, formOfSyntax, type Form } from "#tests/support/jsonata-tree.ts";
import { expressionArbitrary } from "./arbitraries/expression.ts";

type Outcome = { readonly form: Form } | { readonly code: unknown; readonly position: unknown };

function reference(text: string): Outcome {
  try {
    return { form: formOfReference(jsonata(text).ast() as never) };
  } catch (error) {
    const { code, position } = error as { code?: unknown; position?: unknown };
    return { code, position: position ?? 0 };
  }
}

function ours(text: string): Outcome {
  const tree = parseSyntax(text);
  return tree.ok ? { form: formOfSyntax(tree.root, text) } : { code: tree.code, position: tree.position };
}

describe("the syntax of JSONata's own test cases", () => {
  it("has the structure of JSONata's tree, and its code and position where it is refused", () => {
    for (const { expr } of corpusCases) expect(ours(expr), expr).toEqual(reference(expr));
  });

  it("covers the text: every node lies within its parent, in the order of the text", () => {
    let nodes = 0;
    for (const { expr } of corpusCases) {
      const tree = parseSyntax(expr);
      if (!tree.ok) continue;
      walk(tree.root, (node) => {
        nodes++;
        let free = node.start;
        for (const child of childrenOf(node)) {
          expect(child.start, expr).toBeGreaterThanOrEqual(free);
          expect(child.end, expr).toBeLessThanOrEqual(node.end);
          free = child.end;
        }
      });
    }
    expect(nodes).toBeGreaterThan(6_000);
  });
});

describe("the syntax of random expressions", () => {
  it("has the structure of JSONata's tree", () => {
    fc.assert(
      fc.property(expressionArbitrary, (text) => {
        expect(ours(text)).toEqual(reference(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe("formatting", () => {
  const format = (text: string): string => {
    const tree = parseSyntax(text);
    if (!tree.ok) throw new Error(`${text}: ${tree.message}`);
    return formatExpression(tree);
  };
  const commentsOf = (text: string): readonly string[] => {
    const tree = parseSyntax(text);
    return tree.ok ? tree.comments.map(({ start, end }) => text.slice(start, end)) : [];
  };

  it.each([
    ["as it is", (text: string) => text],
    ["with comments and spaces in it", (text: string) => text.replaceAll(/ (?=[^"'`/]*$)/g, " /* a */\n\t/* b */ ")],
  ])("keeps the meaning and the comments, and is done once: the corpus %s", (_how, change) => {
    let formatted = 0;
    for (const { expr } of corpusCases) {
      const text = change(expr);
      if (!parseSyntax(text).ok) continue;
      const laidOut = format(text);
      expect(ours(laidOut), text).toEqual(ours(text));
      expect(commentsOf(laidOut).toSorted(), text).toEqual(commentsOf(text).toSorted());
      expect(format(laidOut), text).toBe(laidOut);
      formatted++;
    }
    expect(formatted).toBeGreaterThan(750);
  });

  it("keeps the meaning of random expressions", () => {
    fc.assert(
      fc.property(expressionArbitrary, (text) => {
        if (!parseSyntax(text).ok) return;
        const laidOut = format(text);
        expect(ours(laidOut)).toEqual(ours(text));
        expect(format(laidOut)).toBe(laidOut);
      }),
      { numRuns: 500 },
    );
  });
});
