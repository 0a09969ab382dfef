import { Cron } from "croner";

/**
 * Cron patterns with their own time zone. Where clocks change, a pattern whose second, minute and hour are all written out
 * (`30 2 * * *`, `0 2,14 * * *`) happens once per day and time: in a gap at the first moment after it, in a repeated hour
 * the first time only. A pattern with `*` or a step there (`*\/30 * * * *`) follows real time: it has nothing in a gap, and
 * both halves of a repeated hour.
 */
export interface CronTimes {
  /** The first time after the given one; `undefined` when there is none. Milliseconds since 1970, whole seconds. */
  next(afterMs: number): number | undefined;
  /** At most `count` times up to and including `untilMs`, newest first. */
  latest(untilMs: number, count: number): readonly number[];
}

const SECOND = 1_000;

/** Throws for a pattern that {@link cronProblem} names. The object keeps no clock and no timer. */
export function cronTimes(pattern: string, timeZone: string): CronTimes {
  const cron = new Cron(pattern, {
    timezone: timeZone,
    mode: "5-or-6-parts",
    fixedTimeRule: "no-wildcard",
    paused: true,
  });
  return {
    next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime(),
    latest: (untilMs, count) => {
      if (count === 0) return [];
      const before = new Date(Math.floor(untilMs / SECOND) * SECOND + SECOND);
      return cron.previousRuns(count, before).map((time) => time.getTime());
    },
  };
}

/** Why a pattern cannot be used, as the rest of a sentence that starts with the field's name. */
export function cronProblem(pattern: string): string | undefined {
  const fields = pattern.trim().split(/\s+/).length;
  if (fields !== 5 && fields !== 6) return `must have 5 fields, or 6 with seconds first, such as 30 2 * * *; it has ${fields}`;
  // croner reads ? as the present time, which would make a schedule depend on when it is looked at.
  if (pattern.includes("?")) return "must not hold ?: write * for any value";
  try {
    if (cronTimes(pattern, "UTC").next(0) === undefined) return "never comes: no day fits it";
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
    return `is not a cron pattern: ${reason}`;
  }
  return undefined;
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
