import { refuse } from "./script-tokens.ts";
import type { Value } from "./script-value.ts";

/** A moment as text, with the members that a date of Luxon has. */
export const isoDate = (code: string): Value => ({
  code,
  is: "text",
  member: (name) => {
    const [start, length] = DATE_PARTS[name] ?? [];
    return start === undefined ? undefined : { code: `$number($substring(${code}, ${start}, ${length}))`, is: "number" };
  },
});

const DATE_PARTS: Readonly<Record<string, readonly [number, number]>> = {
  year: [0, 4],
  month: [5, 2],
  day: [8, 2],
  hour: [11, 2],
  minute: [14, 2],
  second: [17, 2],
};

/** Text or milliseconds as a moment. */
export const momentOf = ({ code, is }: Value): Value =>
  isoDate(is === "number" ? `$fromMillis(${code})` : `$fromMillis($toMillis(${code}))`);

const UNITS_MS: Readonly<Record<string, number>> = {
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** `plus(2, "days")` and `plus({ days: 2 })`; months and years are not of one length. */
export function movedDate(of: string, name: "plus" | "minus", [amount, unit]: readonly Value[]): string {
  const [, key, value] = /^\{ "(\w+)": (.+) \}$/.exec(amount?.code ?? "") ?? [];
  const named = unit?.literal ?? key ?? "milliseconds";
  const length = UNITS_MS[named.endsWith("s") ? named : `${named}s`];
  if (length === undefined || amount === undefined) throw refuse(`.${name}()`);
  return `$fromMillis($toMillis(${of}) ${name === "plus" ? "+" : "-"} (${value ?? amount.code}) * ${length})`;
}

/** `startOf("day")` and what else begins at a fixed place of the text of a moment. */
export function startOf(of: string, unit: string | undefined): string {
  const starts: Readonly<Record<string, readonly [number, string]>> = {
    year: [4, "-01-01T00:00:00.000Z"],
    month: [7, "-01T00:00:00.000Z"],
    day: [10, "T00:00:00.000Z"],
    hour: [13, ":00:00.000Z"],
    minute: [16, ":00.000Z"],
  };
  const [length, rest] = starts[unit ?? ""] ?? [];
  if (length === undefined || rest === undefined) throw refuse(".startOf()");
  return `($substring(${of}, 0, ${length}) & "${rest}")`;
}

const PICTURES: Readonly<Record<string, string>> = {
  yyyy: "[Y0001]",
  YYYY: "[Y0001]",
  MM: "[M01]",
  dd: "[D01]",
  DD: "[D01]",
  d: "[D1]",
  M: "[M1]",
  HH: "[H01]",
  mm: "[m01]",
  ss: "[s01]",
  LL: "[M01]",
  yy: "[Y01]",
  LLL: "[MNn,3-3]",
  LLLL: "[MNn]",
  MMM: "[MNn,3-3]",
  MMMM: "[MNn]",
  EEEE: "[FNn]",
  EEE: "[FNn,3-3]",
};

/** A format of Luxon as a picture of JSONata. */
export function datePicture(format: string | undefined): string {
  if (format === undefined) throw refuse(".toFormat()");
  const parts = format.split(/'([^']*)'/);
  const picture = parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/[A-Za-z]+/g, pictureOf)));
  return JSON.stringify(picture.join(""));
}

function pictureOf(part: string): string {
  const known = PICTURES[part] ?? (part === "T" ? part : undefined);
  if (known === undefined) throw refuse(part);
  return known;
}
