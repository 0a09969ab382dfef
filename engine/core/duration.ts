import { z } from "zod";

const PATTERN = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const SECOND = 1_000;
const DAY = 86_400 * SECOND;
/** One leap year: the longest wait a timer accepts. */
const MAX_MS = 366 * DAY;

/**
 * Milliseconds of an ISO 8601 duration made of weeks, days, hours, minutes and seconds (`P2D`, `PT1M30S`, `PT0.5S`).
 * Years and months have no fixed length and are refused. Returns `undefined` for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match || text === "P" || text.endsWith("T")) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const ms = (weeks! * 7 + days!) * DAY + hours! * 3_600 * SECOND + minutes! * 60 * SECOND + Math.round(seconds! * SECOND);
  return ms <= MAX_MS ? ms : undefined;
}

export const durationString = z
  .string()
  .refine(
    (text) => parseDuration(text) !== undefined,
    "must be an ISO 8601 duration of at most a year, such as PT30S, PT15M or P2D",
  );

/** For values already checked by {@link durationString}. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new RangeError(`Not a duration: ${text}`);
  return ms;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A duration as a person says it: `PT90M` is "1 hour 30 minutes". Text that is no duration comes back as it is. */
export function readableDuration(text: string): string {
  const ms = parseDuration(text);
  if (ms === undefined) return text;
  let left = ms;
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = unit === "second" ? left / size : Math.floor(left / size);
    left %= size;
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? "" : "s"}`];
  });
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}
