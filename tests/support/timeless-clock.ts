import type { Clock } from "#engine/runtime/ports.ts";

/** Nothing takes time: every pause is over at once, and no call lasts long enough to be given up. */
export const timelessClock: Clock = {
  monotonicMs: () => 0,
  sleep: () => Promise.resolve(),
  after: () => () => {},
};
