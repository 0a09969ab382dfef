import type { JsonValue } from "#engine/core/json.ts";
import type { NodeDefinition } from "#engine/core/node-definition.ts";

/** One field of a node's configuration as the inspector shows it. */
export interface ConfigField {
  readonly key: string;
  readonly label: string;
  readonly value: JsonValue;
  /** For text and expressions, without the `=`; absent for structures, which are shown as a tree. */
  readonly text?: string;
  readonly isExpression: boolean;
}

export function describeConfig(
  config: Readonly<Record<string, unknown>>,
  definition: NodeDefinition | undefined,
): readonly ConfigField[] {
  return Object.entries(config).flatMap(([key, value]) =>
    value === undefined ? [] : [describeField(key, value as JsonValue, definition)],
  );
}

function describeField(key: string, value: JsonValue, definition: NodeDefinition | undefined): ConfigField {
  const label = definition?.form[key]?.label ?? key;
  const always = definition?.expressionPaths.includes(key) ?? false;
  if (typeof value === "object" && value !== null) return { key, label, value, isExpression: false };
  const text = String(value);
  const isTemplate = typeof value === "string" && value.startsWith("=");
  return { key, label, value, text: isTemplate ? text.slice(1).trim() : text, isExpression: always || isTemplate };
}
