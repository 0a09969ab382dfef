import type { Comment, TextRange } from "./syntax-node.ts";

/**
 * Cuts a text into tokens, as JSONata does. Whether `/` divides or begins a regular expression is known only to the parser,
 * which says so token by token (`afterOperand`).
 */
export type TokenType = "name" | "variable" | "string" | "number" | "constant" | "regex" | "operator" | "end";

export interface Token extends TextRange {
  readonly type: TokenType;
  /** Of a name, variable or string, its value; of everything else, what is written. */
  readonly text: string;
  readonly isQuoted: boolean;
}

/** The text cannot be cut into tokens here. JSONata itself finds the words for it. */
export class LexerError extends Error {
  readonly at: number;
  constructor(at: number) {
    super(`No token begins at ${at}`);
    this.at = at;
  }
}

const WHITE_SPACE = " \t\n\r\v";
const LONG_OPERATORS = ["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"];
const SHORT_OPERATORS = ".[]{}(),@#;:?+-*/%|=<>^&!~";
const WORD_OPERATORS: readonly string[] = ["and", "or", "in"];
const CONSTANTS: readonly string[] = ["true", "false", "null"];
const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", "/": "/" };
const NUMBER = /(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?/y;

export class Lexer {
  readonly comments: Comment[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(afterOperand: boolean): Token {
    this.#skipSpaceAndComments();
    const start = this.#at;
    const first = this.#text[start];
    if (first === undefined) return this.#token("end", start, "");
    if (first === "/" && !afterOperand) return this.#regex(start);
    const operator = LONG_OPERATORS.find((long) => this.#text.startsWith(long, start)) ?? shortOperator(first);
    if (operator !== undefined) return this.#token("operator", start + operator.length, operator);
    if (first === '"' || first === "'") return this.#string(start, first);
    if (first >= "0" && first <= "9") return this.#number(start);
    return first === "`" ? this.#quotedName(start) : this.#word(start);
  }

  #token(type: TokenType, end: number, text: string, isQuoted = false): Token {
    const start = this.#at;
    this.#at = end;
    return { type, start, end, text, isQuoted };
  }

  #skipSpaceAndComments(): void {
    for (;;) {
      while (this.#at < this.#text.length && WHITE_SPACE.includes(this.#text[this.#at]!)) this.#at++;
      if (!this.#text.startsWith("/*", this.#at)) return;
      const close = this.#text.indexOf("*/", this.#at + 2);
      if (close === -1) throw new LexerError(this.#at);
      this.comments.push({ start: this.#at, end: close + 2 });
      this.#at = close + 2;
    }
  }

  #regex(start: number): Token {
    let depth = 0;
    for (let at = start + 1; at < this.#text.length; at++) {
      const character = this.#text[at]!;
      if (character === "/" && depth === 0 && !this.#isEscaped(at)) {
        const end = this.#flagsEnd(at + 1);
        return this.#token("regex", end, this.#text.slice(start, end));
      }
      if (this.#text[at - 1] === "\\") continue;
      if ("([{".includes(character)) depth++;
      if (")]}".includes(character)) depth--;
    }
    throw new LexerError(start);
  }

  #isEscaped(at: number): boolean {
    let slashes = 0;
    while (this.#text[at - 1 - slashes] === "\\") slashes++;
    return slashes % 2 === 1;
  }

  #flagsEnd(at: number): number {
    let end = at;
    while (this.#text[end] === "i" || this.#text[end] === "m") end++;
    return end;
  }

  #string(start: number, quote: string): Token {
    let value = "";
    for (let at = start + 1; at < this.#text.length; at++) {
      const character = this.#text[at]!;
      if (character === quote) return this.#token("string", at + 1, value);
      if (character !== "\\") {
        value += character;
        continue;
      }
      at++;
      const escaped = this.#text[at] ?? "";
      if (escaped === "u") {
        value += this.#codeUnit(at + 1);
        at += 4;
      } else {
        value += ESCAPES[escaped] ?? fail(at);
      }
    }
    return fail(this.#text.length);
  }

  #codeUnit(at: number): string {
    const digits = this.#text.slice(at, at + 4);
    return /^[0-9a-fA-F]+$/.test(digits) ? String.fromCharCode(parseInt(digits, 16)) : fail(at);
  }

  #number(start: number): Token {
    NUMBER.lastIndex = start;
    const written = NUMBER.exec(this.#text)![0];
    return Number.isFinite(Number(written)) ? this.#token("number", start + written.length, written) : fail(start);
  }

  #quotedName(start: number): Token {
    const close = this.#text.indexOf("`", start + 1);
    return close === -1 ? fail(start) : this.#token("name", close + 1, this.#text.slice(start + 1, close), true);
  }

  #word(start: number): Token {
    let end = start;
    while (end < this.#text.length && !endsWord(this.#text[end]!)) end++;
    const word = this.#text.slice(start, end);
    if (word.startsWith("$")) return this.#token("variable", end, word.slice(1));
    if (WORD_OPERATORS.includes(word)) return this.#token("operator", end, word);
    return this.#token(CONSTANTS.includes(word) ? "constant" : "name", end, word);
  }
}

const shortOperator = (character: string): string | undefined => (SHORT_OPERATORS.includes(character) ? character : undefined);

const endsWord = (character: string): boolean => WHITE_SPACE.includes(character) || SHORT_OPERATORS.includes(character);

function fail(at: number): never {
  throw new LexerError(at);
}
