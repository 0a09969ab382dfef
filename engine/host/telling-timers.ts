import type { RunStore } from "../runtime/ports.ts";

/**
 * The store, telling in how long the first timer is due that a checkpoint has set. Both times are the run's own, so the
 * clock of this process does not count.
 */
export const tellingTimers = (store: RunStore, onSet: (dueInMs: number) => void): RunStore => ({
  ...store,
  checkpoint: async (checkpoint) => {
    const result = await store.checkpoint(checkpoint);
    const { setTimers, events } = checkpoint;
    if (setTimers.length === 0) return result;
    const nowMs = Date.parse(events.at(-1)?.at ?? "");
    const dueMs = Math.min(...setTimers.map(({ dueAt }) => Date.parse(dueAt)));
    onSet(Number.isNaN(nowMs) ? 0 : dueMs - nowMs);
    return result;
  },
});
