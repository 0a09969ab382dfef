import { isJsonArray, isJsonObject, jsonItems, type JsonObject, type JsonValue } from "../../json.ts";
import { keyLiteral, stringLiteral } from "./literal.ts";

/** The schemas of a flow as TypeScript types, and the type of its input. */
export function contractsText(schemas: Readonly<Record<string, JsonObject>>, input: JsonObject | undefined): string {
  const named = Object.entries(schemas).map(([name, schema]) => `export type ${typeName(name)} = ${typeOf(schema)};\n`);
  const own = `/** What a run of this flow is started with. */\nexport type Input = ${input ? typeOf(input) : "unknown"};\n`;
  return [...named, ...(Object.keys(schemas).some((name) => typeName(name) === "Input") ? [] : [own])].join("\n");
}

export const typeName = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

/** What JSON Schema says beyond types (ranges, patterns, counts) is checked when a run starts, not by the compiler. */
export function typeOf(schema: JsonValue | undefined): string {
  if (!isJsonObject(schema)) return schema === false ? "never" : "unknown";
  const { $ref: reference, const: constant, enum: values, anyOf, oneOf, allOf, type } = schema;
  if (typeof reference === "string") return referenced(reference);
  if (constant !== undefined) return valueType(constant);
  if (isJsonArray(values)) return union(values.map(valueType));
  const choices = anyOf ?? oneOf;
  if (isJsonArray(choices)) return union(choices.map(typeOf));
  if (isJsonArray(allOf)) return allOf.map((each) => `(${typeOf(each)})`).join(" & ");
  if (isJsonArray(type)) return union(type.map((each) => typeOf({ ...schema, type: each })));
  return byType(schema, type);
}

function byType(schema: JsonObject, type: JsonValue | undefined): string {
  if (type === "object" || isJsonObject(schema["properties"])) return objectType(schema);
  if (type === "array") return `readonly (${typeOf(schema["items"])})[]`;
  return typeof type === "string" ? (PRIMITIVES[type] ?? "unknown") : "unknown";
}

const referenced = (reference: string): string => {
  const name = /^#\/(?:schemas|\$defs)\/([A-Za-z][A-Za-z0-9_]*)$/.exec(reference)?.[1];
  return name === undefined ? "unknown" : typeName(name);
};

const union = (types: readonly string[]): string => [...new Set(types)].join(" | ") || "never";

const valueType = (value: JsonValue): string => (typeof value === "string" ? stringLiteral(value) : JSON.stringify(value));

function objectType({ properties, required, additionalProperties }: JsonObject): string {
  const names = isJsonObject(properties) ? Object.entries(properties) : [];
  const needed = jsonItems(required);
  if (names.length === 0)
    return `{ readonly [key: string]: ${additionalProperties === undefined ? "unknown" : typeOf(additionalProperties)} }`;
  const members = names.map(
    ([name, schema]) => `readonly ${keyLiteral(name)}${needed.includes(name) ? "" : "?"}: ${typeOf(schema)}`,
  );
  return `{ ${members.join("; ")} }`;
}
