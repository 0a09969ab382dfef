import { format, Validator, type OutputUnit, type Schema } from "@cfworker/json-schema";
import { BoundedCache } from "../expression/bounded-cache.ts";
import { LinearRegex } from "../expression/regex/linear-regex.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { describeErrors, type SchemaError } from "./describe-errors.ts";
import { PATTERN_FORMAT, prepareSchema, SCHEMA_BASE } from "./schema-document.ts";

export type { SchemaError } from "./describe-errors.ts";
export type Schemas = Readonly<Record<string, JsonObject>>;

const MAX_ERRORS = 50;

/**
 * Checks a value against a JSON Schema 2020-12. `$ref: "#/schemas/<name>"` is looked up in `schemas`. Answers the most
 * specific errors, at most 50, in the order of the value; none when it fits. A schema that cannot be used (an unknown
 * reference) is one error of keyword `$ref`: validation rules keep it out of deployed flows.
 */
export function checkSchema(schema: JsonObject, schemas: Schemas, value: JsonValue): readonly SchemaError[] {
  try {
    const result = validatorOf(schema, schemas).validate(value);
    return result.valid ? [] : describeErrors(result.errors as OutputUnit[], value).slice(0, MAX_ERRORS);
  } catch (error) {
    const reason = error instanceof RangeError ? "it is nested too deeply" : firstLine(error);
    return [{ path: "", keyword: "$ref", message: `cannot be checked: ${reason}` }];
  }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!.trim();

interface CompiledSchemas {
  readonly bySchema: WeakMap<JsonObject, Validator>;
  /** For callers that hand in an equal schema as a new object each time. */
  readonly byText: BoundedCache<Validator>;
}

/** Validators by the flow's schemas, then by schema: both objects live as long as their flow version. */
const compiled = new WeakMap<Schemas, CompiledSchemas>();

function validatorOf(schema: JsonObject, schemas: Schemas): Validator {
  let known = compiled.get(schemas);
  if (known === undefined) {
    known = { bySchema: new WeakMap(), byText: new BoundedCache(100) };
    compiled.set(schemas, known);
  }
  let validator = known.bySchema.get(schema);
  if (validator === undefined) {
    validator = known.byText.getOrMake(JSON.stringify(schema), () => compile(schema, schemas));
    known.bySchema.set(schema, validator);
  }
  return validator;
}

function compile(schema: JsonObject, schemas: Schemas): Validator {
  const prepared = [schema, ...Object.values(schemas)].map((each) => prepareSchema(each) as Schema);
  prepared.forEach(registerPatterns);
  const validator = new Validator({ ...prepared[0]!, $id: `${SCHEMA_BASE}-` }, "2020-12", false);
  Object.keys(schemas).forEach((name, index) => validator.addSchema(prepared[index + 1]!, SCHEMA_BASE + name));
  return validator;
}

/** The validator looks formats up in one table; ours are named by their pattern, so equal patterns share an entry. */
function registerPatterns(schema: unknown): void {
  if (typeof schema !== "object" || schema === null) return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === "format" && typeof value === "string" && value.startsWith(PATTERN_FORMAT)) registerPattern(value);
    else registerPatterns(value);
  }
}

function registerPattern(name: string): void {
  const regex = new LinearRegex(name.slice(PATTERN_FORMAT.length), "u");
  format[name] ??= (text) => regex.test(text);
}
