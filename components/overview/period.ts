const DAY_MS = 86_400_000;

/** Whole days of UTC, as the figures are kept; the last one is today. */
export const periods = {
  today: { label: "Today", days: 1 },
  "7d": { label: "7 days", days: 7 },
  "30d": { label: "30 days", days: 30 },
  "90d": { label: "90 days", days: 90 },
} as const;
export type PeriodName = keyof typeof periods;

export interface Period {
  readonly since: string;
  readonly until: string;
}

export const readPeriod = (name: string | null): PeriodName =>
  name !== null && Object.hasOwn(periods, name) ? (name as PeriodName) : "7d";

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

export function periodOf(name: PeriodName, nowMs: number): Period {
  const until = startOfDay(nowMs) + DAY_MS;
  return between(until - periods[name].days * DAY_MS, until);
}

/** The week from Monday to Sunday that `day` (`2026-11-21`) lies in; by default the last one that is over. */
export function weekOf(day: string | null, nowMs: number): Period {
  const given = day === null ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  const inside = Number.isNaN(given) ? startOfDay(nowMs) - 7 * DAY_MS : given;
  const monday = inside - ((new Date(inside).getUTCDay() + 6) % 7) * DAY_MS;
  return between(monday, monday + 7 * DAY_MS);
}

/** The same length of time, this many times later. */
export function shiftPeriod({ since, until }: Period, times: number): Period {
  const by = (Date.parse(until) - Date.parse(since)) * times;
  return between(Date.parse(since) + by, Date.parse(until) + by);
}

/** Every day of a period, as `2026-11-21`. */
export function daysOf({ since, until }: Period): readonly string[] {
  const count = Math.round((Date.parse(until) - Date.parse(since)) / DAY_MS);
  return Array.from({ length: count }, (_, index) => dayText(Date.parse(since) + index * DAY_MS));
}

export const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A day as a period of its own. */
export const dayPeriod = (day: string): Period =>
  between(Date.parse(`${day}T00:00:00Z`), Date.parse(`${day}T00:00:00Z`) + DAY_MS);

const between = (since: number, until: number): Period => ({
  since: new Date(since).toISOString(),
  until: new Date(until).toISOString(),
});

const dayFormat = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
export const dayWords = (day: string): string => dayFormat.format(new Date(`${day}T00:00:00Z`));

/** `Mon, 16 Nov to Sun, 22 Nov 2026, in days of UTC` */
export function periodWords({ since, until }: Period): string {
  const [first, last] = [since.slice(0, 10), dayText(Date.parse(until) - 1)];
  const year = last.slice(0, 4);
  return first === last
    ? `${dayWords(first)} ${year}, a day of UTC`
    : `${dayWords(first)} to ${dayWords(last)} ${year}, in days of UTC`;
}
