import "server-only";

/**
 * Slows down guessing: counts failures per key in a sliding window and refuses further tries once the limit is reached.
 * Kept in memory, so the count is per web process and forgotten with it; each password check costs a scrypt anyway.
 */
export interface LoginThrottle {
  /** Milliseconds to wait before this key may try again; 0 when it may try now. */
  waitMs(key: string, now: number): number;
  recordFailure(key: string, now: number): void;
  forget(key: string): void;
}

const MAX_KEYS = 10_000;

export function createLoginThrottle(limit: number, windowMs: number): LoginThrottle {
  const failures = new Map<string, readonly number[]>();
  const recent = (key: string, now: number): readonly number[] => (failures.get(key) ?? []).filter((at) => now - at < windowMs);
  return {
    waitMs(key, now) {
      const times = recent(key, now);
      const oldest = times[times.length - limit];
      return oldest === undefined ? 0 : Math.max(0, oldest + windowMs - now);
    },
    recordFailure(key, now) {
      const times = recent(key, now);
      failures.delete(key);
      failures.set(key, [...times, now]);
      const first = failures.keys().next();
      if (failures.size > MAX_KEYS && !first.done) failures.delete(first.value);
    },
    forget: (key) => void failures.delete(key),
  };
}
