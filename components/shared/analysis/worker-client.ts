/** The part of `Worker` that is used. */
export type WorkerLike = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

export interface Timers {
  set(action: () => void, ms: number): () => void;
}

/** The work took too long and was stopped. */
export class WorkStopped extends Error {}

interface Asked {
  readonly id: number;
  readonly type: string;
  readonly request: unknown;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

export interface WorkerAnswer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/**
 * Asks a worker one thing at a time. One that does not answer in time is ended and the next question gets a new one: so an
 * expression that never comes to an end costs the page nothing. Of the questions that wait, a newer one with the same `key`
 * takes the place of the older, which is refused as superseded.
 */
export class WorkerClient {
  readonly #start: () => WorkerLike;
  readonly #timers: Timers;
  readonly #limitMs: number;
  #worker: WorkerLike | undefined;
  #current: Asked | undefined;
  #stopTimer: (() => void) | undefined;
  #waiting: (Asked & { readonly key: string })[] = [];
  #nextId = 1;

  constructor(start: () => WorkerLike, limitMs: number, timers: Timers = browserTimers) {
    this.#start = start;
    this.#limitMs = limitMs;
    this.#timers = timers;
  }

  ask<Answer>(type: string, request: unknown, key: string): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      for (const older of this.#waiting) if (older.key === key) older.reject(new Superseded());
      this.#waiting = this.#waiting.filter((older) => older.key !== key);
      this.#waiting.push({ id: this.#nextId++, type, request, key, resolve: resolve as (answer: never) => void, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const asked = this.#waiting.shift();
    if (asked === undefined) return;
    this.#current = asked;
    this.#worker ??= this.#open();
    this.#stopTimer = this.#timers.set(
      () => this.#stop(new WorkStopped(`It took longer than ${this.#limitMs} ms.`)),
      this.#limitMs,
    );
    this.#worker.postMessage({ id: asked.id, type: asked.type, request: asked.request });
  }

  #open(): WorkerLike {
    const worker = this.#start();
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => this.#settle(data);
    worker.onerror = () => this.#stop(new Error("The browser could not do this in the background. Load the page again."));
    return worker;
  }

  #settle({ id, answer, error }: WorkerAnswer): void {
    const asked = this.#current;
    if (asked === undefined || asked.id !== id) return;
    this.#finish();
    if (error === undefined) asked.resolve(answer as never);
    else asked.reject(new Error(error));
    this.#next();
  }

  #stop(error: Error): void {
    const asked = this.#current;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#finish();
    asked?.reject(error);
    this.#next();
  }

  #finish(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#current = undefined;
  }
}

/** A newer question took its place: nobody waits for this answer. */
export class Superseded extends Error {}

const browserTimers: Timers = {
  set(action, ms) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
