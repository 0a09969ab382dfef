import { durationMs } from "../duration.ts";
import { seededRandom } from "../expression/seeded-random.ts";
import { cronTimes } from "./cron.ts";
import type { ScheduleConfig } from "./schedule-config.ts";

/** The occurrences of a schedule: nominal times, before jitter, in milliseconds since 1970. */
export interface Occurrences {
  /** The first one after the moment; `undefined` when there is none any more. */
  next(afterMs: number): number | undefined;
  /** The oldest ones in (`afterMs`, `untilMs`], at most `limit`, oldest first. */
  between(afterMs: number, untilMs: number, limit: number): readonly number[];
  /** The newest ones in (`afterMs`, `untilMs`], at most `count`, oldest first. */
  latest(afterMs: number, untilMs: number, count: number): readonly number[];
}

interface Times {
  next(afterMs: number): number | undefined;
  latest(untilMs: number, count: number): readonly number[];
}

/** For a config that is valid. */
export function occurrencesOf(config: ScheduleConfig): Occurrences {
  const startMs = config.start === undefined ? -Infinity : Date.parse(config.start);
  const endMs = config.end === undefined ? Infinity : Date.parse(config.end);
  const times =
    config.cron === undefined
      ? everyTimes(durationMs(config.every ?? ""), startMs)
      : cronTimes(config.cron, config.timeZone ?? "UTC");

  function next(afterMs: number): number | undefined {
    const time = times.next(Math.max(afterMs, startMs - 1));
    return time === undefined || time >= endMs ? undefined : time;
  }
  return {
    next,
    between(afterMs, untilMs, limit) {
      const found: number[] = [];
      for (let time = next(afterMs); time !== undefined && time <= untilMs && found.length < limit; time = next(time)) {
        found.push(time);
      }
      return found;
    },
    latest(afterMs, untilMs, count) {
      const lastMs = Math.min(untilMs, endMs - 1);
      const newest = times.latest(lastMs, count).filter((time) => time > afterMs && time >= startMs);
      return newest.toReversed();
    },
  };
}

/** Counted in elapsed time, so clock changes do not matter. */
function everyTimes(stepMs: number, startMs: number): Times {
  const anchor = Number.isFinite(startMs) ? startMs : 0;
  const floor = (ms: number): number => anchor + Math.floor((ms - anchor) / stepMs) * stepMs;
  return {
    next: (afterMs) => floor(afterMs) + stepMs,
    latest: (untilMs, count) => Array.from({ length: count }, (_, back) => floor(untilMs) - back * stepMs),
  };
}

/** How a schedule's trigger key and its records name an occurrence. */
export const occurrenceName = (occurrenceMs: number): string => new Date(occurrenceMs).toISOString();

/** When an occurrence is due: its time, and the jitter that this occurrence of this schedule always has. */
export function dueTime(config: ScheduleConfig, scheduleKey: string, occurrenceMs: number): number {
  if (config.jitter === undefined) return occurrenceMs;
  const draw = seededRandom(0, `${scheduleKey} ${occurrenceName(occurrenceMs)}`);
  return occurrenceMs + Math.floor(draw() * durationMs(config.jitter));
}
