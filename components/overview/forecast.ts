/**
 * What the next seven days will probably bring, by plain statistics that can be told in a sentence: a level that weighs
 * recent days more (EWMA), times what each day of the week is like where there are enough weeks to tell. How good that is, is
 * found out by making the same forecast for weeks that are over; without such a week nothing is said.
 */
export type Forecast =
  | {
      readonly isKnown: true;
      readonly expected: number;
      /** Off by as much as the worst of the weeks tried out. */
      readonly low: number;
      readonly high: number;
      /** Whole days it learned from. */
      readonly days: number;
      readonly isSeasonal: boolean;
      /** Weeks that were over and tried out, and how far off it was on average: 0.1 is ten percent. */
      readonly weeksTried: number;
      readonly offBy: number;
    }
  | { readonly isKnown: false; readonly days: number; readonly needed: number };

const WEEK = 7;
const LEAST_DAYS = 3 * WEEK;
const SEASONAL_FROM = 3 * WEEK;
const MOST_WEEKS_TRIED = 4;
/** The weight of a day is half of that of the day a week later. */
const SMOOTHING = 1 - 0.5 ** (1 / WEEK);

/** `history` is a figure per whole day, oldest first, without gaps; it begins with the first day that had any. */
export function forecastWeek(history: readonly number[]): Forecast {
  if (history.length < LEAST_DAYS) return { isKnown: false, days: history.length, needed: LEAST_DAYS };
  const tried = Math.min(MOST_WEEKS_TRIED, Math.floor(history.length / WEEK) - 2);
  const misses = Array.from({ length: tried }, (_, index) => missOf(history, (index + 1) * WEEK));
  const expected = sum(nextDays(history));
  const worst = Math.max(...misses);
  return {
    isKnown: true,
    expected,
    low: Math.max(0, expected * (1 - worst)),
    high: expected * (1 + worst),
    days: history.length,
    isSeasonal: isSeasonal(history),
    weeksTried: tried,
    offBy: sum(misses) / misses.length,
  };
}

/** How far off a forecast would have been that was made this many days before the end. */
function missOf(history: readonly number[], daysBefore: number): number {
  const split = history.length - daysBefore;
  const real = sum(history.slice(split, split + WEEK));
  const expected = sum(nextDays(history.slice(0, split)));
  return real === 0 ? (expected === 0 ? 0 : 1) : Math.abs(expected - real) / real;
}

const isSeasonal = (history: readonly number[]): boolean => history.length >= SEASONAL_FROM;

function nextDays(history: readonly number[]): readonly number[] {
  const factors = isSeasonal(history) ? weekdayFactors(history) : new Array<number>(WEEK).fill(1);
  const factorAt = (index: number): number => factors[index % WEEK]!;
  // A day of the week on which never anything happens says nothing about the level.
  const level = history.reduce<number | undefined>((smooth, value, index) => {
    if (factorAt(index) === 0) return smooth;
    const adjusted = value / factorAt(index);
    return smooth === undefined ? adjusted : smooth + SMOOTHING * (adjusted - smooth);
  }, undefined);
  return Array.from({ length: WEEK }, (_, ahead) => (level ?? 0) * factorAt(history.length + ahead));
}

/** What part of an ordinary day each day of the week has, by its place in the history. */
function weekdayFactors(history: readonly number[]): readonly number[] {
  const mean = sum(history) / history.length;
  return Array.from({ length: WEEK }, (_, weekday) => {
    const same = history.filter((_value, index) => index % WEEK === weekday);
    return mean === 0 ? 1 : sum(same) / same.length / mean;
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
