import { isJsonArray, isJsonObject, type JsonValue } from "./json.ts";

/** JSON pointer (RFC 6901) of keys and indexes: `["nodes", 3, "config"]` is `/nodes/3/config`; the root is the empty string. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function fromPointer(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What a path leads to; an index may be a number or, as in a pointer, its digits. `undefined` where it leads nowhere. */
export function followPath(root: JsonValue, path: readonly (string | number)[]): JsonValue | undefined {
  let found: JsonValue | undefined = root;
  for (const part of path) {
    if (isJsonArray(found)) found = found[Number(part)];
    else found = isJsonObject(found) && Object.hasOwn(found, part) ? found[part] : undefined;
  }
  return found;
}
