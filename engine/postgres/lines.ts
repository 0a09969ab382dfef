import { createCoalescer, type CoalesceOptions } from "./coalesce.ts";

export interface Lines<Item, Result> {
  /** `later`: behind others of its kind, and in nobody else's way. */
  add(item: Item, later?: boolean): Promise<Result>;
}

/**
 * Two group commits side by side, each with flushes of its own: one for what is within its fair share, one for what floods.
 * In a single line a small item would wait for thousands before it, and then share a large statement with two hundred of them.
 */
export function createLines<Item, Result>(options: CoalesceOptions<Item, Result>): Lines<Item, Result> {
  const first = createCoalescer(options);
  const second = createCoalescer(options);
  return { add: (item, later = false) => (later ? second : first).add(item) };
}
