import { startEventLoop } from "../hub/events/deliver-events.ts";
import { createActiveVersions } from "../postgres/active-versions.ts";
import { createEventStore } from "../postgres/event-deliveries.ts";
import type { createPool } from "../postgres/pool.ts";
import { createScheduleStore } from "../postgres/schedule-rounds.ts";
import type { StartResult, StartRun } from "../runtime/engine.ts";
import type { Loop } from "../runtime/loops.ts";
import type { Faults, FlowVersions, RunStore } from "../runtime/ports.ts";
import { startScheduleLoop } from "../runtime/schedules.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { startRun } from "./start-run.ts";

export interface TriggerPorts {
  readonly pool: ReturnType<typeof createPool>;
  readonly versions: FlowVersions;
  readonly store: RunStore;
  readonly faults: Faults;
  readonly onError: (error: unknown) => void;
}

/** Starts runs without anybody asking: at the times of schedules, and for events on the bus. */
export function startTriggers({ pool, versions, store, faults, onError }: TriggerPorts): Loop {
  const active = createActiveVersions(pool);
  const start = async (request: StartRun): Promise<StartResult> => {
    const started = await startRun({ active, versions, store }, request);
    faults.hit("trigger:after-start");
    return started;
  };
  const loop = { start, clock: systemClock, onError };
  const schedules = startScheduleLoop({ ...loop, schedules: createScheduleStore(pool) });
  const events = startEventLoop({ ...loop, events: createEventStore(pool) });
  return { stop: async () => void (await Promise.all([schedules.stop(), events.stop()])) };
}
