import { randomUUID } from "node:crypto";
import type { EmitFromRun, EmittedEvent, OutgoingEvent } from "../runtime/event-bus.ts";

export interface MemoryEventBus {
  readonly emit: EmitFromRun;
  /** In the order they were emitted, each key once. */
  readonly events: readonly OutgoingEvent[];
}

/** For runs without a database: keeps what was emitted and delivers it to nobody. */
export function createMemoryEventBus(): MemoryEventBus {
  const events: OutgoingEvent[] = [];
  const known = new Map<string, EmittedEvent>();
  return {
    events,
    emit: async (_runId, event) => {
      const earlier = known.get(event.key);
      if (earlier) return { ...earlier, created: false };
      const emitted = { id: randomUUID(), time: new Date().toISOString(), created: true };
      known.set(event.key, emitted);
      events.push(event);
      return emitted;
    },
  };
}
