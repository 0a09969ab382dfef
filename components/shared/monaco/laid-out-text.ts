import { formatExpression } from "#engine/core/expression/format/format-expression.ts";
import { parseSyntax } from "#engine/core/expression/syntax/parse-syntax.ts";

/** The text laid out for people; `undefined` for a text that is no expression. Brings the parser: load it when it is needed. */
export function laidOutText(source: string): string | undefined {
  if (source.trim() === "") return source;
  const tree = parseSyntax(source);
  return tree.ok ? formatExpression(tree) : undefined;
}
