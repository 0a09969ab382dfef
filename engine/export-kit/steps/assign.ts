import type { Expression } from "../expression.ts";
import type { Json } from "../json.ts";
import { stepOf } from "../step.ts";

interface Config {
  readonly values: Readonly<Record<string, Expression>>;
}

/** Remembers values as `vars.<name>`. All expressions see the variables as they were before. */
export const assign = stepOf(({ values }: Config) => async ({ scope }) => {
  const vars: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(values)) vars[name] = (await expression.evaluate(scope)) ?? null;
  return { output: vars, vars };
});
