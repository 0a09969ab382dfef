import { z } from "zod";
import type { JsonObject, JsonValue } from "../json.ts";
import type { NodeDefinition, NodeDefinitions } from "../node-definition.ts";
import { flowDocumentSchema, nodeSchema } from "./flow-document.ts";

/** Where the published schema can be fetched; editors take it from here. */
export const FLOW_SCHEMA_ID = "https://omnilink.dev/schemas/flow-1.json";

/**
 * The JSON Schema 2020-12 of `flow.yaml` version 1, for editors and other programs. The config of a node is described by
 * its kind. What a schema cannot say (that edges meet nodes, that there is no cycle) is left to `validateFlow`.
 */
export function flowJsonSchema(definitions: NodeDefinitions): JsonObject {
  const { $schema, ...document } = toJsonSchema(flowDocumentSchema);
  const { $schema: _, ...node } = toJsonSchema(nodeSchema);
  const kinds = [...definitions.values()].toSorted((left, right) => (left.kind < right.kind ? -1 : 1));
  const properties = document["properties"] as Record<string, JsonObject>;
  return {
    $schema: $schema!,
    $id: FLOW_SCHEMA_ID,
    title: "OmniLink flow, version 1",
    ...document,
    properties: { ...properties, nodes: { ...properties["nodes"], items: { $ref: "#/$defs/node" } } },
    $defs: { ...(document["$defs"] as JsonObject | undefined), node: nodeOfKind(node, kinds), ...configSchemas(kinds) },
  };
}

const toJsonSchema = (schema: z.ZodType): JsonObject =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as JsonObject;

const configName = (definition: NodeDefinition): string => `config.${definition.kind}`;

function nodeOfKind(node: JsonObject, kinds: readonly NodeDefinition[]): JsonObject {
  const properties = node["properties"] as JsonObject;
  const kind = { enum: kinds.map((definition) => definition.kind), description: "What the node does" };
  return { ...node, properties: { ...properties, kind }, allOf: kinds.map(configOfKind) };
}

function configOfKind(definition: NodeDefinition): JsonObject {
  const needsConfig = !definition.config.safeParse({}).success;
  return {
    if: { properties: { kind: { const: definition.kind } }, required: ["kind"] },
    then: {
      properties: { config: { $ref: `#/$defs/${configName(definition)}` } },
      ...(needsConfig ? { required: ["config"] } : {}),
    },
  };
}

function configSchemas(kinds: readonly NodeDefinition[]): JsonObject {
  return Object.fromEntries(
    kinds.map((definition): [string, JsonValue] => {
      const { $schema: _, ...config } = toJsonSchema(definition.config);
      return [configName(definition), { title: definition.title, description: definition.purpose, ...config }];
    }),
  );
}
