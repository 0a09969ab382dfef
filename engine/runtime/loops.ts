import type { Clock, RunStore } from "./ports.ts";

export interface Loop {
  /** Resolves when the round in hand is done. */
  stop(): Promise<void>;
}

interface LoopPorts {
  readonly store: RunStore;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** A timer set by another process is noticed this late at most. */
const LOOK_EVERY_MS = 250;
const BATCH = 500;

/** Turns due timers into mail: at once when one is due soon, and by looking again every quarter of a second. */
export function startTimerLoop({ store, clock, onError }: LoopPorts): Loop {
  return startLoop(clock, onError, async () => {
    const { fired, nextDueInMs } = await store.fireDueTimers(BATCH);
    if (fired === BATCH) return 0;
    return Math.max(1, Math.min(LOOK_EVERY_MS, nextDueInMs ?? LOOK_EVERY_MS));
  });
}

/** Admits limited runs when time makes room, and where a process died before it could. */
export function startAdmissionLoop({ store, clock, onError }: LoopPorts): Loop {
  return startLoop(clock, onError, async () => {
    const { nextInMs } = await store.admit();
    // Runs are admitted by whatever makes room for them; with none in line this only looks for what was forgotten.
    return nextInMs === undefined ? SWEEP_EVERY_MS : Math.max(1, Math.min(LOOK_EVERY_MS, nextInMs));
  });
}

const SWEEP_EVERY_MS = 1_000;

/** Brings back hints that were lost. `onFound` hears how many: anything but 0 outside of faults deserves a look. */
export function startSweepLoop({
  store,
  clock,
  onError,
  onFound,
}: LoopPorts & { readonly onFound: (count: number) => void }): Loop {
  return startLoop(clock, onError, async () => {
    const count = await store.sweep();
    if (count > 0) onFound(count);
    return SWEEP_EVERY_MS;
  });
}

/** Repeats `round`, which says how long to pause, until stopped. A failing round is reported and tried again after a second. */
export function startLoop(clock: Clock, onError: (error: unknown) => void, round: () => Promise<number>): Loop {
  const stopping = new AbortController();
  const going = (async () => {
    while (!stopping.signal.aborted) {
      const pauseMs = await round().catch((error: unknown) => {
        onError(error);
        return SWEEP_EVERY_MS;
      });
      await clock.sleep(pauseMs, stopping.signal);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await going;
    },
  };
}
