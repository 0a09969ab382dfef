import { holdsUnit, LINE_ENDS, type CodeUnits } from "./code-units.ts";
import { NotLinear, readRegex, type RegexNode } from "./regex-syntax.ts";

/**
 * A regular expression of the platform in the syntax of RE2, which matches the same in linear time. What the two would not
 * match alike is refused with {@link NotLinear}, so that it is matched by the platform's own engine, in the jail.
 */
export interface Re2Pattern {
  readonly source: string;
  /** `^` and `$` stand at lines, whose ends all must read as `\n`: RE2 knows no other. */
  readonly hasLines: boolean;
}

export function toRe2(source: string, flags: string): Re2Pattern {
  const node = readRegex(source, { ignoresCase: flags.includes("i"), dotMatchesAll: flags.includes("s") });
  const hasLines = flags.includes("m") && some(node, isLineEdge);
  if (hasLines && some(node, tellsLineEnds)) throw new NotLinear("it tells one kind of line end from another");
  return { source: written(node), hasLines };
}

/**
 * Surrogates in the place of private characters: RE2 reads a pair of surrogates as one character, the platform reads two.
 * Applied to the pattern and to the text alike.
 */
const SURROGATES = { from: 0xd800, to: 0xdfff, shift: 0x800 };
const ANY_SURROGATE = /[\ud800-\udfff]/g;
const OTHER_LINE_ENDS = /[\r\u2028\u2029]/g;

/** The text as the pattern has to see it; every character keeps its place. */
export function textForRe2(text: string, { hasLines }: Re2Pattern): string {
  const lines = hasLines ? text.replace(OTHER_LINE_ENDS, "\n") : text;
  return lines.replace(ANY_SURROGATE, (unit) => String.fromCharCode(unit.charCodeAt(0) + SURROGATES.shift));
}

function written(node: RegexNode): string {
  switch (node.kind) {
    case "units":
      return writtenUnits(node.units);
    case "edge":
      return node.edge;
    case "sequence":
      return node.parts.map(written).join("");
    case "choice":
      return node.options.map(written).join("|");
    case "group":
      return `(${node.isCaptured ? "" : "?:"}${written(node.of)})`;
    case "repeat":
      return writtenRepeat(node);
  }
}

function writtenUnits(units: CodeUnits): string {
  const [range] = units;
  if (range === undefined) return "[^\\x{0}-\\x{10FFFF}]";
  if (units.length === 1 && range[0] === range[1]) return writtenUnit(range[0]);
  return `[${units
    .flatMap(splitAtSurrogates)
    .map(([from, to]) => `${writtenUnit(from)}-${writtenUnit(to)}`)
    .join("")}]`;
}

function writtenUnit(unit: number): string {
  const isSurrogate = unit >= SURROGATES.from && unit <= SURROGATES.to;
  return `\\x{${(isSurrogate ? unit + SURROGATES.shift : unit).toString(16)}}`;
}

function splitAtSurrogates([from, to]: readonly [number, number]): readonly (readonly [number, number])[] {
  const parts: readonly (readonly [number, number])[] = [
    [from, Math.min(to, SURROGATES.from - 1)],
    [Math.max(from, SURROGATES.from), Math.min(to, SURROGATES.to)],
    [Math.max(from, SURROGATES.to + 1), to],
  ];
  return parts.filter(([first, last]) => first <= last);
}

type Repeat = Extract<RegexNode, { kind: "repeat" }>;

/**
 * Where each turn of a repetition begins anew, the platform forgets what groups have matched in the turn before, and it takes
 * no turn that matches nothing. RE2 does neither.
 */
function writtenRepeat({ of, least, most, isLazy }: Repeat): string {
  if (mayBeEmpty(of)) throw new NotLinear("it repeats what may match nothing");
  if (most > 1 && !alwaysCaptures(of)) throw new NotLinear("it repeats a group that may be left out");
  const times = most === Infinity ? `{${least},}` : `{${least},${most}}`;
  const short = least === 0 && most === 1 ? "?" : most === Infinity && least < 2 ? (least === 0 ? "*" : "+") : times;
  return `(?:${written(of)})${short}${isLazy ? "?" : ""}`;
}

function mayBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case "units":
      return false;
    case "edge":
      return true;
    case "sequence":
      return node.parts.every(mayBeEmpty);
    case "choice":
      return node.options.some(mayBeEmpty);
    case "group":
      return mayBeEmpty(node.of);
    case "repeat":
      return node.least === 0 || mayBeEmpty(node.of);
  }
}

/** Every group of it takes part in every match of it. */
function alwaysCaptures(node: RegexNode): boolean {
  switch (node.kind) {
    case "units":
    case "edge":
      return true;
    case "sequence":
      return node.parts.every(alwaysCaptures);
    case "choice":
      return !some(node, isCapture);
    case "group":
      return alwaysCaptures(node.of);
    case "repeat":
      return node.least === 0 ? !some(node, isCapture) : alwaysCaptures(node.of);
  }
}

function some(node: RegexNode, holds: (node: RegexNode) => boolean): boolean {
  if (holds(node)) return true;
  switch (node.kind) {
    case "sequence":
      return node.parts.some((part) => some(part, holds));
    case "choice":
      return node.options.some((option) => some(option, holds));
    case "group":
    case "repeat":
      return some(node.of, holds);
    default:
      return false;
  }
}

const isCapture = (node: RegexNode): boolean => node.kind === "group" && node.isCaptured;

const isLineEdge = (node: RegexNode): boolean => node.kind === "edge" && (node.edge === "^" || node.edge === "$");

function tellsLineEnds(node: RegexNode): boolean {
  if (node.kind !== "units") return false;
  const ends = LINE_ENDS.flatMap(([from, to]) => (from === to ? [from] : [from, to]));
  return new Set(ends.map((unit) => holdsUnit(node.units, unit))).size > 1;
}
