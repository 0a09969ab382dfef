import { z } from "zod";
import { schemaProblems } from "../../flow/schema-problems.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../../json.ts";
import type { NodeDefinition } from "../../node-definition.ts";
import type { Problem } from "../../problem.ts";
import { nodeLabel, type NodeEntry, type Rule } from "../rule.ts";

/** A node's config against the schema of its kind. */
export const nodeConfig: Rule = {
  codes: ["flow/unknown-key", "flow/invalid-value"],
  check: ({ nodes }) => nodes.flatMap(checkConfig),
};

function checkConfig({ node, index, definition, config }: NodeEntry): Problem[] {
  const result = definition?.config.safeParse(config);
  if (definition === undefined || result === undefined || result.success) return [];
  return schemaProblems(result.error.issues, {
    basePath: ["nodes", index, "config"],
    subjectOf: () => nodeLabel(node),
    nodeIdOf: () => node.id,
    knownKeysAt: (path) => knownKeysAt(definition, path),
  });
}

/** Names of the fields at a path of the config, read from the JSON Schema of the kind. */
function knownKeysAt(definition: NodeDefinition, path: readonly PropertyKey[]): readonly string[] {
  let places: readonly JsonValue[] = [z.toJSONSchema(definition.config, { io: "input", unrepresentable: "any" }) as JsonValue];
  for (const part of path) places = places.flatMap(alternatives).flatMap((schema) => memberSchema(schema, part));
  return [...new Set(places.flatMap(alternatives).flatMap((schema) => Object.keys(propertiesOf(schema))))];
}

const propertiesOf = (schema: JsonValue): Readonly<Record<string, JsonValue | undefined>> =>
  isJsonObject(schema) && isJsonObject(schema["properties"]) ? schema["properties"] : {};

function alternatives(schema: JsonValue): readonly JsonValue[] {
  const inner = isJsonObject(schema) ? (schema["anyOf"] ?? schema["oneOf"]) : undefined;
  return isJsonArray(inner) ? inner.flatMap(alternatives) : [schema];
}

function memberSchema(schema: JsonValue, part: PropertyKey): JsonValue[] {
  if (!isJsonObject(schema)) return [];
  const member =
    typeof part === "number" ? schema["items"] : (propertiesOf(schema)[String(part)] ?? schema["additionalProperties"]);
  return member === undefined ? [] : [member];
}
