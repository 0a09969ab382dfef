import { Validator, type Schema } from "@cfworker/json-schema";
import { StepFailure } from "../failure.ts";
import type { Expression } from "../expression.ts";
import type { Json } from "../json.ts";
import { stepOf } from "../step.ts";

/** Gives the checked value unchanged, so that later steps can rely on it. */
export const validate = stepOf(({ schema, of }: { readonly schema: Json; readonly of?: Expression }) => async ({ scope }) => {
  const value = of ? ((await of.evaluate(scope)) ?? null) : scope.input;
  const { valid, errors } = new Validator(schema as Schema, "2020-12").validate(value);
  if (valid) return { output: value };
  const details = errors.map(({ instanceLocation, error }) => ({ path: instanceLocation, message: error }));
  throw new StepFailure({
    code: "validate/failed",
    message: `It does not fit its contract: ${errors.at(-1)?.error ?? ""}`,
    details: { errors: details },
  });
});
