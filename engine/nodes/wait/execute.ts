import { z } from "zod";
import { durationMs, durationString } from "../../core/duration.ts";
import type { WaitExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";
import { moment } from "./moment.ts";

const resolved = z.object({
  duration: durationString.optional(),
  until: moment.optional(),
  signal: z.string({ error: "must be the name of a signal" }).min(1).optional(),
  timeout: durationString.optional(),
});

export const waitExecutor: WaitExecutor = {
  behavior: "wait",
  async begin(context) {
    const { duration, until, signal, timeout } = readConfig(resolved, context);
    if (until !== undefined) return { dueAt: new Date(until).toISOString() };
    const limit = duration ?? timeout;
    return {
      ...(limit === undefined ? {} : { dueInMs: durationMs(limit) }),
      ...(signal === undefined ? {} : { signal }),
    };
  },
  async wake(context, wakeUp) {
    if (wakeUp.type === "signal") return { output: wakeUp.payload };
    return context.config["signal"] === undefined ? { output: null } : { output: null, port: "timedOut" };
  },
};
