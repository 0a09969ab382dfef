import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { UntranslatableText } from "./untranslatable-text.ts";

/** The object at a place of an element; none of its members where there is nothing. Throws {@link UntranslatableText}, with the place, where there is something else. */
export function objectAt(value: JsonValue | undefined, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  if (value === undefined || value === null) return {};
  throw new UntranslatableText(`Its ${path} is ${kindOf(value)} and not an object: mend it in the file, and import it again.`);
}

function kindOf(value: Exclude<JsonValue, null>): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "a text" : typeof value === "number" ? "a number" : "a truth value";
}
