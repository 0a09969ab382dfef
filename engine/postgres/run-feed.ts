import { Bell } from "./bell.ts";
import { startEventListener } from "./event-listener.ts";

/**
 * Says when runs that somebody watches have new events: one LISTEN connection for all watchers of a process. A watch only
 * says "look again", so a repeat costs a query and a loss is healed by the next look.
 */
export interface RunFeed {
  watch(runId: string): RunWatch;
  close(): Promise<void>;
}

export interface RunWatch {
  /**
   * Resolves when something happened since the last call, at the latest after `maxWaitMs`, or when the signal aborts.
   * What happened between two calls is not missed.
   */
  changed(maxWaitMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export async function startRunFeed(url: string): Promise<RunFeed> {
  const watches = new Map<string, Set<Bell>>();
  const ring = (runId: string) => watches.get(runId)?.forEach((bell) => bell.ring());
  const listener = await startEventListener({
    url,
    onEvents: (entries) => entries.forEach((entry) => ring(entry.runId)),
    onGap: () => [...watches.keys()].forEach(ring),
  });

  return {
    watch: (runId) => {
      const bell = new Bell();
      const bells = watches.get(runId) ?? new Set();
      watches.set(runId, bells.add(bell));
      return {
        changed: (maxWaitMs, signal) => bell.heard(maxWaitMs, signal),
        close: () => {
          bells.delete(bell);
          if (bells.size === 0 && watches.get(runId) === bells) watches.delete(runId);
        },
      };
    },
    close: () => listener.close(),
  };
}
