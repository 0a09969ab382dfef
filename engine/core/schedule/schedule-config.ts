import { z } from "zod";
import { durationString, parseDuration } from "../duration.ts";
import { cronProblem, isTimeZone } from "./cron.ts";

/** A moment with its offset, so that it means the same everywhere: `2026-03-29T01:00:00Z` or `...+02:00`. */
const moment = z.iso.datetime({ offset: true, error: "must be a time with its offset, such as 2026-03-29T01:00:00Z" });

const SHORTEST_MS = 1_000;

/** When runs start, and what becomes of occurrences that collide with a running one or passed while no engine ran. */
export const scheduleConfig = z
  .strictObject({
    /** Five fields, or six with seconds first. */
    cron: z.string().max(200).optional(),
    /** Fixed distance, counted from `start`, or from 1970-01-01T00:00Z without one. */
    every: durationString.optional(),
    timeZone: z
      .string()
      .refine(isTimeZone, "must be a time zone such as Europe/Berlin or UTC")
      .optional()
      .meta({ default: "UTC" }),
    overlap: z.enum(["allow", "skip", "queue"]).optional().meta({ default: "allow" }),
    catchUp: z.strictObject({ max: z.int().min(0).max(100) }).optional(),
    /** Each occurrence starts up to this much later, always the same for the same occurrence. */
    jitter: durationString.optional(),
    /** First moment at which an occurrence counts. */
    start: moment.optional(),
    /** From this moment on none counts. */
    end: moment.optional(),
    /** More members of the run's input; a string that starts with `=` is JSONata over `schedule`. */
    input: z
      .union([z.record(z.string(), z.json()), z.string().regex(/^=/)], {
        error: "must be an object, or an expression starting with =",
      })
      .optional(),
  })
  .superRefine((config, context) => {
    for (const [field, message] of problemsOf(config)) context.addIssue({ code: "custom", message, path: [field] });
  });

interface Fields {
  readonly cron?: string | undefined;
  readonly every?: string | undefined;
  readonly jitter?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

function problemsOf({ cron, every, jitter, start, end }: Fields): [field: string, message: string][] {
  const problems: [string, string][] = [];
  const cronFault = cron === undefined ? undefined : cronProblem(cron);
  if (cronFault !== undefined) problems.push(["cron", cronFault]);
  if ((cron === undefined) === (every === undefined)) problems.push(["cron", "goes without every: give exactly one of the two"]);
  // What is no duration and no time has been reported by its own field; as NaN it is in no relation to anything.
  const everyMs = parseDuration(every ?? "") ?? Number.NaN;
  if (everyMs < SHORTEST_MS) problems.push(["every", "must be at least one second"]);
  if ((parseDuration(jitter ?? "") ?? Number.NaN) >= everyMs) problems.push(["jitter", "must be shorter than every"]);
  if (Date.parse(end ?? "") <= Date.parse(start ?? "")) problems.push(["end", "must be later than start"]);
  return problems;
}

export type ScheduleConfig = z.infer<typeof scheduleConfig>;

/** What decides when a schedule occurs; the rest of its config can change without touching what has been planned. */
export function timingOf({ cron, every, timeZone = "UTC", jitter, start, end }: ScheduleConfig): string {
  return JSON.stringify([cron, every, timeZone, jitter, start, end].map((field) => field ?? null));
}
