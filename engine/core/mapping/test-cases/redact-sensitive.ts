import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { SchemaField, SchemaTree } from "../schema/schema-tree.ts";
import { formatOf, type StringFormat } from "../schema/string-format.ts";

/** Names that are sensitive whatever the schema says. */
const SENSITIVE_NAME =
  /^(authorization|cookie|.*(password|passwd|secret|token|api_?key|private_?key|iban|ssn|cvc|cvv|card_?number).*)$/i;

export const isSensitiveName = (name: string): boolean => SENSITIVE_NAME.test(name);

/** The data with every sensitive value replaced by a made-up one of the same type and format, so that a mapping makes the same of it. */
export function redactSensitive(scope: JsonObject, schema?: SchemaTree): JsonObject {
  return redactMembers(scope, schema?.root, schema);
}

function redactMembers(value: JsonObject, field: SchemaField | undefined, schema: SchemaTree | undefined): JsonObject {
  const children = field === undefined || schema === undefined ? [] : schema.childrenOf(field);
  const members = Object.entries(value).map(([name, member]) => {
    const child = children.find((each) => each.name === name);
    const isSensitive = child?.isSensitive === true || isSensitiveName(name);
    return [name, isSensitive ? madeUp(member!) : redactValue(member!, child, schema)] as const;
  });
  return Object.fromEntries(members);
}

function redactValue(value: JsonValue, field: SchemaField | undefined, schema: SchemaTree | undefined): JsonValue {
  if (isJsonArray(value)) return value.map((item) => redactValue(item, field, schema));
  return isJsonObject(value) ? redactMembers(value, field, schema) : value;
}

const MADE_UP: Readonly<Record<StringFormat, string>> = {
  "date-time": "2000-01-01T00:00:00Z",
  date: "2000-01-01",
  time: "00:00:00Z",
  email: "person@example.com",
  uuid: "00000000-0000-4000-8000-000000000000",
  uri: "https://example.com",
  ipv4: "192.0.2.1",
};

function madeUp(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(madeUp);
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, madeUp(member!)]));
  if (typeof value === "number") return 1;
  if (typeof value === "boolean" || value === null) return value;
  const format = formatOf(value);
  return format === undefined ? "redacted" : MADE_UP[format];
}
