import {
  complement,
  DIGITS,
  ignoringCase,
  LINE_ENDS,
  NO_UNITS,
  SPACES,
  union,
  WORD_UNITS,
  type CodeUnits,
} from "./code-units.ts";

/** The syntax of a regular expression of the platform, as far as it can be matched in linear time. */
export type RegexNode =
  | { readonly kind: "units"; readonly units: CodeUnits }
  | { readonly kind: "edge"; readonly edge: "^" | "$" | "\\b" | "\\B" }
  | { readonly kind: "sequence"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | { readonly kind: "group"; readonly isCaptured: boolean; readonly of: RegexNode }
  | { readonly kind: "repeat"; readonly of: RegexNode; readonly least: number; readonly most: number; readonly isLazy: boolean };

/** It needs more than linear time, or this reader does not know it. */
export class NotLinear extends Error {}

export interface RegexFlags {
  readonly ignoresCase: boolean;
  readonly dotMatchesAll: boolean;
}

/** Reads what `RegExp` accepts without the `u` flag, its oddities for old programs included; throws {@link NotLinear}. */
export function readRegex(source: string, flags: RegexFlags): RegexNode {
  return new Reader(source, flags).read();
}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})(\??)/y;
const UNNAMED_GROUP = /\((?:\?:|\?<[^=!>][^>]*>)?/y;

const CLASSES: Readonly<Record<string, CodeUnits>> = {
  d: DIGITS,
  D: complement(DIGITS),
  s: SPACES,
  S: complement(SPACES),
  w: WORD_UNITS,
  W: complement(WORD_UNITS),
};
const CONTROLS: Readonly<Record<string, number>> = { f: 12, n: 10, r: 13, t: 9, v: 11 };

class Reader {
  readonly #source: string;
  readonly #flags: RegexFlags;
  #at = 0;

  constructor(source: string, flags: RegexFlags) {
    this.#source = source;
    this.#flags = flags;
  }

  read(): RegexNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new NotLinear(`it cannot be read at ${this.#at}`);
    return node;
  }

  get #next(): string {
    return this.#source.charAt(this.#at);
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source) ?? undefined;
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #choice(): RegexNode {
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { kind: "choice", options };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.#at < this.#source.length && this.#next !== "|" && this.#next !== ")") parts.push(this.#repeated());
    return { kind: "sequence", parts };
  }

  #repeated(): RegexNode {
    const of = this.#atom();
    const match = this.#match(QUANTIFIER);
    if (match === undefined) return of;
    const [text, least, comma, most, lazy] = match;
    const [from, to] = least === undefined ? SHORT[text.charAt(0)]! : [Number(least), mostOf(least, comma, most)];
    return { kind: "repeat", of, least: from, most: to, isLazy: lazy === "?" };
  }

  #atom(): RegexNode {
    if (this.#next === "(") return this.#group();
    if (this.#take("^")) return { kind: "edge", edge: "^" };
    if (this.#take("$")) return { kind: "edge", edge: "$" };
    if (this.#take("\\b")) return { kind: "edge", edge: "\\b" };
    if (this.#take("\\B")) return { kind: "edge", edge: "\\B" };
    if (this.#take(".")) return { kind: "units", units: complement(this.#flags.dotMatchesAll ? NO_UNITS : LINE_ENDS) };
    if (this.#take("[")) return this.#class();
    return this.#units(this.#next === "\\" ? this.#escape() : one(this.#character()));
  }

  #units(units: CodeUnits): RegexNode {
    return { kind: "units", units: this.#flags.ignoresCase ? ignoringCase(units) : units };
  }

  #group(): RegexNode {
    const opening = this.#match(UNNAMED_GROUP)?.[0];
    if (opening === undefined || this.#next === "?") throw new NotLinear("it looks ahead or behind");
    const of = this.#choice();
    if (!this.#take(")")) throw new NotLinear("a group of it does not end");
    return { kind: "group", isCaptured: opening !== "(?:", of };
  }

  #character(): number {
    const unit = this.#source.charCodeAt(this.#at);
    this.#at++;
    return unit;
  }

  /** Behind a backslash: a class, or one character. */
  #escape(): CodeUnits {
    this.#at++;
    const name = this.#next;
    if (/[0-9k]/.test(name) && !/^0(?!\d)/.test(this.#source.slice(this.#at, this.#at + 2))) {
      throw new NotLinear("it refers back to what a group of it has matched");
    }
    if (name === "c") return one(this.#control());
    if (name === "x" || name === "u") return one(this.#hexadecimal(name === "x" ? 2 : 4));
    this.#at++;
    if (name === "0") return one(0);
    return CLASSES[name] ?? one(CONTROLS[name] ?? name.charCodeAt(0));
  }

  #control(): number {
    const letter = /^c([A-Za-z])/.exec(this.#source.slice(this.#at, this.#at + 2))?.[1];
    if (letter === undefined) throw new NotLinear("a control character of it has no letter");
    this.#at += 2;
    return letter.charCodeAt(0) % 32;
  }

  /** Without its digits, `\x` is an x. */
  #hexadecimal(digits: number): number {
    const code = this.#source.slice(this.#at + 1, this.#at + 1 + digits);
    if (!new RegExp(`^[0-9A-Fa-f]{${digits}}$`).test(code)) return this.#character();
    this.#at += 1 + digits;
    return parseInt(code, 16);
  }

  #class(): RegexNode {
    const isNegated = this.#take("^");
    let units = NO_UNITS;
    while (!this.#take("]")) {
      if (this.#at >= this.#source.length) throw new NotLinear("a class of it does not end");
      units = union(units, this.#classRange());
    }
    const seen = this.#flags.ignoresCase ? ignoringCase(units) : units;
    return { kind: "units", units: isNegated ? complement(seen) : seen };
  }

  /** `a-z`; what is no single character at either end makes the hyphen one of the characters. */
  #classRange(): CodeUnits {
    const from = this.#classAtom();
    if (this.#next !== "-" || this.#source.charAt(this.#at + 1) === "]") return from;
    this.#at++;
    const to = this.#classAtom();
    const [first, last] = [singleOf(from), singleOf(to)];
    return first === undefined || last === undefined ? union(from, one(0x2d), to) : [[first, last]];
  }

  #classAtom(): CodeUnits {
    if (this.#take("\\b")) return one(8);
    return this.#next === "\\" ? this.#escape() : one(this.#character());
  }
}

const SHORT: Readonly<Record<string, readonly [number, number]>> = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] };

const mostOf = (least: string, comma: string | undefined, most: string | undefined): number =>
  comma === undefined ? Number(least) : most === "" ? Infinity : Number(most);

const one = (unit: number): CodeUnits => [[unit, unit]];

function singleOf(units: CodeUnits): number | undefined {
  const [range] = units;
  return units.length === 1 && range !== undefined && range[0] === range[1] ? range[0] : undefined;
}
