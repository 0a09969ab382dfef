import { durationMs } from "../duration.ts";
import type { FlowLimits } from "./limits-schema.ts";
import type { StartLimits } from "./start-limits.ts";

/** The numbers of the version that is live; absent is what it does not limit. */
export interface LivePace {
  readonly max?: number;
  readonly throttle?: { readonly limit: number; readonly periodMs: number };
}

export const livePace = ({ concurrency, throttle }: FlowLimits = {}): LivePace => ({
  ...(concurrency && { max: concurrency.max }),
  ...(throttle && { throttle: { limit: throttle.limit, periodMs: durationMs(throttle.period) } }),
});

/** What a run in line keeps to: the keys are those it came with, the numbers are live. It competes for nothing it has no key for. */
export function atPace(limits: StartLimits, { max, throttle }: LivePace): Pick<StartLimits, "concurrency" | "throttle"> {
  return {
    ...(limits.concurrency && max !== undefined && { concurrency: { ...limits.concurrency, max } }),
    ...(limits.throttle && throttle && { throttle: { ...limits.throttle, ...throttle } }),
  };
}
