import type { StartLimits } from "./start-limits.ts";

/** What a run competes for with others of its flow, as it is stored with the run. */
export interface RunGate {
  /** Runs that compete for exactly the same, under the same limits, wait in one line: those of another version may have others. */
  readonly lane: string;
  readonly concurrency?: StartLimits["concurrency"];
  readonly throttle?: StartLimits["throttle"];
  readonly singletonKey?: string;
  readonly priority: number;
}

function laneOf({ concurrency, throttle }: StartLimits): string {
  const slots = concurrency ? [concurrency.key, concurrency.max] : [];
  const starts = throttle ? [throttle.key, throttle.limit, throttle.periodMs] : [];
  return JSON.stringify([slots, starts]);
}

/** `undefined` for a run that nothing limits. A run of a sub-flow was decided on by its parent: only the pace applies to it. */
export function runGate(limits: StartLimits, options: { readonly isChild?: true } = {}): RunGate | undefined {
  const { concurrency, throttle, priority } = limits;
  const singleton = options.isChild ? undefined : limits.singleton;
  if (!concurrency && !throttle && !singleton) return undefined;
  return {
    lane: laneOf(limits),
    ...(concurrency && { concurrency }),
    ...(throttle && { throttle }),
    ...(singleton && { singletonKey: singleton.key }),
    priority,
  };
}
