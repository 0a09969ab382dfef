/**
 * The timers of one call, which end with it and keep no process alive. `AbortSignal.timeout` goes off long after most calls
 * were answered, and by then costs more than the timer did.
 */
export class CallTimers {
  readonly #timers: NodeJS.Timeout[] = [];

  after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, ms).unref());
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
