import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "../core/machine/run-event.ts";
import { mayBeOver } from "./follow-run.ts";
import type { RunFeed } from "./run-feed.ts";

/**
 * Many people look at the same run while it works. Each of them reading for themselves would ask the database for the same
 * events fifty times over, and would be sent each event alone. So one reader per run and process reads what is new, keeps
 * the latest page in memory, and everybody who is up to date takes from there, in batches. Whoever is further behind (a page
 * that was just opened, a line that was cut) reads pages until they meet the reader.
 *
 * An event after quiet is read at once; while a run is busy, a round begins every `paceMs`, so that the cost follows time
 * and not the number of events.
 */
export interface RunWatches {
  /** Events after `afterSeq` as they are committed, in batches without gap or repeat. Ends with the run or the signal. */
  watch(
    orgId: string,
    runId: string,
    afterSeq: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly RunEvent[], void, undefined>;
}

export interface RunWatchPorts {
  readonly feed: Pick<RunFeed, "watch">;
  /** The events after `afterSeq`, oldest first, `limit` at most. */
  read(orgId: string, runId: string, afterSeq: number, limit: number): Promise<readonly RunEvent[]>;
  /** Whether nothing comes after `seq`: the run has ended, or this organization has no such run. */
  isOver(orgId: string, runId: string, seq: number): Promise<boolean>;
  readonly paceMs?: number;
}

const PAGE = 500;
const PACE_MS = 80;
/** A look even when nothing was heard, should a notification be lost in a way nobody thought of. */
const LOOK_EVERY_MS = 5_000;

export function createRunWatches(ports: RunWatchPorts): RunWatches {
  const readers = new Map<string, Reader>();

  function join(orgId: string, runId: string): Reader {
    const key = `${orgId} ${runId}`;
    const known = readers.get(key);
    const reader = known ?? new Reader(ports, orgId, runId, (gone) => void (readers.get(key) === gone && readers.delete(key)));
    readers.set(key, reader);
    reader.members++;
    return reader;
  }

  return {
    async *watch(orgId, runId, afterSeq, signal) {
      const reader = join(orgId, runId);
      let seq = afterSeq;
      try {
        while (!signal.aborted) {
          const events = reader.after(seq) ?? (await ports.read(orgId, runId, seq, PAGE));
          if (signal.aborted) return;
          seq = events.at(-1)?.seq ?? seq;
          if (events.length > 0) yield events;
          if (events.length === PAGE) continue;
          if (mayBeOver(events.at(-1)) && (await ports.isOver(orgId, runId, seq))) return;
          await reader.movedBeyond(seq, signal);
        }
      } finally {
        reader.leave();
      }
    },
  };
}

class Reader {
  members = 0;
  readonly #ports: RunWatchPorts;
  readonly #name: readonly [orgId: string, runId: string];
  readonly #forget: (gone: Reader) => void;
  readonly #watch: ReturnType<RunFeed["watch"]>;
  readonly #alone = new AbortController();
  /** The latest events without a gap. */
  #latest: readonly RunEvent[] = [];
  /** Unknown until somebody has read to the end. */
  #seq: number | undefined;
  #round = Promise.withResolvers<undefined>();

  constructor(ports: RunWatchPorts, orgId: string, runId: string, forget: (gone: Reader) => void) {
    this.#ports = ports;
    this.#name = [orgId, runId];
    this.#forget = forget;
    this.#watch = ports.feed.watch(runId);
  }

  /** What is known to come after `seq`; `undefined` if it must be read from the database. */
  after(seq: number): readonly RunEvent[] | undefined {
    const first = this.#latest[0];
    if (!first || first.seq > seq + 1 || seq > this.#seq!) return undefined;
    return this.#latest.slice(seq + 1 - first.seq);
  }

  /** Resolves when there may be events after `seq`, or when the signal aborts. */
  async movedBeyond(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#seq === undefined) {
      this.#seq = seq;
      void this.#readOn();
    }
    if (this.#seq > seq) return;
    await untilAborted(this.#round.promise, signal);
  }

  leave(): void {
    this.members--;
    if (this.members === 0) this.#end();
  }

  #end(): void {
    this.#alone.abort();
    this.#watch.close();
    this.#forget(this);
  }

  async #readOn(): Promise<void> {
    const { signal } = this.#alone;
    try {
      while (!signal.aborted) {
        await this.#watch.changed(LOOK_EVERY_MS, signal);
        if (signal.aborted) break;
        const isBusy = await this.#readRound();
        if (isBusy) await sleep(this.#ports.paceMs ?? PACE_MS, undefined, { signal }).catch(() => {});
      }
      this.#round.resolve(undefined);
    } catch (error) {
      // Everybody's stream breaks, and each comes back behind the last event they have; nobody may join this reader again.
      this.#forget(this);
      this.#round.promise.catch(() => {});
      this.#round.reject(error);
    }
  }

  /** All that is new now; says whether there was anything. */
  async #readRound(): Promise<boolean> {
    const from = this.#seq!;
    for (let isMore = true; isMore;) {
      const events = await this.#ports.read(...this.#name, this.#seq!, PAGE);
      this.#latest = [...this.#latest, ...events].slice(-PAGE);
      this.#seq = events.at(-1)?.seq ?? this.#seq!;
      isMore = events.length === PAGE;
    }
    const round = this.#round;
    this.#round = Promise.withResolvers<undefined>();
    round.resolve(undefined);
    return this.#seq! > from;
  }
}

function untilAborted(promise: Promise<undefined>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(stop, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
