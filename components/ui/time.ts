const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `840 ms`, `3.2 s`, `4 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return pair(ms, MINUTE, "min", SECOND, "s");
  if (ms < DAY) return pair(ms, HOUR, "h", MINUTE, "min");
  return pair(ms, DAY, "d", HOUR, "h");
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)} ${bigUnit}${rest === 0 ? "" : ` ${rest} ${smallUnit}`}`;
}

const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const shortWords = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

/** What has just happened on the server may lie ahead for the reader. */
const CLOCKS_DIFFER_BY = 2 * SECOND;

/** `just now`, `3 minutes ago` or short `3 min. ago`, `in 2 days`; weeks and more are given as a date. */
export function formatRelative(iso: string, nowMs: number, isShort = false): string {
  const relative = isShort ? shortWords : words;
  const delta = Date.parse(iso) - nowMs;
  const distance = Math.abs(delta);
  if (distance < 10 * SECOND) return delta > CLOCKS_DIFFER_BY ? "in a few seconds" : "just now";
  if (distance < MINUTE) return relative.format(Math.round(delta / SECOND), "second");
  if (distance < HOUR) return relative.format(Math.round(delta / MINUTE), "minute");
  if (distance < DAY) return relative.format(Math.round(delta / HOUR), "hour");
  if (distance < 7 * DAY) return relative.format(Math.round(delta / DAY), "day");
  return new Date(iso).toLocaleDateString("en", { year: "numeric", month: "short", day: "numeric" });
}

/** With seconds and zone, for the tooltip of a relative time. */
export function formatExact(iso: string, timeZone?: string): string {
  return new Date(iso).toLocaleString("en", { dateStyle: "full", timeStyle: "long", ...(timeZone && { timeZone }) });
}

/** `21 Nov 2026, 14:05 UTC`: a minute that stands in a sentence, with its zone. */
export function formatMinute(iso: string, timeZone: string): string {
  const date = { year: "numeric", month: "short", day: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
  return new Date(iso).toLocaleString("en-GB", { ...date, ...time, timeZone });
}

/** `PT30S` as people say it, for the few ISO 8601 durations that flows use; the text itself when it is something else. */
export function formatIsoDuration(text: string): string {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!match) return text;
  const units = ["week", "day", "hour", "minute", "second"];
  const parts = match
    .slice(1)
    .flatMap((value, index) => (value === undefined ? [] : [`${value} ${units[index]}${value === "1" ? "" : "s"}`]));
  return parts.join(" ") || text;
}
