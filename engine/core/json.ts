/** A value that survives `JSON.stringify` and `JSON.parse` unchanged. Payloads, outputs and events are made of these. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `Array.isArray` for JSON: it makes `any` of the items, and knows no readonly arrays. */
export const isJsonArray = (value: unknown): value is JsonArray => Array.isArray(value);

/** The items of a list; none of anything else. */
export const jsonItems = (value: unknown): JsonArray => (isJsonArray(value) ? value : []);

/** What JSON text says. Throws the `SyntaxError` of `JSON.parse` where it is none. */
export const parseJson = (text: string): JsonValue => JSON.parse(text) as JsonValue;
