import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Schemas } from "./check-schema.ts";

const MAX_DEPTH = 8;
/** More values than these are no help to anybody. Schemas that contain themselves have thousands of times as many. */
const MOST_VALUES = 10_000;

/**
 * A value that fits a schema, to begin from: examples and defaults of the schema where it has them, else the smallest
 * plausible value. Optional properties are filled in too, so that a person sees what there is, as deep as that stays small.
 */
export function exampleValue(schema: JsonObject, schemas: Schemas): JsonValue {
  const resolve = (reference: JsonObject): { readonly schema: JsonObject; readonly name?: string } => {
    const name = typeof reference["$ref"] === "string" ? /^#\/schemas\/(.+)$/.exec(reference["$ref"])?.[1] : undefined;
    const target = name === undefined ? undefined : schemas[name];
    return isJsonObject(target) ? { schema: target, name: name! } : { schema: reference };
  };
  for (let deepest = MAX_DEPTH; deepest > 1; deepest--) {
    try {
      return sample({ resolve, depth: 0, path: [], deepest, values: { left: MOST_VALUES } }, schema);
    } catch (error) {
      if (error !== tooMany) throw error;
    }
  }
  return sample({ resolve, depth: 0, path: [], deepest: 1, values: { left: Infinity } }, schema);
}

const tooMany = new Error("The example has too many values");

interface Place {
  readonly resolve: (schema: JsonObject) => { readonly schema: JsonObject; readonly name?: string };
  readonly depth: number;
  /** Names of the properties and schemas on the way here; the last names the value. */
  readonly path: readonly string[];
  readonly deepest: number;
  /** How many values may still be made, counted down. */
  readonly values: { left: number };
}

function sample(place: Place, reference: JsonObject): JsonValue {
  if (--place.values.left < 0) throw tooMany;
  const { schema, name } = place.resolve(reference);
  const given = givenValue(schema);
  if (given !== undefined) return given;
  const here: Place = { ...place, depth: place.depth + 1, path: name === undefined ? place.path : [...place.path, name] };
  const choice = firstObject(schema["oneOf"]) ?? firstObject(schema["anyOf"]) ?? firstObject(schema["allOf"]);
  return choice && here.depth <= here.deepest ? sample(here, choice) : sampleOfType(here, schema, place.path);
}

function sampleOfType(here: Place, schema: JsonObject, path: readonly string[]): JsonValue {
  switch (typeOf(schema)) {
    case "object":
      return sampleObject(here, schema);
    case "array":
      return here.depth > here.deepest ? [] : [sample(here, isJsonObject(schema["items"]) ? schema["items"] : {})];
    case "integer":
      return sampleNumber(schema, true);
    case "number":
      return sampleNumber(schema, false);
    case "boolean":
      return true;
    case "string":
      return sampleText(schema, path);
    case "null":
      return null;
    default:
      return {};
  }
}

/** The first type that is not null; what has properties is an object, whatever it says. */
function typeOf(schema: JsonObject): JsonValue | undefined {
  if (isJsonObject(schema["properties"])) return "object";
  const types: readonly (JsonValue | undefined)[] = isJsonArray(schema["type"]) ? schema["type"] : [schema["type"]];
  return types.find((type) => type !== "null") ?? types[0];
}

function givenValue(schema: JsonObject): JsonValue | undefined {
  const first = (value: JsonValue | undefined): JsonValue | undefined =>
    Array.isArray(value) ? (value[0] as JsonValue | undefined) : undefined;
  return schema["const"] ?? first(schema["examples"]) ?? schema["example"] ?? schema["default"] ?? first(schema["enum"]);
}

const firstObject = (value: JsonValue | undefined): JsonObject | undefined =>
  Array.isArray(value) ? value.find(isJsonObject) : undefined;

function sampleObject(place: Place, schema: JsonObject): JsonObject {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  if (place.depth > place.deepest) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, child]) =>
      isJsonObject(child) ? [[key, sample({ ...place, path: [...place.path, key] }, child)] as const] : [],
    ),
  );
}

function sampleNumber(schema: JsonObject, whole: boolean): number {
  const bound = (key: string): number | undefined => (typeof schema[key] === "number" ? schema[key] : undefined);
  const step = whole ? 1 : 0.01;
  const min = bound("minimum") ?? (bound("exclusiveMinimum") === undefined ? undefined : bound("exclusiveMinimum")! + step);
  const max = bound("maximum") ?? (bound("exclusiveMaximum") === undefined ? undefined : bound("exclusiveMaximum")! - step);
  const wanted = whole ? 2 : 24.5;
  return Math.min(Math.max(wanted, min ?? wanted), max ?? Infinity);
}

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-15T09:30:00Z",
  date: "2026-01-15",
  time: "09:30:00Z",
  email: "ana@example.com",
  uri: "https://example.com/",
  uuid: "0b9a6f0e-3c1d-4f3a-9d55-3f0d2f5c7a10",
};

/** `id` inside `Order` becomes `order-1001`; another text is named after its property. */
function sampleText(schema: JsonObject, path: readonly string[]): string {
  const format = typeof schema["format"] === "string" ? FORMATS[schema["format"]] : undefined;
  if (format !== undefined) return format;
  const own = path.at(-1) ?? "text";
  const name = own === "id" ? (path.at(-2) ?? "item") : own;
  const text = `${name.charAt(0).toLowerCase()}${name.slice(1)}-1001`;
  const min = typeof schema["minLength"] === "number" ? schema["minLength"] : 0;
  const max = typeof schema["maxLength"] === "number" ? schema["maxLength"] : Infinity;
  return text.padEnd(min, "0").slice(0, max);
}
