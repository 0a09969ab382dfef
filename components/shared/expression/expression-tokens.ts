/**
 * The words of an expression, for what must also work while somebody is in the middle of typing, when no parser can read
 * the text. Comments and spaces are left out.
 */
export type TokenKind = "name" | "text" | "number" | "variable" | "regex" | "sign";

export interface ExpressionToken {
  readonly kind: TokenKind;
  /** As written, but a name in backticks or a text without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const PATTERN =
  /(?<skip>\s+|\/\*[\s\S]*?(?:\*\/|$))|(?<quoted>`[^`]*`?)|(?<text>"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?)|(?<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?<variable>\$\$|\$[\p{L}_][\p{L}\p{N}_]*|\$)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>:=|!=|<=|>=|~>|\*\*|\.\.|\?:|\?\?|[\s\S])/gu;

/** A `/` after one of these begins a regular expression; after a value it divides. */
const isOperand = (token: ExpressionToken | undefined): boolean =>
  token !== undefined && (token.kind !== "sign" || token.text === ")" || token.text === "]" || token.text === "}");

const REGEX = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[im]*/y;

export function tokenizeExpression(source: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  PATTERN.lastIndex = 0;
  for (let match = PATTERN.exec(source); match; match = PATTERN.exec(source)) {
    const start = match.index;
    const groups = match.groups ?? {};
    if (groups["skip"] !== undefined) continue;
    const regex = match[0] === "/" && !isOperand(tokens.at(-1)) ? readRegex(source, start) : undefined;
    if (regex !== undefined) PATTERN.lastIndex = start + regex.length;
    tokens.push(
      regex === undefined ? toToken(groups, match[0], start) : { kind: "regex", text: regex, start, end: start + regex.length },
    );
  }
  return tokens;
}

function readRegex(source: string, start: number): string | undefined {
  REGEX.lastIndex = start;
  return REGEX.exec(source)?.[0];
}

function toToken(groups: Readonly<Record<string, string | undefined>>, raw: string, start: number): ExpressionToken {
  const end = start + raw.length;
  if (groups["quoted"] !== undefined)
    return { kind: "name", text: raw.slice(1, raw.length > 1 && raw.endsWith("`") ? -1 : undefined), start, end };
  if (groups["text"] !== undefined) return { kind: "text", text: raw.slice(1, -1), start, end };
  const kind = (["number", "variable", "name"] as const).find((each) => groups[each] !== undefined) ?? "sign";
  return { kind, text: raw, start, end };
}

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const WORDS: ReadonlySet<string> = new Set(["and", "or", "in", "true", "false", "null", "function"]);

/** A field name as a path must spell it: in backticks unless it is a plain word. */
export function quoteName(name: string): string {
  return PLAIN_NAME.test(name) && !WORDS.has(name) ? name : `\`${name}\``;
}
