import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Schemas } from "./check-schema.ts";
import { DATA_KEYWORDS, readReference } from "./schema-document.ts";

/**
 * A schema that carries along whatever it refers to, for places that outlive the flow version or do not know it: the
 * schemas of the flow it reaches become its `$defs`. A schema that is nothing but a reference is
 * replaced by its target, so that its title, properties and so on are at the top.
 */
export function selfContainedSchema(schema: JsonObject, schemas: Schemas): JsonObject {
  const name = onlyReference(schema);
  const root = name === undefined ? undefined : schemas[name];
  const needed = new Map<string, JsonObject>();
  const body = rewrite(root ?? schema, root === undefined ? [] : [name!], { schemas, needed }) as JsonObject;
  // The map grows while it is walked: what a needed schema needs is needed too.
  const definitions: Record<string, JsonValue> = {};
  for (const [each, definition] of needed) definitions[definitionOf(each)] = rewrite(definition, [each], { schemas, needed });
  if (needed.size === 0) return body;
  const own = isJsonObject(body["$defs"]) ? body["$defs"] : {};
  return { ...body, $defs: { ...own, ...definitions } };
}

/** Kept apart from definitions that the schema brought along. */
const definitionOf = (name: string): string => `schemas.${name}`;

interface Bundle {
  readonly schemas: Schemas;
  readonly needed: Map<string, JsonObject>;
}

function onlyReference(schema: JsonObject): string | undefined {
  const reference = schema["$ref"];
  if (typeof reference !== "string" || Object.keys(schema).length !== 1) return undefined;
  const target = readReference(reference);
  return target.type === "flow" && target.rest === "" ? target.name : undefined;
}

/** `home` names the flow schema this value is part of; empty for a schema written in place. */
function rewrite(value: JsonValue, home: readonly string[], bundle: Bundle): JsonValue {
  if (isJsonArray(value)) return value.map((item) => rewrite(item, home, bundle));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([keyword, member]) => {
      if (keyword === "$ref" && typeof member === "string") return [keyword, reach(member, home, bundle)];
      return [keyword, DATA_KEYWORDS.has(keyword) ? member! : rewrite(member!, home, bundle)];
    }),
  );
}

function reach(reference: string, home: readonly string[], { schemas, needed }: Bundle): string {
  const target = readReference(reference);
  if (target.type === "flow") {
    const schema = schemas[target.name];
    if (schema !== undefined) needed.set(target.name, schema);
    return `#/$defs/${definitionOf(target.name)}${target.rest}`;
  }
  const [name] = home;
  if (target.type !== "local" || name === undefined) return reference;
  const schema = schemas[name];
  if (schema !== undefined) needed.set(name, schema);
  return `#/$defs/${definitionOf(name)}${reference.slice(1)}`;
}
