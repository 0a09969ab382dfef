import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Path } from "./operation.ts";

/** The value at a path; `undefined` when there is none. Names of `Object.prototype` are names like any other. */
export function valueAt(root: unknown, path: Path): JsonValue | undefined {
  let value = root as JsonValue | undefined;
  for (const part of path) value = memberOf(value, part);
  return value;
}

export function memberOf(container: JsonValue | undefined, part: string | number): JsonValue | undefined {
  if (isJsonArray(container)) return typeof part === "number" ? container[part] : undefined;
  if (!isJsonObject(container) || !Object.hasOwn(container, part)) return undefined;
  return container[part];
}

/** Whether a path ends at a place in a list, where values are put in and taken out instead of set and deleted. */
export const isListPlace = (path: Path): boolean => typeof path.at(-1) === "number";

export const isContainer = (value: unknown): value is JsonObject | readonly JsonValue[] =>
  typeof value === "object" && value !== null;
