import { isJsonObject, type JsonValue } from "../core/json.ts";

const MAX_BUSINESS_KEY = 200;

/** What people look a run up by: the `id`, `key` or `number` of its input, when there is one. */
export function businessKeyOf(input: JsonValue): string | undefined {
  if (!isJsonObject(input)) return undefined;
  const value = [input["id"], input["key"], input["number"]].find(
    (candidate) => typeof candidate === "string" || typeof candidate === "number",
  );
  return value === undefined ? undefined : String(value).slice(0, MAX_BUSINESS_KEY);
}
