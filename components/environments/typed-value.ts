import { parseJson, type JsonValue } from "#engine/core/json.ts";

export const valueTypes = ["text", "number", "json"] as const;
export type ValueType = (typeof valueTypes)[number];

export function typeOf(value: JsonValue | undefined): ValueType {
  if (value === undefined || typeof value === "string") return "text";
  return typeof value === "number" ? "number" : "json";
}

export const textOf = (value: JsonValue | undefined): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

export type TypedValue = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly message: string };

/** What somebody typed, as the value that they say it is. */
export function readValue(type: ValueType, text: string): TypedValue {
  if (type === "text") return { ok: true, value: text };
  if (type === "number") {
    const value = Number(text);
    return text.trim() !== "" && Number.isFinite(value) ? { ok: true, value } : { ok: false, message: "This is no number." };
  }
  try {
    return { ok: true, value: parseJson(text) };
  } catch {
    return { ok: false, message: 'This is no JSON. Text needs quotes; objects look like { "limit": 5 }.' };
  }
}
