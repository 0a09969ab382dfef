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

export function createCoalescer<Item, Result>(options: CoalesceOptions<Item, Result>): Coalescer<Item, Result> {
  const { delayMs = 2, lullMs, maxItems = 200, maxBytes = 4 * 1024 * 1024, maxInFlight = 3 } = options;
  let waiting: Entry<Item, Result>[] = [];
  const busyKeys = new Set<string>();
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let gatheringSince = 0;
  let lastSize = 0;

  function schedule(): void {
    if (waiting.length === 0 || inFlight >= maxInFlight) return;
    const isAlone = inFlight === 0 && (lullMs === undefined || lastSize <= 1);
    if (waiting.length >= maxItems || isAlone) immediate ??= setImmediate(send);
    else if (lullMs === undefined) timer ??= setTimeout(send, delayMs);
    else awaitLull(lullMs);
  }

  function awaitLull(ms: number): void {
    if (timer === undefined) {
      gatheringSince = performance.now();
      timer = setTimeout(send, ms);
    } else if (performance.now() - gatheringSince < ms * (LULLS - 1)) timer.refresh();
  }

  function send(): void {
    clearTimeout(timer);
    clearImmediate(immediate);
    timer = immediate = undefined;
    const { batch, left } = takeBatch(waiting, busyKeys, { maxItems, maxBytes });
    waiting = left;
    if (batch.length === 0) return;
    inFlight++;
    lastSize = batch.length;
    for (const entry of batch) if (entry.key !== undefined) busyKeys.add(entry.key);
    void flushBatch(batch).finally(() => {
      inFlight--;
      for (const entry of batch) if (entry.key !== undefined) busyKeys.delete(entry.key);
      schedule();
    });
    schedule();
  }

  async function flushBatch(batch: readonly Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await options.flush(batch.map((entry) => entry.item));
      batch.forEach((entry, index) => settle(entry, results[index]));
    } catch (error) {
      if (batch.length > 1 && options.mayIsolate?.(error)) for (const entry of batch) await flushBatch([entry]);
      else for (const entry of batch) entry.reject(error);
    }
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, key: options.keyOf?.(item), bytes: options.bytesOf?.(item) ?? 0, resolve, reject });
        schedule();
      }),
  };
}

function settle<Item, Result>(entry: Entry<Item, Result>, result: Result | Error | undefined): void {
  if (result instanceof Error) entry.reject(result);
  else if (result === undefined) entry.reject(new Error("The flush gave no result for this item."));
  else entry.resolve(result);
}

/** The oldest items that may go out together: within the limits, one per key, and none whose key is in flight. */
function takeBatch<Item, Result>(
  waiting: readonly Entry<Item, Result>[],
  busyKeys: ReadonlySet<string>,
  { maxItems, maxBytes }: { readonly maxItems: number; readonly maxBytes: number },
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
