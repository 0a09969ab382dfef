import type { Clock } from "./ports.ts";

/** People look at runs: what waits in memory beside a call is shown when the call takes longer than this, or twice this. */
const SHOWN_AFTER_MS = 500;

export interface SlowCalls {
  /** Calls `show` once, unless what this returns is called before: when the call is answered. */
  watch(show: () => void): () => void;
}

/**
 * One clock for all calls of a process, as nearly every one is answered long before it is slow: each is only put into a set.
 * At every tick those that were there at the tick before are shown.
 */
export function createSlowCalls(clock: Pick<Clock, "sleep">, stopping: AbortSignal): SlowCalls {
  let young = new Set<() => void>();
  let old = new Set<() => void>();
  let isTicking = false;

  const tick = async (): Promise<void> => {
    isTicking = true;
    while (young.size + old.size > 0) {
      await clock.sleep(SHOWN_AFTER_MS, stopping);
      if (stopping.aborted) break;
      const slow = old;
      old = young;
      young = new Set();
      for (const show of slow) show();
    }
    isTicking = false;
  };

  return {
    watch(show) {
      const shown = (): void => show();
      young.add(shown);
      if (!isTicking && !stopping.aborted) void tick();
      return () => void (young.delete(shown) || old.delete(shown));
    },
  };
}
