import jsonata from "jsonata";
import { BoundedCache } from "../bounded-cache.ts";
import { LexerError } from "./lexer.ts";
import { parseTokens } from "./parser.ts";
import type { SyntaxProblem, SyntaxTree, TextRange } from "./syntax-node.ts";

const trees = new BoundedCache<SyntaxTree | SyntaxProblem>(5_000);

/**
 * The syntax of an expression with the place of every part, or what is wrong with the text. What is an expression, JSONata
 * itself decides, and its words say why not. Never throws; the result is cached and must not be changed.
 *
 * It says nothing about limits and forbidden functions: `parseExpression` does, for what is going to be evaluated.
 */
export const parseSyntax = (text: string): SyntaxTree | SyntaxProblem => trees.getOrMake(text, () => parse(text));

function parse(text: string): SyntaxTree | SyntaxProblem {
  try {
    jsonata(text);
    return { ok: true, text, ...parseTokens(text) };
  } catch (error) {
    return problemOf(text, error);
  }
}

function problemOf(text: string, error: unknown): SyntaxProblem {
  if (error instanceof RangeError) {
    return { ok: false, code: "S0299", message: "The expression is nested too deeply.", position: 0, start: 0, end: text.length };
  }
  const { code, message, position } = error as { code?: string; message?: string; position?: number };
  const sentence = message === undefined || message === "" ? "The expression cannot be read" : message;
  // Native regular expressions refuse a pattern without code and position.
  const at = position ?? (error instanceof LexerError ? error.at : 0);
  return { ok: false, code: code ?? "S0303", message: `${sentence}.`, position: at, ...wordBefore(text, at) };
}

/** Positions are just after the token they mean: that token, or the last character where it cannot be told. */
function wordBefore(text: string, position: number): TextRange {
  const end = Math.min(Math.max(position, 1), text.length);
  const word = /(?:[\w$]+|"[^"]*"|'[^']*'|[^\s\w])\s*$/u.exec(text.slice(0, end));
  return { start: word === null ? Math.max(0, end - 1) : word.index, end };
}
