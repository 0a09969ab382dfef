import {
  asOperand,
  callText,
  conditionText,
  constantText,
  fallbackText,
  groupText,
  joinText,
  lookupText,
  loopText,
  selectionText,
  spreadText,
  switchText,
  templateText,
} from "#engine/core/mapping/edit/write-value.ts";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import type { FieldKind } from "./field-kinds.ts";

/** What a field becomes when a kind is chosen for it: a start that keeps the value there was, ready to be filled in. */
export function startValue(kind: FieldKind, current: string, wanted: SchemaField): string {
  const value = current.trim() === "" ? "null" : current.trim();
  const nothing = constantText(emptyOf(wanted));
  switch (kind) {
    case "constant":
      return nothing;
    case "template":
      return templateText([{ text: "" }, { value }]);
    case "function":
      return callText("string", [value]);
    case "condition":
      return conditionText([{ when: callText("exists", [value]), then: value }], nothing);
    case "switch":
      return switchText(
        value,
        [
          { value: "a", then: nothing },
          { value: "b", then: nothing },
        ],
        nothing,
      );
    case "fallback":
      return fallbackText(value, "??", nothing);
    case "lookup":
      return lookupText('{ "a": "A" }', value);
    case "loop":
      return loopText(asOperand(value), wanted.hasChildren ? "{}" : "$");
    case "filter":
      return selectionText({ source: value, filters: ["true"] });
    case "sort":
      return selectionText({ source: value, order: [{ by: "$", isDescending: false }] });
    case "group":
      return groupText(value, "$string($)", "$");
    case "join":
      return joinText({ source: asOperand(value), variable: "a" }, { source: asOperand(value), variable: "b" }, "$a = $b", "{}");
    case "spread":
      return spreadText([value, "{}"]);
    case "variables":
      return `(\n  $value := ${value};\n  $value\n)`;
    case "object":
      return "{}";
    case "list":
      return `[${value}]`;
    case "copy":
    case "formula":
      return value;
  }
}

function emptyOf({ types, choices, arrayDepth }: SchemaField): string | number | boolean | null | readonly never[] {
  const [first] = choices ?? [];
  if (typeof first === "string" || typeof first === "number") return first;
  if (arrayDepth > 0) return [];
  const [type] = types;
  return type === "integer" || type === "number" ? 0 : type === "boolean" ? false : "";
}
