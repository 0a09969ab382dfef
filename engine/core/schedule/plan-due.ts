import { durationMs } from "../duration.ts";
import { dueTime, occurrencesOf, type Occurrences } from "./occurrences.ts";
import type { ScheduleConfig } from "./schedule-config.ts";

/**
 * What to do about a schedule now. Occurrences that are late by no more than a fail-over takes run in any case. Older ones
 * were missed while no engine ran: of these only the newest few run (`catchUp.max`), however many there are, so that a
 * month without an engine does not end in a flood.
 */
export interface DuePlan {
  /** Occurrences to run, oldest first. */
  readonly run: readonly number[];
  /** Occurrences that are let go: the oldest of them, and how many, counted up to {@link COUNTED}. */
  readonly missed?: { readonly firstMs: number; readonly count: number };
  /** Everything up to here has been decided on. */
  readonly cursorMs: number;
  /** When the next occurrence is due; absent when none comes. */
  readonly nextDueMs?: number;
}

export interface DueQuestion {
  /** Everything up to here was decided on before. */
  readonly cursorMs: number;
  readonly nowMs: number;
  /** Names the schedule for its jitter. */
  readonly key: string;
}

const ON_TIME_MS = 10_000;
export const COUNTED = 1_000;

export function planDue(config: ScheduleConfig, { cursorMs, nowMs, key }: DueQuestion): DuePlan {
  const occurrences = occurrencesOf(config);
  const due = (time: number): number => dueTime(config, key, time);
  const jitterMs = config.jitter === undefined ? 0 : durationMs(config.jitter);
  const allMs = lastDecided(config, occurrences, { cursorMs, nowMs, key });
  const recent = occurrences.between(Math.max(cursorMs, nowMs - ON_TIME_MS - jitterMs), allMs, COUNTED);
  // Those after the last one that was looked at are for the next round.
  const untilMs = recent.length === COUNTED ? recent.at(-1)! : allMs;
  const onTime = since(recent, due, nowMs - ON_TIME_MS);
  const max = config.catchUp?.max ?? 1;
  const late = occurrences.latest(cursorMs, untilMs, max + onTime.length).filter((time) => !onTime.includes(time));
  const run = [...late.slice(late.length - Math.min(max, late.length)), ...onTime].toSorted((a, b) => a - b);
  const missed = missedIn(occurrences.between(cursorMs, untilMs, COUNTED + run.length), run);
  const next = occurrences.next(untilMs);
  return {
    run,
    ...(missed === undefined ? {} : { missed }),
    cursorMs: untilMs,
    ...(next === undefined ? {} : { nextDueMs: due(next) }),
  };
}

/** Occurrences are decided on in their own order: one whose jitter is not over holds back those after it. */
function lastDecided(config: ScheduleConfig, occurrences: Occurrences, { cursorMs, nowMs, key }: DueQuestion): number {
  if (config.jitter === undefined) return Math.max(cursorMs, nowMs);
  const from = Math.max(cursorMs, nowMs - durationMs(config.jitter));
  for (let time = occurrences.next(from); time !== undefined && time <= nowMs; time = occurrences.next(time)) {
    if (dueTime(config, key, time) > nowMs) return time - 1;
  }
  return Math.max(cursorMs, nowMs);
}

/**
 * Those that became due after `sinceMs`. One is due when all before it are, so the jitter of an earlier one can be what it
 * waited for: it is not late for that.
 */
function since(times: readonly number[], due: (time: number) => number, sinceMs: number): readonly number[] {
  const held = times.findIndex((time) => due(time) > sinceMs);
  return held === -1 ? [] : times.slice(held);
}

function missedIn(all: readonly number[], run: readonly number[]): DuePlan["missed"] {
  const [firstMs, ...others] = all.filter((time) => !run.includes(time));
  return firstMs === undefined ? undefined : { firstMs, count: Math.min(COUNTED, others.length + 1) };
}
