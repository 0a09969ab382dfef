import { Matcher, RE2JS } from "re2js";
import { BoundedCache } from "./bounded-cache.ts";

/**
 * The regular expressions of JSONata on an engine whose time is linear in the text, so that no pattern can stall the
 * process. It takes the place of `RegExp` inside JSONata, which constructs it with a native `RegExp` and then uses
 * `lastIndex` and `exec` only. What cannot be matched in linear time (lookaround, backreferences) is refused by the
 * constructor with a `SyntaxError`.
 */
export class LinearRegex {
  lastIndex = 0;
  readonly source: string;
  readonly flags: string;
  readonly #compiled: RE2JS;

  constructor(pattern: RegExp | string, flags?: string) {
    this.source = typeof pattern === "string" ? pattern : pattern.source;
    this.flags = flags ?? (typeof pattern === "string" ? "" : pattern.flags);
    this.#compiled = compiledPatterns.getOrMake(`${this.flags}/${this.source}`, () => compilePattern(this.source, this.flags));
  }

  /** Like `RegExp.prototype.exec`, with `lastIndex` honored and moved when the `g` or `y` flag is set. */
  exec(text: string): RegExpExecArray | null {
    const moves = /[gy]/.test(this.flags);
    const from = moves ? this.lastIndex : 0;
    const matcher = from > text.length ? undefined : new Matcher(this.#compiled, text);
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
}

const compiledPatterns = new BoundedCache<RE2JS>(500);

function compilePattern(source: string, flags: string): RE2JS {
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source), bits);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`Regular expression /${source}/ cannot be matched in linear time: ${reason}`);
  }
}

function toExecArray(matcher: Matcher, text: string): RegExpExecArray {
  const groups: (string | undefined)[] = [];
  for (let group = 0; group <= matcher.groupCount(); group++) groups.push(matcher.group(group) ?? undefined);
  const [whole = "", ...rest] = groups;
  return Object.assign([whole, ...rest] as [string, ...string[]], { index: matcher.start(), input: text });
}
