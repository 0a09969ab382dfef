import type { Authored } from "../expression.ts";
import type { StepResult } from "../scope.ts";
import { duration, resolved, stepOf, text } from "../step.ts";

/** Waits for a time, until a moment, or for a signal. */
export const wait = stepOf(
  (config: Readonly<Record<string, Authored>>) =>
    async ({ scope, world, signal }): Promise<StepResult> => {
      const { duration: length, until, signal: name, timeout } = await resolved(config, scope);
      if (typeof name === "string") {
        const payload = await world.signal(name, duration(timeout));
        return payload === undefined ? { output: null, port: "timedOut" } : { output: payload };
      }
      const ms = until === undefined ? (duration(length) ?? 0) : Date.parse(text(until) ?? "") - world.now();
      await world.sleep(Math.max(0, ms), signal);
      return { output: null };
    },
);
