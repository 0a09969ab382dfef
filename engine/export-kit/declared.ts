import { Validator, type Schema } from "@cfworker/json-schema";
import { StepFailure } from "./failure.ts";
import type { Json, JsonObject } from "./json.ts";

/** What a reusable mapping takes and gives, as JSON Schemas; what is not said may be anything. */
export interface Declared {
  readonly input?: JsonObject;
  readonly output?: JsonObject;
}

const validators = new WeakMap<JsonObject, Validator>();

/** Throws `StepFailure` `mapping/mismatch` with every wrong field: what a mapping takes and gives is as it declares. */
export function refuseUnlessFits(mapping: string, side: keyof Declared, schema: JsonObject, value: Json | undefined): void {
  const errors = value === undefined ? [{ path: "", message: "must be there, got nothing" }] : wrongFields(schema, value);
  const [first] = errors;
  if (first === undefined) return;
  const what = side === "input" ? "does not take what it is applied to" : "gives something else than it declares";
  throw new StepFailure({
    code: "mapping/mismatch",
    message: `The mapping ${mapping} ${what}: ${first.path || "the value"}: ${first.message}`,
    details: { mapping, side, errors },
  });
}

function wrongFields(schema: JsonObject, value: Json): { readonly path: string; readonly message: string }[] {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = new Validator(structuredClone(schema) as Schema, "2020-12", false);
    validators.set(schema, validator);
  }
  const { errors } = validator.validate(value);
  // The validator says every level: that a property does not match, and below, what is wrong with it.
  const isInnermost = ({ keywordLocation }: { readonly keywordLocation: string }): boolean =>
    !errors.some((other) => other.keywordLocation.startsWith(`${keywordLocation}/`));
  return errors.filter(isInnermost).map(({ instanceLocation, error }) => ({ path: instanceLocation.slice(1), message: error }));
}
