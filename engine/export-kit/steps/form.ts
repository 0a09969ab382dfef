import type { Authored } from "../expression.ts";
import type { StepResult } from "../scope.ts";
import { StepFailure } from "../failure.ts";
import { duration, resolved, stepOf, text } from "../step.ts";

/** Waits until a person has filled in a form. */
export const form = stepOf(
  (config: Readonly<Record<string, Authored>>) =>
    async ({ nodeId, scope, world }): Promise<StepResult> => {
      const { title, schema, initial = null, timeout, onTimeout = "leave" } = await resolved(config, scope);
      const timeoutMs = duration(timeout);
      const task = { nodeId, title: text(title) ?? "", form: schema ?? {}, initial };
      const filled = await world.decide(timeoutMs === undefined ? task : { ...task, timeoutMs });
      if (filled) return { output: filled.answer ?? null, port: "answered" };
      if (onTimeout === "leave") return { output: null, port: "timedOut" };
      if (onTimeout === "initial") return { output: initial, port: "answered" };
      throw new StepFailure({ code: "form/timed-out", message: `Nobody filled in "${task.title}" in time.` });
    },
);
