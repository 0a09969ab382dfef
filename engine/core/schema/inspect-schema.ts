import { LinearRegex } from "../expression/regex/linear-regex.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";
import { toPointer } from "../pointer.ts";
import { referenceFaults } from "./reference-faults.ts";
import { readReference } from "./schema-document.ts";

/** What is wrong with a JSON Schema itself. `path` is a JSON pointer into the schema; `message` follows the keyword's name. */
export interface SchemaFault {
  readonly path: string;
  readonly message: string;
  /** Set when the fault is a reference to a schema the flow does not have. */
  readonly unknownSchema?: string;
}

type Path = readonly (string | number)[];
type Inspect = (value: JsonValue, path: Path, schemaNames: ReadonlySet<string>) => SchemaFault[];

/** Checks that keywords have values of their kind, and that references lead somewhere and come to an end. Unknown keywords are allowed. */
export function inspectSchema(schema: JsonValue, schemaNames: ReadonlySet<string>): SchemaFault[] {
  const faults = inspectAt(schema, [], schemaNames);
  return faults.length > 0 ? faults : referenceFaults(schema);
}

const inspectAt: Inspect = (schema, path, names) => {
  if (typeof schema === "boolean") return [];
  if (!isJsonObject(schema)) return fault(path, "must be a schema: an object, true or false");
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const inspect = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    return inspect === undefined || value === undefined ? [] : inspect(value, [...path, keyword], names);
  });
};

const fault = (path: Path, message: string): SchemaFault[] => [{ path: toPointer(path), message }];

const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"];

const isType: Inspect = (value, path) => {
  const types = isJsonArray(value) ? value : [value];
  const isKnown = types.length > 0 && types.every((type) => typeof type === "string" && TYPES.includes(type));
  return isKnown ? [] : fault(path, `must be one of ${TYPES.join(", ")}, or a list of them`);
};

const isNumber: Inspect = (value, path) => (typeof value === "number" ? [] : fault(path, "must be a number"));
const isPositive: Inspect = (value, path) =>
  typeof value === "number" && value > 0 ? [] : fault(path, "must be a number above 0");
const isCount: Inspect = (value, path) =>
  Number.isInteger(value) && (value as number) >= 0 ? [] : fault(path, "must be a whole number of at least 0");
const isBoolean: Inspect = (value, path) => (typeof value === "boolean" ? [] : fault(path, "must be true or false"));
const isText: Inspect = (value, path) => (typeof value === "string" ? [] : fault(path, "must be text"));
const isList: Inspect = (value, path) =>
  Array.isArray(value) && value.length > 0 ? [] : fault(path, "must be a list with at least one value");
const isNames: Inspect = (value, path) =>
  Array.isArray(value) && value.every((name) => typeof name === "string") ? [] : fault(path, "must be a list of property names");

const isSchemaList: Inspect = (value, path, names) => {
  if (!isJsonArray(value) || value.length === 0) return fault(path, "must be a list of schemas");
  return value.flatMap((item, index) => inspectAt(item, [...path, index], names));
};

const isSchemaMap: Inspect = (value, path, names) => {
  if (!isJsonObject(value)) return fault(path, "must hold a schema for each name");
  return Object.entries(value).flatMap(([name, member]) => inspectAt(member!, [...path, name], names));
};

const isPatternMap: Inspect = (value, path, names) => {
  const patterns = isJsonObject(value) ? Object.keys(value) : [];
  return [
    ...patterns.flatMap((pattern) => propertyPatternFaults(pattern, [...path, pattern])),
    ...isSchemaMap(value, path, names),
  ];
};

/** Names of properties are matched by the platform's engine, which a repetition inside a repetition can stall. */
function propertyPatternFaults(pattern: string, path: Path): SchemaFault[] {
  const faults = isPattern(pattern, path, new Set());
  const isNested = /\([^)]*[+*}][^)]*\)[+*{]/.test(pattern);
  return faults.length === 0 && isNested ? fault(path, "must not repeat a group that repeats inside") : faults;
}

const isPattern: Inspect = (value, path) => {
  if (typeof value !== "string") return fault(path, "must be a regular expression");
  try {
    new RegExp(value, "u");
    new LinearRegex(value, "u");
    return [];
  } catch (error) {
    return fault(path, `must be a regular expression without lookaround and backreferences: ${(error as Error).message}`);
  }
};

const isReference: Inspect = (value, path, names) => {
  if (typeof value !== "string") return fault(path, 'must be text such as "#/schemas/Order"');
  const target = readReference(value);
  if (target.type === "unknown")
    return fault(path, `"${value}" leads outside the flow; only #/schemas/<name> and #/$defs/<name> are known`);
  if (target.type === "local" || names.has(target.name)) return [];
  return [
    {
      path: toPointer(path),
      message: `refers to a schema "${target.name}" that the flow does not have`,
      unknownSchema: target.name,
    },
  ];
};

const KEYWORDS: Readonly<Record<string, Inspect>> = {
  $ref: isReference,
  type: isType,
  enum: isList,
  required: isNames,
  format: isText,
  pattern: isPattern,
  uniqueItems: isBoolean,
  multipleOf: isPositive,
  ...Object.fromEntries(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map((name) => [name, isNumber])),
  ...Object.fromEntries(
    ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"].map(
      (name) => [name, isCount],
    ),
  ),
  ...Object.fromEntries(["allOf", "anyOf", "oneOf", "prefixItems"].map((name) => [name, isSchemaList])),
  ...Object.fromEntries(["properties", "$defs", "definitions", "dependentSchemas"].map((name) => [name, isSchemaMap])),
  ...Object.fromEntries(
    [
      "items",
      "contains",
      "additionalProperties",
      "unevaluatedProperties",
      "unevaluatedItems",
      "propertyNames",
      "not",
      "if",
      "then",
      "else",
    ].map((name) => [name, inspectAt]),
  ),
  patternProperties: isPatternMap,
};
