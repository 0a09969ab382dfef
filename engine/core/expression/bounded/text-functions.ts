import type { BuiltIn } from "./built-ins.ts";
import { CONVERSION_EFFORT, leaveBounds, spend, spendText, type Frame } from "./frame.ts";
import { toText } from "./values.ts";

const onText = (calculate: (text: string, frame: Frame) => unknown): BuiltIn => ({
  least: 1,
  most: 1,
  call: (frame, text) => (text === undefined ? undefined : calculate(paidText(text, frame), frame)),
});

/** A longer one could be searched for slowly. */
const LONGEST_NEEDLE = 256;

const onTwoTexts = (calculate: (text: string, other: string, frame: Frame) => unknown): BuiltIn => ({
  least: 2,
  most: 2,
  call: (frame, text, other) => {
    if (text === undefined && other === undefined) return undefined;
    if (typeof other !== "string" || other.length > LONGEST_NEEDLE) return leaveBounds();
    return text === undefined ? undefined : calculate(paidText(text, frame), other, frame);
  },
});

function paidText(value: unknown, frame: Frame): string {
  if (typeof value !== "string") return leaveBounds();
  spendText(frame, value.length);
  return value;
}

/** Most texts have no white space that must be made narrow, and replacing nothing by an expression is not free. */
const WIDE_SPACE = /[\t\n\r]| {2}/;

function trim(text: string): string {
  const narrow = WIDE_SPACE.test(text) ? text.replace(/[ \t\n\r]+/g, " ") : text;
  const start = narrow.startsWith(" ") ? 1 : 0;
  const end = narrow.length > start && narrow.endsWith(" ") ? narrow.length - 1 : narrow.length;
  return narrow.slice(start, end);
}

const isNumberOrNothing = (value: unknown): value is number | undefined => value === undefined || typeof value === "number";

/** Characters that take two UTF-16 units; JSONata counts and cuts in characters. */
const SURROGATE = /[\ud800-\udfff]/;

function charactersOf(text: string, frame: Frame): readonly string[] {
  spend(frame, text.length / 2);
  return [...text];
}

function substring(frame: Frame, text: unknown, start: unknown, length: unknown): string | undefined {
  if (!isNumberOrNothing(start) || !isNumberOrNothing(length)) return leaveBounds();
  if (text === undefined) return undefined;
  const whole = paidText(text, frame);
  if (length !== undefined && length <= 0) return "";
  if (start === undefined) return length === undefined ? whole : "";
  if (!SURROGATE.test(whole)) return whole.slice(...span(whole.length, start, length));
  const characters = charactersOf(whole, frame);
  return characters.slice(...span(characters.length, start, length)).join("");
}

function span(count: number, start: number, length: number | undefined): [number] | [number, number] {
  const from = count + start < 0 ? 0 : start;
  if (length === undefined) return [from];
  return [from, from >= 0 ? from + length : count + from + length];
}

function split(text: string, separator: string, frame: Frame): string[] {
  const parts = text.split(separator);
  spend(frame, parts.length);
  return parts;
}

/** Where the replaced text is no expression. */
function replace(frame: Frame, text: unknown, pattern: unknown, replacement: unknown): string | undefined {
  if (typeof pattern !== "string" || typeof replacement !== "string") return leaveBounds();
  if (text === undefined) return undefined;
  const whole = paidText(text, frame);
  if (pattern === "" || pattern.length > LONGEST_NEEDLE) return leaveBounds();
  const parts = whole.split(pattern);
  spend(frame, parts.length);
  spendText(frame, (parts.length - 1) * replacement.length);
  return parts.join(replacement);
}

function join(frame: Frame, texts: unknown, separator: unknown): string | undefined {
  if (separator !== undefined && typeof separator !== "string") return leaveBounds();
  if (texts === undefined || typeof texts === "string") return texts;
  if (!Array.isArray(texts)) return leaveBounds();
  const glue = separator ?? "";
  spend(frame, texts.length);
  let joined = "";
  for (let index = 0; index < texts.length; index++) {
    const text: unknown = texts[index];
    if (typeof text !== "string") return leaveBounds();
    joined += index === 0 ? text : glue + text;
  }
  spendText(frame, joined.length);
  return joined;
}

const DECIMAL = /^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$/;
/** As JSONata has it: anchored at one end for each of its alternatives. */
const OTHER_BASE = /^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)$/;

function toNumber(frame: Frame, value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = paidText(value, frame);
  const isDecimal = DECIMAL.test(text) && Number.isFinite(Number(text));
  if (isDecimal) return parseFloat(text);
  return OTHER_BASE.test(text) ? Number(text) : leaveBounds();
}

const ISO_TIME = /^\d{4}(-[01]\d)?(-[0-3]\d)?(T[0-2]\d:[0-5]\d:[0-5]\d)?(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?$/;

function parseTime(text: string, frame: Frame): number {
  spend(frame, CONVERSION_EFFORT);
  return ISO_TIME.test(text) ? Date.parse(text) : leaveBounds();
}

const before = (text: string, other: string): string => (text.includes(other) ? text.slice(0, text.indexOf(other)) : text);
const after = (text: string, other: string): string =>
  text.includes(other) ? text.slice(text.indexOf(other) + other.length) : text;

/** Widest in this tier; wider ones are left to the tiers that count memory. */
const WIDEST = 10_000;

function pad(frame: Frame, text: unknown, width: unknown, filler: unknown): string | undefined {
  if (typeof width !== "number" || !(Math.abs(width) <= WIDEST)) return leaveBounds();
  if (filler !== undefined && typeof filler !== "string") return leaveBounds();
  if (text === undefined) return undefined;
  const whole = paidText(text, frame);
  const wanted = Math.trunc(width);
  spendText(frame, Math.abs(wanted));
  const length = SURROGATE.test(whole) ? charactersOf(whole, frame).length : whole.length;
  const padding = paddingOf(Math.abs(wanted) - length, filler === undefined || filler === "" ? " " : filler);
  return wanted < 0 ? padding + whole : whole + padding;
}

function paddingOf(count: number, filler: string): string {
  if (count <= 0) return "";
  const characters = [...filler];
  return filler.repeat(Math.floor(count / characters.length)) + characters.slice(0, count % characters.length).join("");
}

export const textFunctions: Readonly<Record<string, BuiltIn>> = {
  string: {
    least: 1,
    most: 1,
    readsWhole: true,
    call: (frame, value) => (value === undefined ? undefined : toText(value, frame)),
  },
  number: { least: 1, most: 1, call: toNumber },
  length: onText((text, frame) => (SURROGATE.test(text) ? charactersOf(text, frame).length : text.length)),
  uppercase: onText((text) => text.toUpperCase()),
  lowercase: onText((text) => text.toLowerCase()),
  trim: onText(trim),
  toMillis: onText(parseTime),
  substring: { least: 2, most: 3, call: substring },
  substringBefore: onTwoTexts(before),
  substringAfter: onTwoTexts(after),
  contains: onTwoTexts((text, other) => text.includes(other)),
  split: onTwoTexts(split),
  replace: { least: 3, most: 3, call: replace },
  pad: { least: 2, most: 3, call: pad },
  join: { least: 1, most: 2, readsWhole: true, call: join },
};
