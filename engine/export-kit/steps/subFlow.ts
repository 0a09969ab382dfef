import type { Authored } from "../expression.ts";
import { resolved, stepOf, text } from "../step.ts";

/** Runs another flow. */
export const subFlow = stepOf((config: Readonly<Record<string, Authored>>) => async ({ scope, world }) => {
  const { flow, input = scope.input } = await resolved(config, scope);
  return { output: await world.runFlow(text(flow) ?? "", input) };
});
