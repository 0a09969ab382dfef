import type { AstNode } from "../expression-facts.ts";
import { LinearRegex } from "../regex/linear-regex.ts";
import { leaveBounds, spend, spendText, type Evaluate, type Frame } from "./frame.ts";
import { refuse } from "./place.ts";

/**
 * `$contains`, `$split` and `$replace` with a regular expression that is written in the call. Matching is linear in the text,
 * but finding every match is not: one that looks far ahead looks so again from the next match on. Each search pays for all
 * of the text that it may look at; what gets expensive is left to the guarded tier, which matches with the same engine.
 */
interface RegexCall {
  /** How many arguments it is called with here. */
  readonly arguments: number;
  readonly call: (regex: LinearRegex, text: string, replacement: string, frame: Frame) => unknown;
}

const CALLS: Readonly<Record<string, RegexCall>> = {
  contains: { arguments: 2, call: contains },
  split: { arguments: 2, call: split },
  replace: { arguments: 3, call: replace },
};

/** Of one character that a search may look at, in the units of `frame.ts`. */
const EFFORT_PER_CHARACTER = 2;
const EFFORT_PER_SEARCH = 16;
/** In one text. */
const MOST_EFFORT = 50_000;

/** The call, when the second argument is a regular expression; `undefined` when it is not. */
export function compileRegexCall(
  name: string,
  nodes: readonly AstNode[],
  compile: (node: AstNode) => Evaluate,
): Evaluate | undefined {
  const [subject, pattern, third] = nodes;
  if (subject === undefined || pattern?.type !== "regex") return undefined;
  const known = CALLS[name];
  if (known === undefined || nodes.length !== known.arguments) return refuse("It uses a regular expression.");
  const regex = linearRegexOf(pattern);
  const textOf = compile(subject);
  const replacementOf = third && compile(third);
  return (context, frame) => {
    const text = textOf(context, frame);
    const replacement = replacementOf === undefined ? "" : replacementOf(context, frame);
    if (typeof replacement !== "string") return leaveBounds();
    if (text === undefined) return undefined;
    return typeof text === "string" ? known.call(regex, text, replacement, frame) : leaveBounds();
  };
}

function linearRegexOf({ value, ...pattern }: AstNode): LinearRegex {
  if (!(value instanceof RegExp) || pattern["predicate"] !== undefined || pattern["group"] !== undefined)
    return refuse("It uses a regular expression.");
  try {
    return new LinearRegex(value);
  } catch {
    return refuse("It uses a regular expression that cannot be matched in linear time.");
  }
}

type Matched = (match: RegExpExecArray) => void;

function search(regex: LinearRegex, text: string, frame: Frame, budget: { left: number }): RegExpExecArray | null {
  const effort = EFFORT_PER_SEARCH + EFFORT_PER_CHARACTER * (text.length - regex.lastIndex);
  budget.left -= effort;
  if (budget.left < 0 || frame.effortLeft < effort) return leaveBounds();
  spend(frame, effort);
  return regex.exec(text);
}

/** Goes from match to match as JSONata does; a second one of no length is an error there. */
function findAll(regex: LinearRegex, text: string, frame: Frame, matched: Matched): void {
  const budget = { left: MOST_EFFORT };
  regex.lastIndex = 0;
  let match = search(regex, text, frame, budget);
  while (match !== null) {
    matched(match);
    if (regex.lastIndex >= text.length) return;
    match = search(regex, text, frame, budget);
    if (match?.[0] === "") leaveBounds();
  }
}

function contains(regex: LinearRegex, text: string, _: string, frame: Frame): boolean {
  regex.lastIndex = 0;
  return search(regex, text, frame, { left: MOST_EFFORT }) !== null;
}

function split(regex: LinearRegex, text: string, _: string, frame: Frame): string[] {
  const parts: string[] = [];
  let from = 0;
  findAll(regex, text, frame, (match) => {
    parts.push(text.substring(from, match.index));
    from = match.index + match[0].length;
  });
  parts.push(text.substring(from));
  return parts;
}

function replace(regex: LinearRegex, text: string, replacement: string, frame: Frame): string {
  // `$1` and its like are the guarded tier's.
  if (replacement.includes("$")) return leaveBounds();
  let made = "";
  let from = 0;
  findAll(regex, text, frame, (match) => {
    spendText(frame, replacement.length);
    made += text.substring(from, match.index) + replacement;
    from = match.index + match[0].length;
  });
  return made + text.substring(from);
}
