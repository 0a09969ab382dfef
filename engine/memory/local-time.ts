import { systemClock } from "../runtime/system-clock.ts";

/** The clock of an engine without a database. */
export interface LocalTime {
  /** Milliseconds since 1970. */
  nowMs(): number;
  monotonicMs(): number;
  /** Resolves when `nowMs` has reached this moment. */
  passUntil(ms: number): Promise<void>;
}

/** Virtual runs begin at a fixed moment, so that what they record is the same every time. */
const VIRTUAL_START_MS = Date.UTC(2026, 0, 1);

/** Stands still until it is told to jump. */
export function virtualTime(): LocalTime {
  let passedMs = 0;
  return {
    nowMs: () => VIRTUAL_START_MS + passedMs,
    monotonicMs: () => passedMs,
    passUntil: async (ms) => {
      passedMs = Math.max(passedMs, ms - VIRTUAL_START_MS);
    },
  };
}

export function realTime(): LocalTime {
  return {
    nowMs: Date.now,
    monotonicMs: systemClock.monotonicMs,
    passUntil: (ms) => systemClock.sleep(Math.max(0, ms - Date.now())),
  };
}

/** Passes by itself and skips whatever would have to be waited for. */
export function jumpingTime(): LocalTime {
  let skippedMs = 0;
  const nowMs = (): number => Date.now() + skippedMs;
  return {
    nowMs,
    monotonicMs: () => systemClock.monotonicMs() + skippedMs,
    passUntil: async (ms) => {
      skippedMs += Math.max(0, Math.ceil(ms - nowMs()));
    },
  };
}
