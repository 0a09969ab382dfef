/**
 * Group commit: many callers each have one small thing to write, and a database is fastest when it is asked for many
 * things at once.
 *
 * An item that finds nothing in flight goes out at once, so that a lone run waits for nobody. While a flush is in flight
 * the next ones gather for `delayMs` (about 2 ms), up to `maxItems` or `maxBytes`, and up to `maxInFlight` flushes run
 * side by side on different connections. Items with the same key never share a flush and never overtake each other.
 *
 * With `lullMs`, nobody hurries: items gather for as long as more keep coming, and a flush costs the database far less per
 * item. One that comes alone, after one that was alone, has nobody to gather with and goes at once. When a flush fails because of the data in it, its items are tried one by one: a poisonous item fails alone.
 */
export interface CoalesceOptions<Item, Result> {
  /** One result per item, in order; an `Error` in a place rejects that item only. */
  flush(items: readonly Item[]): Promise<readonly (Result | Error)[]>;
  readonly keyOf?: (item: Item) => string;
  readonly bytesOf?: (item: Item) => number;
  /** True when the items of a failed flush may be tried one by one. */
  readonly mayIsolate?: (error: unknown) => boolean;
  readonly delayMs?: number;
  /** Send when none has come for so long, `maxItems` are there, or the oldest has waited for `LULLS` times that. */
  readonly lullMs?: number;
  readonly maxItems?: number;
  readonly maxBytes?: number;
  readonly maxInFlight?: number;
}

const LULLS = 5;

export interface Coalescer<Item, Result> {
  add(item: Item): Promise<Result>;
}

interface Entry<Item, Result> {
  readonly item: Item;
  readonly key: string | undefined;
  readonly bytes: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export const createCoalescer = <Item, Result>(options: CoalesceOptions<Item, Result>): Coalescer<Item, Result> =>
  new GroupCommit(options);

class GroupCommit<Item, Result> implements Coalescer<Item, Result> {
  readonly #options: CoalesceOptions<Item, Result>;
  readonly #limits: BatchLimits;
  readonly #maxInFlight: number;
  readonly #busyKeys = new Set<string>();
  #waiting: Entry<Item, Result>[] = [];
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #gatheringSince = 0;
  #lastSize = 0;

  constructor(options: CoalesceOptions<Item, Result>) {
    const { maxItems = 200, maxBytes = 4 * 1024 * 1024, maxInFlight = 3 } = options;
    this.#options = options;
    this.#limits = { maxItems, maxBytes };
    this.#maxInFlight = maxInFlight;
  }

  add(item: Item): Promise<Result> {
    const { keyOf, bytesOf } = this.#options;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, key: keyOf?.(item), bytes: bytesOf?.(item) ?? 0, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#waiting.length === 0 || this.#inFlight >= this.#maxInFlight) return;
    const { lullMs, delayMs = 2 } = this.#options;
    const isAlone = this.#inFlight === 0 && (lullMs === undefined || this.#lastSize <= 1);
    if (this.#waiting.length >= this.#limits.maxItems || isAlone) this.#immediate ??= setImmediate(this.#send);
    else if (lullMs === undefined) this.#timer ??= setTimeout(this.#send, delayMs);
    else this.#awaitLull(lullMs);
  }

  #awaitLull(ms: number): void {
    if (this.#timer === undefined) {
      this.#gatheringSince = performance.now();
      this.#timer = setTimeout(this.#send, ms);
    } else if (performance.now() - this.#gatheringSince < ms * (LULLS - 1)) this.#timer.refresh();
  }

  readonly #send = (): void => {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = this.#immediate = undefined;
    const { batch, left } = takeBatch(this.#waiting, this.#busyKeys, this.#limits);
    this.#waiting = left;
    if (batch.length === 0) return;
    this.#depart(batch);
    void this.#flush(batch).finally(() => {
      this.#arrive(batch);
      this.#schedule();
    });
    this.#schedule();
  };

  #depart(batch: readonly Entry<Item, Result>[]): void {
    this.#inFlight++;
    this.#lastSize = batch.length;
    for (const { key } of batch) if (key !== undefined) this.#busyKeys.add(key);
  }

  #arrive(batch: readonly Entry<Item, Result>[]): void {
    this.#inFlight--;
    for (const { key } of batch) if (key !== undefined) this.#busyKeys.delete(key);
  }

  async #flush(batch: readonly Entry<Item, Result>[]): Promise<void> {
    const { flush, mayIsolate } = this.#options;
    try {
      const results = await flush(batch.map(({ item }) => item));
      batch.forEach((entry, index) => settle(entry, results[index]));
    } catch (error) {
      if (batch.length > 1 && mayIsolate?.(error)) for (const entry of batch) await this.#flush([entry]);
      else for (const entry of batch) entry.reject(error);
    }
  }
}

function settle<Item, Result>(entry: Entry<Item, Result>, result: Result | Error | undefined): void {
  if (result instanceof Error) entry.reject(result);
  else if (result === undefined) entry.reject(new Error("The flush gave no result for this item."));
  else entry.resolve(result);
}

interface BatchLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
}

/** The oldest items that may go out together: within the limits, one per key, and none whose key is in flight. */
function takeBatch<Item, Result>(
  waiting: readonly Entry<Item, Result>[],
  busyKeys: ReadonlySet<string>,
  { maxItems, maxBytes }: BatchLimits,
): { batch: Entry<Item, Result>[]; left: Entry<Item, Result>[] } {
  const batch: Entry<Item, Result>[] = [];
  const left: Entry<Item, Result>[] = [];
  const seenKeys = new Set<string>();
  let bytes = 0;
  let full = false;
  for (const entry of waiting) {
    const blocked = entry.key !== undefined && (busyKeys.has(entry.key) || seenKeys.has(entry.key));
    full ||= batch.length >= maxItems || (batch.length > 0 && bytes + entry.bytes > maxBytes);
    if (entry.key !== undefined) seenKeys.add(entry.key);
    if (!blocked && !full) bytes += entry.bytes;
    (blocked || full ? left : batch).push(entry);
  }
  return { batch, left };
}
