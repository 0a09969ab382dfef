import { createHash } from "node:crypto";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";

const START_MS = Date.UTC(2026, 0, 1);

interface Occurrence {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Time and chance of a simulation. Whatever happens is an occurrence at a virtual time; between two of them all promises
 * settle. One seed decides every delay and every order, so the same seed is the same history, bit for bit: `digest` is
 * its hash.
 */
export class VirtualWorld {
  readonly random: () => number;
  readonly #occurrences: Occurrence[] = [];
  readonly #history = createHash("sha256");
  #passedMs = 0;
  #steps = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed, "world");
  }

  /** Milliseconds since 1970, as the database tells them. */
  nowMs(): number {
    return START_MS + this.#passedMs;
  }

  get passedMs(): number {
    return this.#passedMs;
  }

  get steps(): number {
    return this.#steps;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  between(low: number, high: number): number {
    return low + this.random() * (high - low);
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.random() * items.length)];
  }

  /** Something to remember of this history. Ids made at random outside of the seed are left out by the caller. */
  note(line: string): void {
    this.#history.update(`${this.#passedMs.toFixed(3)} ${line}\n`);
  }

  digest(): string {
    return this.#history.copy().digest("hex");
  }

  /** Returns how to take it back. */
  after(ms: number, run: () => void): () => void {
    const occurrence = { atMs: this.#passedMs + ms, order: this.random(), run };
    this.#occurrences.push(occurrence);
    return () => {
      const place = this.#occurrences.indexOf(occurrence);
      if (place >= 0) this.#occurrences.splice(place, 1);
    };
  }

  /** Resolves after this much virtual time. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Lets things happen until `isOver`, or until the time is up. */
  async run(isOver: () => boolean, untilMs: number): Promise<void> {
    await settle();
    while (!isOver() && this.#occurrences.length > 0 && this.#passedMs < untilMs) {
      const next = this.#takeNext();
      this.#passedMs = Math.max(this.#passedMs, next.atMs);
      this.#steps += 1;
      next.run();
      await settle();
    }
  }

  #takeNext(): Occurrence {
    let best = 0;
    for (let i = 1; i < this.#occurrences.length; i += 1) {
      const a = this.#occurrences[i]!;
      const b = this.#occurrences[best]!;
      if (a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)) best = i;
    }
    return this.#occurrences.splice(best, 1)[0]!;
  }
}

/** All microtasks have run when the event loop comes round. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
