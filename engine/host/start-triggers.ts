import { startEventLoop } from "../hub/events/deliver-events.ts";
import { createActiveVersions } from "../postgres/active-versions.ts";
import { createEnvironmentValues } from "../postgres/environments/variables.ts";
import { createEventStore } from "../postgres/event-deliveries.ts";
import { createLimitedStarts } from "../postgres/limited-starts.ts";
import type { createPool } from "../postgres/pool.ts";
import { createScheduleStore } from "../postgres/schedule-rounds.ts";
import type { StartResult, StartRun } from "../runtime/engine.ts";
import { startCollectionLoop } from "../runtime/limited-starts.ts";
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

export interface Triggers extends Loop {
  /** There are new events on the bus. */
  deliver(): void;
}

/** Starts runs without anybody asking: at the times of schedules, for events on the bus, and those that were collected. */
export function startTriggers({ pool, versions, store, faults, onError }: TriggerPorts): Triggers {
  const active = createActiveVersions(pool);
  const limited = createLimitedStarts(pool);
  const values = createEnvironmentValues(pool);
  const start = async (request: StartRun): Promise<StartResult> => {
    const started = await startRun({ active, versions, store, limited, values }, request);
    faults.hit("trigger:after-start");
    return started;
  };
  const loop = { start, clock: systemClock, onError };
  const schedules = startScheduleLoop({ ...loop, schedules: createScheduleStore(pool) });
  const events = startEventLoop({ ...loop, events: createEventStore(pool) });
  const collections = startCollectionLoop({ starts: limited, clock: systemClock, onError });
  return {
    deliver: () => events.wake(),
    stop: async () => void (await Promise.all([schedules.stop(), events.stop(), collections.stop()])),
  };
}
