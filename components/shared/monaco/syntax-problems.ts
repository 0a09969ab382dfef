import { parseExpression } from "#engine/core/expression/parse-expression.ts";
import { tokenizeExpression } from "../expression/expression-tokens.ts";
import type { EditorProblem } from "./use-code-editor.ts";

/** What keeps a text from being an expression, at the word where it goes wrong. */
export function syntaxProblems(source: string): readonly EditorProblem[] {
  if (source.trim() === "") return [];
  const parsed = parseExpression(source);
  if (parsed.ok) return [];
  return [{ ...wordBefore(source, parsed.position), message: parsed.message, severity: "error" }];
}

/** The parser says where it stands when it notices: just after the word that is wrong. */
function wordBefore(source: string, position: number): { readonly start: number; readonly end: number } {
  const tokens = tokenizeExpression(source);
  const word = tokens.findLast(({ start }) => start < position) ?? tokens[0];
  return word ? { start: word.start, end: word.end } : { start: 0, end: source.length };
}
