import "server-only";

/**
 * Slows down guessing: counts tries per key in a sliding window and refuses further ones once the limit is reached. A try
 * counts from its beginning, so that guesses sent at once cannot all pass before the first of them has failed; one that
 * was right is forgotten. Kept in memory, so the count is per web process and forgotten with it; each password check
 * costs a scrypt anyway.
 */
export interface LoginThrottle {
  /** Milliseconds to wait before this key may try again; 0 when it may try now. */
  waitMs(key: string, now: number): number;
  recordTry(key: string, now: number): void;
  /** Takes back the newest try: it was no guess. */
  forgive(key: string): void;
  forget(key: string): void;
}

const MAX_KEYS = 10_000;

export function createLoginThrottle(limit: number, windowMs: number): LoginThrottle {
  const tries = new Map<string, readonly number[]>();
  const recent = (key: string, now: number): readonly number[] => (tries.get(key) ?? []).filter((at) => now - at < windowMs);
  return {
    waitMs(key, now) {
      const times = recent(key, now);
      const oldest = times[times.length - limit];
      return oldest === undefined ? 0 : Math.max(0, oldest + windowMs - now);
    },
    recordTry(key, now) {
      const times = recent(key, now);
      tries.delete(key);
      tries.set(key, [...times, now]);
      const first = tries.keys().next();
      if (tries.size > MAX_KEYS && !first.done) tries.delete(first.value);
    },
    forgive(key) {
      const times = tries.get(key);
      if (times) tries.set(key, times.slice(0, -1));
    },
    forget: (key) => void tries.delete(key),
  };
}
