import type { JsonValue } from "../json.ts";

/** Whether a condition holds, as JSONata's own `$boolean`: empty text, 0, null, empty lists, empty objects and nothing at all do not. */
export function holds(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(holds);
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
