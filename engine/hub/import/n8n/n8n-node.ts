import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { written } from "../written.ts";

/** A node of a workflow as the importer reads it: whatever has not the form it should have is absent. */
export interface N8nNode {
  readonly name: string;
  /** Without the package: `httpRequest`. */
  readonly type: string;
  readonly version: number;
  readonly parameters: JsonObject;
  readonly options: JsonObject;
  /** By the type of the credential: what its owner calls it. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly source: JsonObject;
}

export function readNode(source: JsonObject, name: string): N8nNode {
  const parameters = objectIn(source, "parameters");
  const credentials = Object.entries(objectIn(source, "credentials"));
  return {
    name,
    type: typeOf(source).split(".").at(-1) ?? "",
    version: typeof source["typeVersion"] === "number" ? source["typeVersion"] : 1,
    parameters,
    options: objectIn(parameters, "options"),
    credentials: new Map(credentials.map(([type, given]) => [type, written(inside(given, "name") ?? type)])),
    source,
  };
}

export const typeOf = (source: JsonObject): string => (typeof source["type"] === "string" ? source["type"] : "unknown");

export const listOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
export const inside = (value: unknown, name: string): JsonValue | undefined =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
export function objectIn(value: unknown, name: string): JsonObject {
  const member = inside(value, name);
  return isJsonObject(member) ? member : {};
}
export const textIn = (value: unknown, name: string): string | undefined => {
  const member = inside(value, name);
  return typeof member === "string" ? member : undefined;
};
export const numberIn = (value: unknown, name: string, otherwise: number): number => {
  const member = inside(value, name);
  const number = typeof member === "string" ? Number(member) : member;
  return typeof number === "number" && Number.isFinite(number) ? number : otherwise;
};
/** The id that a resource locator holds: `{ "__rl": true, "value": "…", "mode": "list" }`, or the value itself. */
export const located = (value: JsonValue | undefined): JsonValue | undefined =>
  isJsonObject(value) && value["__rl"] === true ? value["value"] : value;
