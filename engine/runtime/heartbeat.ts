import type { NodePlan } from "../core/compile/flow-plan.ts";
import { StepFailure, type Failure } from "../core/failure.ts";
import type { Clock } from "./ports.ts";

/** What it needs of time. */
type Time = Pick<Clock, "monotonicMs" | "sleep">;

/** How long an attempt may be silent, and how much longer it is listened to after that. */
export interface HeartbeatRules {
  readonly silenceMs: number;
  readonly patienceMs: number;
}

/**
 * Listens to an attempt that says from time to time that it goes on. One timer per silence, however often it beats: a beat
 * only notes the time, and the timer sets itself again for what is left.
 */
export class Heartbeat {
  readonly #clock: Time;
  readonly #silent = new AbortController();
  readonly #over = new AbortController();
  readonly #stopped = new AbortController();
  #heardAt: number;

  constructor(clock: Time, rules: HeartbeatRules) {
    this.#clock = clock;
    this.#heardAt = clock.monotonicMs();
    void this.#listen(rules);
  }

  readonly beat = (): void => {
    this.#heardAt = this.#clock.monotonicMs();
  };

  /** Aborts when the attempt has been silent for too long. */
  get silent(): AbortSignal {
    return this.#silent.signal;
  }

  /** Aborts when the patience with a silent attempt is over as well: what it still does is to be broken off. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** The attempt has come to an end: nothing aborts any more, and no timer is left. */
  stop(): void {
    this.#stopped.abort();
  }

  async #listen({ silenceMs, patienceMs }: HeartbeatRules): Promise<void> {
    const stopped = this.#stopped.signal;
    for (let leftMs = silenceMs; leftMs > 0; leftMs = this.#heardAt + silenceMs - this.#clock.monotonicMs()) {
      await this.#clock.sleep(leftMs, stopped);
      if (stopped.aborted) return;
    }
    this.#silent.abort();
    if (patienceMs > 0) await this.#clock.sleep(patienceMs, stopped);
    if (!stopped.aborted) this.#over.abort();
  }
}

/**
 * Why an attempt that fell silent has failed. Whether it may be repeated, and whether it may have done something, is what
 * its executor says of a call that was broken off (`ended`), just as after a timeout.
 */
export function silenceFailure({ id, label, effect, heartbeatMs = 0 }: NodePlan, ended?: unknown): Failure {
  const { retryable = false, unknown = false } =
    ended instanceof StepFailure ? ended.failure : { retryable: effect !== "none" || ended === undefined, unknown: true };
  const given = `Nothing was heard of "${label}" for ${heartbeatMs / 1_000} s, so it was given up`;
  const message = unknown ? `${given}; whether it did anything is not known yet.` : `${given}.`;
  return { code: "step/heartbeat-timeout", message, nodeId: id, retryable, ...(unknown ? { unknown } : {}) };
}
