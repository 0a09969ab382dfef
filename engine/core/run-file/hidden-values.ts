import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { readPart } from "../mapping/test-cases/test-from-run.ts";
import { holdsMark } from "./masks.ts";

/** Whether the value, or a part of it, is not known because it was taken out of the file. */
export const isHidden = (value: unknown): boolean => typeof value === "string" && holdsMark(value);

/** Whether an expression looks at a value that was taken out: what it gives is then not what it gave. */
export const readsHidden = (source: string, scope: JsonObject): boolean => holdsHidden(readPart(source, undefined, scope));

function holdsHidden(value: JsonValue | undefined): boolean {
  if (isJsonArray(value)) return value.some(holdsHidden);
  if (!isJsonObject(value)) return isHidden(value);
  return Object.entries(value).some(([name, member]) => holdsMark(name) || holdsHidden(member));
}
