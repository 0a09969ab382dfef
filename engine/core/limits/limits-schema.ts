import { z } from "zod";
import { durationString } from "../duration.ts";

/** JSONata over `input`. Runs whose values are equal share a limit; without a key the limit is the flow's. */
const expression = z
  .string()
  .min(1)
  .max(10 * 1024);
const key = expression.optional();
const rate = z.strictObject({ limit: z.int().min(1).max(10_000), period: durationString, key });

/** How many runs of a flow start, and when. `docs/limits.md` explains each and the order in which they apply. */
export const limitsSchema = z.strictObject({
  /** Runs that work at the same time; one that waits for a timer, a signal, a person or another run does not count. */
  concurrency: z.strictObject({ max: z.int().min(1).max(10_000), key }).optional(),
  /** Starts in any window of this length. The others start later. */
  throttle: rate.optional(),
  /** Starts in any window of this length. The others are refused. */
  rateLimit: rate.optional(),
  /** Starts that follow one another within the period are one run, with the last input; begun after `max` at the latest. */
  debounce: z.strictObject({ period: durationString, key, max: durationString.optional() }).optional(),
  /** One open run. A further start is refused (`skip`) or cancels the open run (`cancel`). */
  singleton: z.strictObject({ mode: z.enum(["skip", "cancel"]), key }).optional(),
  /** Starts are collected into one run with the input `{ items: [...] }`, by size or after a time. */
  batch: z.strictObject({ size: z.int().min(2).max(1_000), timeout: durationString, key }).optional(),
  /** A number from -1000 to 1000. Of the runs that wait, the highest goes first. */
  priority: expression.optional(),
});

export type FlowLimits = z.infer<typeof limitsSchema>;
