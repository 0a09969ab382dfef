import type { Clock } from "./ports.ts";

/**
 * The timers of one call, which end with it. `AbortSignal.timeout` goes off long after most calls were answered, and by then
 * costs more than the timer did.
 */
export class CallTimers {
  readonly #clock: Clock;
  readonly #cancels: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  after(ms: number, act: () => void): void {
    this.#cancels.push(this.#clock.after(ms, act));
  }

  clear(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
