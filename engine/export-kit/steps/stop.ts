import type { Authored } from "../expression.ts";
import type { StepResult } from "../scope.ts";
import { StepFailure } from "../failure.ts";
import { resolved, stepOf, text } from "../step.ts";

/** Ends the run. */
export const stop = stepOf((config: Readonly<Record<string, Authored>>) => async ({ scope }): Promise<StepResult> => {
  const { outcome = "completed", output, message } = await resolved(config, scope);
  if (outcome === "completed") {
    const stopped = output ?? (message === undefined ? null : { message });
    return { output: stopped, stopped };
  }
  throw new StepFailure({
    code: "stop/failed",
    message: text(message) ?? "The flow was stopped as failed.",
    ...(output === undefined ? {} : { details: output }),
  });
});
