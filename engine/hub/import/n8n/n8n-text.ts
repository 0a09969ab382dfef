import type { JsonObject, JsonValue } from "../../../core/json.ts";
import { scriptToJsonata, type ScriptNames, type Value } from "../script-expression.ts";

/** A parameter as a field of a config: literal, or a template where it holds `{{ … }}`. */
export function fieldOf(value: JsonValue | undefined, names: ScriptNames): JsonValue {
  if (typeof value === "string") return value.startsWith("=") ? `=${textOf(value, names)}` : value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => fieldOf(item, names));
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, item]) => [key, fieldOf(item, names)]));
}

/** The JSONata of a parameter: `={{ $json.a }}`, `=Hello {{ $json.name }}`, or a literal value. */
export function textOf(value: JsonValue | undefined, names: ScriptNames): string {
  if (typeof value !== "string" || !value.startsWith("=")) return JSON.stringify(value ?? null);
  const parts = value.slice(1).split(/\{\{([\s\S]*?)\}\}/);
  const codes = parts.flatMap((part, index) => {
    if (index % 2 === 1) return [scriptToJsonata(part, names).code];
    return part === "" || (parts.length === 3 && part.trim() === "") ? [] : [JSON.stringify(part)];
  });
  return codes.length === 1
    ? codes[0]!
    : codes.length === 0
      ? '""'
      : codes.map((code) => (code.startsWith('"') ? code : `(${code})`)).join(" & ");
}

/** What a node gave. The input of a run is what n8n has as the `body` of a webhook. */
export const dataValue = (code: string): Value =>
  code === "input" ? { code, member: (part) => (part === "body" ? { code } : undefined) } : { code };

/** A reference to the items of a node: `.item.json`, `.first().json` and `.json` are its data. */
export function itemsOf(data: string): Value {
  const self: Value = {
    code: data,
    member: (name) => {
      if (name === "json") return dataValue(data);
      return ["item", "first()", "last()", "all()", "params", "data"].includes(name) ? self : undefined;
    },
  };
  return self;
}
