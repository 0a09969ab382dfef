import type { LocalQueueMode, WorkerEvents } from "graphile-worker";

/** What a queue does while there are hints that it has no slot for: it keeps them, or has given them back. */
const FULL: ReadonlySet<LocalQueueMode> = new Set(["WAITING", "TTL_EXPIRED"]);

/**
 * Whether a queue of this process has been given more hints than it has slots for. Hints then stand in line, here and as a
 * rule in the other processes as well; that one has not been begun for a while says nothing.
 */
export class HintStock {
  readonly #full = { first: false, later: false };

  follow(events: WorkerEvents, queue: HintQueue): void {
    events.on("localQueue:setMode", ({ newMode }) => {
      this.#full[queue] = FULL.has(newMode);
    });
  }

  isFull(queue: HintQueue): boolean {
    return this.#full[queue];
  }
}

/** Of the hints within a fair share, and of those beyond it. */
export type HintQueue = "first" | "later";
