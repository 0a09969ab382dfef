import type { Expression } from "../expression.ts";
import { stepOf } from "../step.ts";

/** Makes new data from what the run knows. */
export const map = stepOf(({ expression }: { readonly expression: Expression }) => async ({ scope }) => ({
  output: (await expression.evaluate(scope)) ?? null,
}));
