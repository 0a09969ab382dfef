import { Matcher, RE2JS } from "re2js";
import { BoundedCache } from "../bounded-cache.ts";
import { textForRe2, toRe2, type Re2Pattern } from "./to-re2.ts";

/**
 * The regular expressions of JSONata on an engine whose time is linear in the text, so that no pattern can stall the
 * process. It takes the place of `RegExp` inside JSONata, which constructs it with a native `RegExp` and then uses
 * `lastIndex` and `exec` only. It finds exactly what the platform's engine finds; what it could not (lookaround,
 * backreferences, a few repetitions) is refused by the constructor with a `SyntaxError`.
 *
 * With the `u` flag, which JSONata does not know and the patterns of JSON Schema are meant with, it is RE2's own reading.
 */
export class LinearRegex {
  lastIndex = 0;
  readonly source: string;
  readonly flags: string;
  readonly #compiled: CompiledPattern;
  /** Of the text that was searched last: most searches go on where the last one has ended. */
  #text: string | undefined;
  #seen = "";

  constructor(given: RegExp | string, flags?: string) {
    // In the parts that JSONata writes twice, as in `/a/ ?: b`, a pattern is left as an object without anything in it.
    const pattern = typeof given === "string" || given instanceof RegExp ? given : String(given);
    this.source = typeof pattern === "string" ? pattern : pattern.source;
    this.flags = flags ?? (typeof pattern === "string" ? "" : pattern.flags);
    this.#compiled = compiledPatterns.getOrMake(`${this.flags}/${this.source}`, () => compilePattern(this.source, this.flags));
  }

  /** Like `RegExp.prototype.exec`, with `lastIndex` honored and moved when the `g` or `y` flag is set. */
  exec(searched: unknown): RegExpExecArray | null {
    const text = String(searched);
    const moves = /[gy]/.test(this.flags);
    const from = moves ? toLength(this.lastIndex) : 0;
    const matcher = from > text.length ? undefined : new Matcher(this.#compiled.regex, this.#seenText(text));
    if (!matcher?.find(from) || (this.flags.includes("y") && matcher.start() !== from)) {
      if (moves) this.lastIndex = 0;
      return null;
    }
    if (moves) this.lastIndex = matcher.end();
    return toExecArray(matcher, text);
  }

  test(text: string): boolean {
    return this.exec(text) !== null;
  }

  #seenText(text: string): string {
    if (text !== this.#text) {
      this.#text = text;
      this.#seen = this.#compiled.pattern === undefined ? text : textForRe2(text, this.#compiled.pattern);
    }
    return this.#seen;
  }
}

/** JSONata passes on whatever an expression calls its pattern with. */
const toLength = (index: unknown): number => Math.max(0, Math.trunc(Number(index)) || 0);

interface CompiledPattern {
  /** Absent where RE2 reads the text as it is. */
  readonly pattern?: Re2Pattern;
  readonly regex: RE2JS;
}

const compiledPatterns = new BoundedCache<CompiledPattern>(500);

function compilePattern(source: string, flags: string): CompiledPattern {
  try {
    if (flags.includes("u")) return { regex: RE2JS.compile(RE2JS.translateRegExp(source), bitsOf(flags)) };
    const pattern = toRe2(source, flags);
    return { pattern, regex: RE2JS.compile(pattern.source, pattern.hasLines ? RE2JS.MULTILINE : 0) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`Regular expression /${source}/ cannot be matched in linear time: ${reason}`);
  }
}

const bitsOf = (flags: string): number =>
  (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
  (flags.includes("m") ? RE2JS.MULTILINE : 0) |
  (flags.includes("s") ? RE2JS.DOTALL : 0);

function toExecArray(matcher: Matcher, text: string): RegExpExecArray {
  const groups: (string | undefined)[] = [];
  for (let group = 0; group <= matcher.groupCount(); group++) {
    const start = matcher.start(group);
    groups.push(start < 0 ? undefined : text.slice(start, matcher.end(group)));
  }
  const [whole = "", ...rest] = groups;
  return Object.assign([whole, ...rest] as [string, ...string[]], { index: matcher.start(), input: text });
}
