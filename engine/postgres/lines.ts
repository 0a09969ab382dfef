import { createCoalescer, type CoalesceOptions } from "./coalesce.ts";

/**
 * For work that a flood has been given slots for: one statement at a time, as large as it gets. It costs half of the
 * database's time, and of two cores one is left for others.
 */
export const UNHURRIED = { lullMs: 2, maxInFlight: 1 } as const;

export interface Lines<Item, Result> {
  /** `later`: behind others of its kind, and in nobody else's way. */
  add(item: Item, later?: boolean): Promise<Result>;
}

/**
 * Two group commits side by side, each with flushes of its own: one for what is within its fair share, one for what floods.
 * In a single line a small item would wait for thousands before it, and then share a large statement with two hundred of them.
 * `forSecond` says what is different for the flood.
 */
export function createLines<Item, Result>(
  options: CoalesceOptions<Item, Result>,
  forSecond: Partial<CoalesceOptions<Item, Result>> = {},
): Lines<Item, Result> {
  const first = createCoalescer(options);
  const second = createCoalescer({ ...options, ...forSecond });
  return { add: (item, later = false) => (later ? second : first).add(item) };
}
