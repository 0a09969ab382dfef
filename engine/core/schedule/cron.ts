import { Cron } from "croner";
import { wallClock } from "./wall-clock.ts";

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
  return isWrittenOut(pattern) ? writtenOutTimes(pattern, timeZone) : timesOf(pattern, timeZone);
}

function timesOf(pattern: string, timezone: string): CronTimes {
  const cron = new Cron(pattern, { timezone, mode: "5-or-6-parts", paused: true });
  return {
    next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime(),
    latest: (untilMs, count) => {
      if (count === 0) return [];
      const before = new Date(Math.floor(untilMs / SECOND) * SECOND + SECOND);
      return cron.previousRuns(count, before).map((time) => time.getTime());
    },
  };
}

/** No `*` and no step in seconds, minutes and hours: all fields but the last three. */
const isWrittenOut = (pattern: string): boolean =>
  !pattern
    .trim()
    .split(/\s+/)
    .slice(0, -3)
    .some((field) => /[*/]/.test(field));

/**
 * The times of the clock on the wall, and when it shows them. Asked for the times of a zone, croner forgets one in a gap that
 * ends at midnight, as Greenland has it every spring: the moment after the gap is on a day that is not the pattern's.
 */
function writtenOutTimes(pattern: string, timeZone: string): CronTimes {
  const shown = timesOf(pattern, "UTC");
  const { show, momentOf } = wallClock(timeZone);
  return {
    next: (afterMs) => {
      for (let time = shown.next(show(afterMs)); time !== undefined; time = shown.next(time)) {
        const moment = momentOf(time);
        if (moment > afterMs) return moment;
      }
      return undefined;
    },
    latest: (untilMs, count) => {
      // Several times in one gap are one moment, so more may be needed than were asked for.
      for (let asked = count; ; asked *= 2) {
        const times = shown.latest(show(untilMs), asked);
        const moments = new Set(times.map(momentOf).filter((moment) => moment <= untilMs));
        if (moments.size >= count || times.length < asked) return [...moments].slice(0, count);
      }
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
