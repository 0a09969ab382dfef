import { lineAndColumn } from "./json-position.ts";

/** Why a text is not JSON, with line and column; `undefined` when it is. Engines word and place this differently, so it is found here. */
export function syntaxProblem(text: string): string | undefined {
  if (text.trim() === "") return "Enter a JSON value; {} is the smallest object.";
  const offset = firstMistake(text);
  if (offset === undefined) return undefined;
  const { line, column } = lineAndColumn(text, offset);
  const found = offset >= text.length ? "the text ends too early" : `${JSON.stringify(text[offset])} is not expected here`;
  return `Not JSON at line ${line}, column ${column}: ${found}.`;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Thrown inside the scan only, with the offset at which the text stops being JSON. */
class Mistake extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super("not JSON");
    this.offset = offset;
  }
}

function firstMistake(text: string): number | undefined {
  try {
    const end = skip(text, SPACE, scanValue(text, skip(text, SPACE, 0)));
    return end === text.length ? undefined : end;
  } catch (error) {
    if (error instanceof Mistake) return error.offset;
    throw error;
  }
}

function scanValue(text: string, at: number): number {
  if (text[at] === "{") return scanMembers(text, at + 1, "}", scanProperty);
  if (text[at] === "[") return scanMembers(text, at + 1, "]", scanValue);
  const end = skip(text, SCALAR, at);
  if (end === at) throw new Mistake(at);
  return end;
}

function scanProperty(text: string, at: number): number {
  if (text[at] !== '"') throw new Mistake(at);
  const colon = skip(text, SPACE, scanValue(text, at));
  if (text[colon] !== ":") throw new Mistake(colon);
  return scanValue(text, skip(text, SPACE, colon + 1));
}

/** Members of an object or a list up to its closing mark; returns the offset after it. */
function scanMembers(text: string, from: number, close: string, scan: (text: string, at: number) => number): number {
  let at = skip(text, SPACE, from);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = skip(text, SPACE, scan(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ",") throw new Mistake(at);
    at = skip(text, SPACE, at + 1);
  }
}

/** The offset after what `pattern` matches at `at`; `at` itself when it does not. */
function skip(text: string, pattern: RegExp, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
