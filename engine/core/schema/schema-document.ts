import { isJsonArray, isJsonObject, jsonItems, type JsonObject, type JsonValue } from "../json.ts";

/**
 * How schemas of a flow point at each other. `#/schemas/Order` names a schema of the flow; `#/$defs/...` names a part of
 * the schema it is written in, so that a schema pasted from elsewhere keeps working. Nothing else can be referred to:
 * schemas are never fetched.
 */
export const SCHEMA_BASE = "https://flow.invalid/";
const FLOW_REFERENCE = /^#\/schemas\/([^/]+)(\/.*)?$/;

export type Reference =
  | { readonly type: "flow"; readonly name: string; readonly rest: string }
  | { readonly type: "local" }
  | { readonly type: "unknown" };

export function readReference(reference: string): Reference {
  const match = FLOW_REFERENCE.exec(reference);
  if (match) return { type: "flow", name: match[1]!, rest: match[2] ?? "" };
  return reference === "#" || reference.startsWith("#/$defs/") || reference.startsWith("#/definitions/")
    ? { type: "local" }
    : { type: "unknown" };
}

/** Keywords whose value is data, not a schema. */
export const DATA_KEYWORDS: ReadonlySet<string> = new Set(["const", "enum", "default", "examples", "example"]);

/** A schema is named by its place in the flow; identifiers of its own would move the base its references count from. */
const IDENTITY_KEYWORDS: ReadonlySet<string> = new Set(["$id", "id", "$schema", "$anchor"]);
/** Keywords that hold a schema for each of several names. */
export const SCHEMA_MAPS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);

export const PATTERN_FORMAT = "linear-pattern:";

/**
 * A copy of a schema for the validator: references made absolute and each `pattern` turned into a format that is checked
 * by the linear-time engine. A copy, because the validator writes on the schemas it is given. `leftOut` is a keyword not to copy.
 */
export function prepareSchema(schema: JsonValue, leftOut?: string): JsonValue {
  if (isJsonArray(schema)) return schema.map((each) => prepareSchema(each, leftOut));
  if (!isJsonObject(schema)) return schema;
  const prepared: Record<string, JsonValue> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (value === undefined || keyword === leftOut || IDENTITY_KEYWORDS.has(keyword)) continue;
    prepared[keyword] = prepareKeyword(keyword, value, leftOut);
  }
  return withLinearPattern(prepared);
}

function prepareKeyword(keyword: string, value: JsonValue, leftOut: string | undefined): JsonValue {
  if (DATA_KEYWORDS.has(keyword)) return structuredClone(value);
  if (keyword === "$ref" && typeof value === "string") return absoluteReference(value);
  if (!SCHEMA_MAPS.has(keyword) || !isJsonObject(value)) return prepareSchema(value, leftOut);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, prepareSchema(member!, leftOut)]));
}

function absoluteReference(reference: string): string {
  const target = readReference(reference);
  return target.type === "flow" ? `${SCHEMA_BASE}${target.name}${target.rest === "" ? "" : `#${target.rest}`}` : reference;
}

function withLinearPattern(schema: Record<string, JsonValue>): JsonObject {
  const { pattern, ...rest } = schema;
  if (typeof pattern !== "string") return schema;
  const check = { format: PATTERN_FORMAT + pattern };
  const allOf = jsonItems(rest["allOf"]);
  return "format" in rest ? { ...rest, allOf: [...allOf, check] } : { ...rest, ...check };
}
