import type { createPool } from "../postgres/pool.ts";
import { startOverviewLoop } from "../postgres/overview/overview-loop.ts";
import { startRetentionLoop } from "../postgres/retention-loop.ts";
import { roundOfSwitches } from "../postgres/switch-rounds.ts";
import { startAdmissionLoop, startSweepLoop, startTimerLoop, type Loop, type TimerLoop } from "../runtime/loops.ts";
import type { Faults, FlowVersions, RunStore } from "../runtime/ports.ts";
import { startSwitchLoop } from "../runtime/switches.ts";
import { systemClock } from "../runtime/system-clock.ts";
import type { Outside } from "./outside.ts";
import { startNotices } from "./start-notices.ts";
import { startTraceExport } from "./start-trace-export.ts";
import { startTriggers, type Triggers } from "./start-triggers.ts";

export interface LoopsOptions {
  readonly pool: ReturnType<typeof createPool>;
  readonly store: RunStore;
  readonly flows: FlowVersions;
  readonly outside: Outside;
  readonly faults: Faults;
  /** ISO duration after which ended runs are deleted. Default: `OMNILINK_RETENTION`; never without it. */
  readonly retention?: string;
  readonly log: (line: string) => void;
  readonly trouble: (what: string, error: unknown) => void;
}

interface Loops extends Loop {
  readonly timers: TimerLoop;
  readonly triggers: Triggers;
}

/** The loop is told of the timers that runs set here; those that another process leaves behind are found so late at most. */
const LOOK_FOR_TIMERS_EVERY_MS = 1_000;

/**
 * What happens by itself: timers, limited runs that wait, switches, the sweep, schedules and events, the figures of the
 * overview, what people are told, traces, the deletion of old runs.
 */
export function startLoops({ pool, store, flows, outside, faults, log, trouble, retention }: LoopsOptions): Loops {
  const loop = { store, clock: systemClock, onError: (error: unknown) => trouble("A round of the engine failed", error) };
  const onTriggerError = (error: unknown): void => trouble("A round of schedules or events failed", error);
  const olderThan = retention ?? process.env["OMNILINK_RETENTION"];
  const deleting =
    olderThan &&
    startRetentionLoop({
      pool,
      olderThan,
      onDeleted: ({ runs, events, before }) =>
        log(`Deleted ${runs} runs that ended, and ${events} events that were delivered, before ${before}.`),
      onError: (error) => trouble("Deleting old runs failed", error),
    });
  const telling = startNotices({
    ...{ pool, log, connections: outside.connections, send: outside.send, sendMail: outside.sendMail },
    onError: (error) => trouble("Telling people of what waits for them failed", error),
  });
  const tracing = startTraceExport({
    ...{ pool, log, versions: flows, send: outside.send },
    onError: (error) => trouble("Traces could not be sent; they are sent when it is possible again", error),
  });
  const triggers = startTriggers({ pool, versions: flows, store, faults, onError: onTriggerError });
  const timers = startTimerLoop({ ...loop, lookEveryMs: LOOK_FOR_TIMERS_EVERY_MS });
  const loops = [
    timers,
    startAdmissionLoop(loop),
    startSwitchLoop({ ...loop, round: (limit) => roundOfSwitches(pool, limit) }),
    startSweepLoop({ ...loop, onFound: (count) => log(`Hinted ${count} runs again whose hints were lost.`) }),
    startOverviewLoop({ pool, clock: systemClock, onError: (error) => trouble("Counting runs for the overview failed", error) }),
    triggers,
    ...(deleting ? [deleting] : []),
    ...(telling ? [telling] : []),
    ...(tracing ? [tracing] : []),
  ];
  return { timers, triggers, stop: async () => void (await Promise.all(loops.map((one) => one.stop()))) };
}
