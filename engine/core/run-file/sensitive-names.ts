import { isJsonObject, jsonItems, type JsonValue } from "../json.ts";
import { isSensitiveName } from "../mapping/test-cases/redact-sensitive.ts";
import type { FlowDocument } from "../flow/flow-document.ts";

/** What `isSensitiveName` looks for, in words for people. */
export const ALWAYS_MASKED = [
  "password",
  "secret",
  "token",
  "authorization",
  "cookie",
  "API key",
  "private key",
  "IBAN",
  "SSN",
  "card number",
  "CVC",
] as const;

/** Whether the field at the end of these names is to be masked. */
export type IsSensitive = (names: readonly string[]) => boolean;

/**
 * Fields that are called like a secret, and those that somebody named: `email` is a field of that name anywhere,
 * `customer.email` only one in a `customer`. Capitals do not count.
 */
export function sensitiveFields(names: readonly string[]): IsSensitive {
  const wanted = names.map((name) => name.toLowerCase().split("."));
  return (path) => {
    const last = path.at(-1);
    if (last === undefined) return false;
    return isSensitiveName(last) || wanted.some((parts) => endsWith(path, parts));
  };
}

const endsWith = (path: readonly string[], parts: readonly string[]): boolean =>
  parts.length <= path.length && parts.every((part, index) => path.at(index - parts.length)?.toLowerCase() === part);

/** Names of the fields that a schema of the flow marks `x-sensitive`, itself or through what it refers to. */
export function namesMarkedSensitive(document: FlowDocument): readonly string[] {
  const names = new Set<string>();
  visit(document, (name, schema) => {
    if (isMarked(schema, document, 0)) names.add(name);
  });
  return [...names].toSorted();
}

/** Every member of every `properties`, wherever a schema may stand. */
function visit(value: JsonValue | undefined, property: (name: string, schema: JsonValue) => void): void {
  for (const item of jsonItems(value)) visit(item, property);
  if (!isJsonObject(value)) return;
  const { properties } = value;
  if (isJsonObject(properties)) for (const [name, schema] of Object.entries(properties)) property(name, schema ?? null);
  for (const member of Object.values(value)) visit(member, property);
}

/** References are followed this far: they may lead round in a circle. */
const DEEPEST = 8;

function isMarked(schema: JsonValue | undefined, document: FlowDocument, depth: number): boolean {
  if (!isJsonObject(schema) || depth > DEEPEST) return false;
  if (schema["x-sensitive"] === true) return true;
  const { $ref, items, allOf, anyOf, oneOf } = schema;
  const parts = [items, ...jsonItems(allOf), ...jsonItems(anyOf), ...jsonItems(oneOf), ...definitions($ref, document)];
  return parts.some((part) => isMarked(part, document, depth + 1));
}

/** What a reference may mean: a schema of the flow, or a definition of its input. */
function definitions($ref: JsonValue | undefined, { schemas, input }: FlowDocument): readonly (JsonValue | undefined)[] {
  if (typeof $ref !== "string") return [];
  const name = $ref.split("/").at(-1) ?? "";
  const inInput = [input?.["$defs"], input?.["definitions"]].flatMap((table) => (isJsonObject(table) ? [table[name]] : []));
  return [schemas?.[name], ...inInput];
}
