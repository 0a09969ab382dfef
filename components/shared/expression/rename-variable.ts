import { tokenizeExpression, type ExpressionToken } from "./expression-tokens.ts";

export interface WordRange {
  readonly start: number;
  readonly end: number;
}

/** Every place that speaks of the same variable as the place at `offset`; none where there is no variable of one's own. */
export function variableRanges(source: string, offset: number): WordRange[] {
  const tokens = tokenizeExpression(source);
  const scopes = scopesOf(tokens);
  const index = tokens.findIndex(({ kind, start, end }) => kind === "variable" && start <= offset && offset <= end);
  const word = tokens[index];
  if (!word || word.text === "$" || word.text === "$$") return [];
  const home = homeOf(tokens, scopes, index);
  if (home === undefined) return [];
  return tokens.flatMap(({ kind, text, start, end }, other) =>
    kind === "variable" && text === word.text && homeOf(tokens, scopes, other) === home ? [{ start, end }] : [],
  );
}

export const isVariableName = (name: string): boolean => /^\$[\p{L}_][\p{L}\p{N}_]*$/u.test(name);

/** For each token the brackets it is in, outermost first, named by the index of the token that opens them. */
function scopesOf(tokens: readonly ExpressionToken[]): (readonly number[])[] {
  const stack: number[] = [];
  return tokens.map(({ kind, text }, index) => {
    const isSign = kind === "sign";
    if (isSign && (text === ")" || text === "}" || text === "]")) stack.pop();
    // A function's parameters and its body are one scope, which its parameter list opens.
    const isBody = isSign && text === "{" && isFunctionBody(tokens, index);
    if (isSign && (text === "(" || text === "[" || text === "{")) stack.push(isBody ? parameterListOf(tokens, index) : index);
    return [...stack];
  });
}

const isFunctionBody = (tokens: readonly ExpressionToken[], index: number): boolean => parameterListOf(tokens, index) !== index;

function parameterListOf(tokens: readonly ExpressionToken[], body: number): number {
  let at = body - 1;
  if (tokens[at]?.text === ">") while (at > 0 && tokens[at]!.text !== "<") at--;
  if (tokens[at]?.text === "<") at--;
  if (tokens[at]?.text !== ")") return body;
  while (at > 0 && tokens[at]!.text !== "(") at--;
  const before = tokens[at - 1];
  return before !== undefined && (before.text === "function" || before.text === "λ") ? at : body;
}

/** The innermost bracket around a word in which its name is bound. */
function homeOf(tokens: readonly ExpressionToken[], scopes: readonly (readonly number[])[], index: number): number | undefined {
  const name = tokens[index]!.text;
  for (const scope of [-1, ...scopes[index]!].reverse()) {
    if (bindsIn(tokens, scopes, scope, name)) return scope;
  }
  return undefined;
}

function bindsIn(
  tokens: readonly ExpressionToken[],
  scopes: readonly (readonly number[])[],
  scope: number,
  name: string,
): boolean {
  const isParameters = scope >= 0 && (tokens[scope - 1]?.text === "function" || tokens[scope - 1]?.text === "λ");
  return tokens.some(({ kind, text }, index) => {
    if (kind !== "variable" || text !== name || (scopes[index]!.at(-1) ?? -1) !== scope) return false;
    if (tokens[index + 1]?.text === ":=") return true;
    return isParameters && isBetweenParameters(tokens, scope, index);
  });
}

/** Not in the body, which shares the scope. */
function isBetweenParameters(tokens: readonly ExpressionToken[], open: number, index: number): boolean {
  const close = tokens.findIndex(({ text, kind }, at) => at > open && kind === "sign" && text === ")");
  return index < close;
}
