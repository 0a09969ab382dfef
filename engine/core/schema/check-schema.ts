import { format, Validator, type Schema } from "@cfworker/json-schema";
import { BoundedCache } from "../expression/bounded-cache.ts";
import { LinearRegex } from "../expression/regex/linear-regex.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { BudgetSpent, countVisits, MOST_VISITS, withBudget, type CheckBudget } from "./check-budget.ts";
import { describeErrors, type SchemaError } from "./describe-errors.ts";
import { hasLongList, repeatsItems, withCountedLists } from "./unique-lists.ts";
import { PATTERN_FORMAT, prepareSchema, SCHEMA_BASE } from "./schema-document.ts";

export type { SchemaError } from "./describe-errors.ts";
export type Schemas = Readonly<Record<string, JsonObject>>;

const MAX_ERRORS = 50;

/**
 * Checks a value against a JSON Schema 2020-12. `$ref: "#/schemas/<name>"` is looked up in `schemas`. Answers the most
 * specific errors, at most 50, in the order of the value; none when it fits. A schema that cannot be used (an unknown
 * reference) is one error of keyword `$ref`: validation rules keep it out of deployed flows. What would
 * take more than `budget`, which is told what it took, is one error of keyword `budget`.
 */
export function checkSchema(
  schema: JsonObject,
  schemas: Schemas,
  value: JsonValue,
  budget: CheckBudget = { visitsLeft: MOST_VISITS },
): readonly SchemaError[] {
  try {
    const checker = checkerOf(schema, schemas);
    const result = withBudget(budget, () => checker(value));
    return result.valid ? [] : describeErrors(result.errors, value).slice(0, MAX_ERRORS);
  } catch (error) {
    if (error instanceof BudgetSpent) return [{ path: "", keyword: "budget", message: `cannot be checked: ${error.message}` }];
    const reason = error instanceof RangeError ? "it is nested too deeply" : firstLine(error);
    return [{ path: "", keyword: "$ref", message: `cannot be checked: ${reason}` }];
  }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!.trim();

type Checker = (value: JsonValue) => ReturnType<Validator["validate"]>;

interface CompiledSchemas {
  readonly bySchema: WeakMap<JsonObject, Checker>;
  /** For callers that hand in an equal schema as a new object each time. */
  readonly byText: BoundedCache<Checker>;
}

/** Checkers by the flow's schemas, then by schema: both objects live as long as their flow version. */
const compiled = new WeakMap<Schemas, CompiledSchemas>();

function checkerOf(schema: JsonObject, schemas: Schemas): Checker {
  let known = compiled.get(schemas);
  if (known === undefined) {
    known = { bySchema: new WeakMap(), byText: new BoundedCache(100) };
    compiled.set(schemas, known);
  }
  let checker = known.bySchema.get(schema);
  if (checker === undefined) {
    checker = known.byText.getOrMake(JSON.stringify(schema), () => compile(schema, schemas));
    known.bySchema.set(schema, checker);
  }
  return checker;
}

function compile(schema: JsonObject, schemas: Schemas): Checker {
  const validator = validatorOf(schema, schemas);
  if (![schema, ...Object.values(schemas)].some(asksForUniqueItems)) return (value) => validator.validate(value);
  const withoutUnique = validatorOf(schema, schemas, "uniqueItems");
  return (value) => {
    if (!hasLongList(value)) return validator.validate(value);
    return repeatsItems(value) ? validator.validate(withCountedLists(value)) : withoutUnique.validate(value);
  };
}

const asksForUniqueItems = (schema: JsonObject): boolean => JSON.stringify(schema).includes('"uniqueItems"');

function validatorOf(schema: JsonObject, schemas: Schemas, leftOut?: "uniqueItems"): Validator {
  const validator = new Validator(countedSchema(schema, "-", leftOut), "2020-12", false);
  for (const [name, each] of Object.entries(schemas)) validator.addSchema(countedSchema(each, name, leftOut));
  return validator;
}

function countedSchema(schema: JsonObject, name: string, leftOut?: "uniqueItems"): Schema {
  const prepared: Schema = { ...(prepareSchema(schema, leftOut) as Schema), $id: SCHEMA_BASE + name };
  registerPatterns(prepared);
  countVisits(prepared);
  return prepared;
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
