import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";

/** Whether two values are the same JSON: the order of keys does not count, and `undefined` members are absent. */
export function jsonEqual(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (Object.is(left, right)) return true;
  if (isJsonArray(left) && isJsonArray(right))
    return left.length === right.length && left.every((item, index) => jsonEqual(item, right[index]));
  if (!isJsonObject(left) || !isJsonObject(right)) return left === 0 && right === 0;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => jsonEqual(left[key], right[key]));
}
