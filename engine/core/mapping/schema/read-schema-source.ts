import { parseDocument } from "yaml";
import { isJsonArray, isJsonObject, parseJson, type JsonObject, type JsonValue } from "../../json.ts";
import { inferSchema, type InferredSchema } from "./infer-schema.ts";
import { readCsv, type CsvSample } from "./read-csv.ts";
import { isOpenApi, listOperations, type OpenApiOperation } from "./read-openapi.ts";

/** What a pasted or dropped text turned out to be. */
export type SchemaSource =
  | { readonly type: "jsonSchema"; readonly schema: JsonObject }
  | { readonly type: "openApi"; readonly document: JsonObject; readonly operations: readonly OpenApiOperation[] }
  | { readonly type: "samples"; readonly samples: readonly JsonValue[]; readonly inferred: InferredSchema }
  | { readonly type: "csv"; readonly csv: CsvSample }
  | { readonly type: "unreadable"; readonly message: string };

/** Characters of a text that is read; a larger one is for a file import. */
const MAX_CHARACTERS = 5_000_000;

/**
 * Finds out what a text is: JSON Schema, OpenAPI 3 (JSON or YAML), one or several JSON samples (one value, or one per line), or CSV.
 * Never throws.
 */
export function readSchemaSource(text: string): SchemaSource {
  if (text.trim() === "")
    return unreadable("There is nothing to read. Paste a sample, a JSON Schema, an OpenAPI document or CSV.");
  if (text.length > MAX_CHARACTERS)
    return unreadable(`The text has ${text.length} characters; the limit is ${MAX_CHARACTERS}. Paste a part of it.`);
  const samples = readJson(text) ?? readJsonLines(text);
  if (samples !== undefined) return samples.length === 1 ? fromValue(samples[0]!) : fromSamples(samples);
  const document = readYaml(text);
  if (document !== undefined && (isOpenApi(document) || isJsonSchema(document))) return fromValue(document);
  if (/^\s*[{[]/.test(text))
    return unreadable("The text starts like JSON but cannot be read as JSON. Check its commas, quotes and brackets.");
  const csv = readCsv(text);
  if (csv.rows.length > 0 && csv.inferred.fields.length > 2) return { type: "csv", csv };
  return document === undefined || !isJsonObject(document)
    ? unreadable("The text is neither JSON, YAML nor CSV with several columns.")
    : fromValue(document);
}

const unreadable = (message: string): SchemaSource => ({ type: "unreadable", message });

function fromValue(value: JsonValue): SchemaSource {
  if (isOpenApi(value)) return { type: "openApi", document: value, operations: listOperations(value) };
  if (isJsonSchema(value)) return { type: "jsonSchema", schema: value };
  return fromSamples([value]);
}

const fromSamples = (samples: readonly JsonValue[]): SchemaSource => ({
  type: "samples",
  samples,
  inferred: inferSchema(samples),
});

const TYPES: ReadonlySet<unknown> = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** `{ "type": "object" }` alone is a schema; `{ "type": "invoice" }` is data. */
function isJsonSchema(value: JsonValue): value is JsonObject {
  if (!isJsonObject(value)) return false;
  if (typeof value["$schema"] === "string") return true;
  const hasShape = ["properties", "items", "$defs", "definitions", "additionalProperties"].some((keyword) =>
    isJsonObject(value[keyword]),
  );
  const choices = ["allOf", "anyOf", "oneOf"].some((keyword) => Array.isArray(value[keyword]));
  const { type } = value;
  const isTyped = TYPES.has(type) || (isJsonArray(type) && type.every((each) => TYPES.has(each)));
  return isTyped
    ? hasShape || Object.keys(value).length <= 4
    : type === undefined && (hasShape || choices || typeof value["$ref"] === "string");
}

function readJson(text: string): JsonValue[] | undefined {
  try {
    return [parseJson(text)];
  } catch {
    return undefined;
  }
}

/** One JSON object or array per line. */
function readJsonLines(text: string): JsonValue[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length < 2 || !lines.every((line) => /^\s*[{[]/.test(line))) return undefined;
  const values = lines.map(readJson);
  return values.every((value) => value !== undefined) ? values.flat() : undefined;
}

function readYaml(text: string): JsonValue | undefined {
  try {
    const document = parseDocument(text, { strict: true, uniqueKeys: true });
    if (document.errors.length > 0) return undefined;
    return document.toJS({ maxAliasCount: 100 }) as JsonValue;
  } catch {
    return undefined;
  }
}
