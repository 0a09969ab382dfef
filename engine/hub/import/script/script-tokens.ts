import { UntranslatableText } from "../untranslatable-text.ts";

const TOKEN =
  /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(`(?:[^`\\]|\\.)*`)|([A-Za-z_$][\w$]*)|(\.\.\.|===|!==|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|[-+*/%<>!?:.,;()[\]{}=]))/y;

const REST = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/;

export type Token = {
  readonly type: "number" | "text" | "template" | "name" | "sign" | "pattern" | "end";
  readonly text: string;
};

/** The words and signs of an expression, a token of type `end` behind them. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (!REST.test(source.slice(TOKEN.lastIndex))) {
    const at = TOKEN.lastIndex;
    const pattern = patternAt(source, at, tokens.at(-1));
    if (pattern !== undefined) {
      TOKEN.lastIndex = at + pattern.length;
      tokens.push({ type: "pattern", text: pattern.trim() });
      continue;
    }
    const match = TOKEN.exec(source);
    if (match === null) throw refuse(source.slice(at).trim().slice(0, 20));
    const types = ["number", "text", "template", "name", "sign"] as const;
    const index = match.slice(1).findIndex((part) => part !== undefined);
    tokens.push({ type: types[index]!, text: match[index + 1]! });
  }
  return [...tokens, { type: "end", text: "" }];
}

const PATTERN = /\s*\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** A regular expression, where no value stands before the slash that it could divide. */
function patternAt(source: string, at: number, before: Token | undefined): string | undefined {
  if (before !== undefined && !(before.type === "sign" && /^[(,=:?[]$/.test(before.text))) return undefined;
  PATTERN.lastIndex = at;
  return PATTERN.exec(source)?.[0];
}

export const refuse = (what: string): UntranslatableText =>
  new UntranslatableText(`"${what}" in its expression has no counterpart: write the expression as JSONata.`);
