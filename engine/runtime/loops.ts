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
/** A timer is due and is not for us: another process fires it, or its run is being written to. Both are over in a moment. */
const LOOK_AGAIN_MS = 20;

export interface TimerLoop extends Loop {
  /** A timer was set here that is due in so long. */
  setHere(dueInMs: number): void;
}

/**
 * Turns due timers into mail: at once when one is due soon, and by looking again after `lookEveryMs`. Who is told of the
 * timers set here (`setHere`) need not look often: others only look after those of a process that died.
 */
export function startTimerLoop({
  store,
  clock,
  onError,
  lookEveryMs = LOOK_EVERY_MS,
}: LoopPorts & { readonly lookEveryMs?: number }): TimerLoop {
  let lookAtMs = 0;
  const loop = startLoop(clock, onError, async () => {
    const earlyMs = lookAtMs - clock.monotonicMs();
    if (earlyMs > 0) return earlyMs;
    lookAtMs = clock.monotonicMs() + lookEveryMs;
    const { fired, nextDueInMs } = await store.fireDueTimers(BATCH);
    if (fired === BATCH) lookAtMs = 0;
    else if (nextDueInMs !== undefined) {
      const atLeastMs = fired === 0 && nextDueInMs <= 0 ? LOOK_AGAIN_MS : 1;
      lookAtMs = Math.min(lookAtMs, clock.monotonicMs() + Math.max(atLeastMs, nextDueInMs));
    }
    return Math.max(0, lookAtMs - clock.monotonicMs());
  });
  return {
    stop: () => loop.stop(),
    setHere: (dueInMs) => {
      const dueAtMs = clock.monotonicMs() + Math.max(1, dueInMs);
      if (dueAtMs >= lookAtMs) return;
      lookAtMs = dueAtMs;
      loop.wake();
    },
  };
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

export interface WakefulLoop extends Loop {
  /** Ends the pause, or leaves out the next one. */
  wake(): void;
}

/** Repeats `round`, which says how long to pause, until stopped. A failing round is reported and tried again after a second. */
export function startLoop(clock: Clock, onError: (error: unknown) => void, round: () => Promise<number>): WakefulLoop {
  let isStopping = false;
  let pause = new AbortController();
  const going = (async () => {
    while (!isStopping) {
      pause = new AbortController();
      const pauseMs = await round().catch((error: unknown) => {
        onError(error);
        return SWEEP_EVERY_MS;
      });
      await clock.sleep(pauseMs, pause.signal);
    }
  })();
  return {
    wake: () => pause.abort(),
    stop: async () => {
      isStopping = true;
      pause.abort();
      await going;
    },
  };
}
