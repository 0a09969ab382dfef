import { isJsonObject, jsonItems, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";

/** The types a person picks for a property; what a schema says in another way is `other` and written as JSON. */
export const PROPERTY_TYPES = [
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "integer", label: "Whole number" },
  { value: "boolean", label: "Yes or no" },
  { value: "date", label: "Date" },
  { value: "date-time", label: "Date and time" },
  { value: "email", label: "Email address" },
  { value: "object", label: "Object" },
] as const;

export type PropertyType = (typeof PROPERTY_TYPES)[number]["value"] | `ref:${string}` | "other";

export interface Property {
  readonly name: string;
  readonly schema: JsonObject;
  readonly required: boolean;
  readonly type: PropertyType;
  readonly isList: boolean;
}

const FORMATS = new Set(["date", "date-time", "email"]);

export const referenceName = (schema: JsonObject): string | undefined =>
  typeof schema["$ref"] === "string" ? /^#\/schemas\/([^/]+)$/.exec(schema["$ref"])?.[1] : undefined;

/** Whether a schema is an object whose properties can be listed. */
export const hasProperties = (schema: JsonObject): boolean =>
  (schema["type"] === "object" || isJsonObject(schema["properties"])) && schema["$ref"] === undefined;

export function propertiesOf(schema: JsonObject): readonly Property[] {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required: readonly unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).map(([name, member]) => {
    const own = isJsonObject(member) ? member : {};
    const isList = own["type"] === "array" && isJsonObject(own["items"]);
    return {
      name,
      schema: own,
      required: required.includes(name),
      isList,
      type: typeOf(isList ? (own["items"] as JsonObject) : own),
    };
  });
}

function typeOf(schema: JsonObject): PropertyType {
  const name = referenceName(schema);
  if (name !== undefined) return `ref:${name}`;
  const { type, format } = schema;
  if (type === "string") return typeof format === "string" && FORMATS.has(format) ? (format as PropertyType) : "string";
  if (hasProperties(schema)) return "object";
  return type === "number" || type === "integer" || type === "boolean" ? type : "other";
}

/** What is being described, where the type allows it: words are kept when a type changes, limits of the old type are not. */
function describe(type: PropertyType, words: JsonObject): JsonObject {
  if (type.startsWith("ref:")) return { $ref: `#/schemas/${type.slice(4)}`, ...words };
  if (FORMATS.has(type)) return { type: "string", format: type, ...words };
  if (type === "object") return { type, properties: {}, ...words };
  return type === "other" ? words : { type, ...words };
}

function wordsOf({ title, description }: JsonObject): JsonObject {
  return omitUndefined({ title, description });
}

export function setType(schema: JsonObject, name: string, type: PropertyType, isList: boolean): JsonObject {
  const before = propertiesOf(schema).find((property) => property.name === name);
  if (!before) return schema;
  const words = wordsOf(before.schema);
  const item = before.isList ? (before.schema["items"] as JsonObject) : before.schema;
  const { title: _title, description: _description, ...bare } = item;
  const inner = before.type === type ? (before.isList ? item : bare) : describe(type, {});
  return setProperty(schema, name, isList ? { type: "array", items: inner, ...words } : { ...inner, ...words });
}

export const setProperty = (schema: JsonObject, name: string, member: JsonObject): JsonObject => ({
  ...schema,
  properties: { ...(isJsonObject(schema["properties"]) ? schema["properties"] : {}), [name]: member },
});

/** The schema of what a property holds: of the items, for a list. */
export const innerSchema = ({ schema, isList }: Property): JsonObject => (isList ? (schema["items"] as JsonObject) : schema);

export const setInner = (schema: JsonObject, { name, schema: own, isList }: Property, inner: JsonObject): JsonObject =>
  setProperty(schema, name, isList ? { ...own, items: inner } : inner);

export function setRequired(schema: JsonObject, name: string, isRequired: boolean): JsonObject {
  const names = jsonItems(schema["required"]);
  return withRequired(schema, isRequired ? [...names, name] : names.filter((each) => each !== name));
}

function withRequired(schema: JsonObject, names: readonly JsonValue[]): JsonObject {
  const { required: _before, ...rest } = schema;
  return names.length === 0 ? rest : { ...rest, required: names };
}

export function addProperty(schema: JsonObject): { readonly schema: JsonObject; readonly name: string } {
  const names = propertiesOf(schema).map(({ name }) => name);
  let number = 1;
  while (names.includes(`field${number}`)) number++;
  return { schema: setProperty(schema, `field${number}`, { type: "string" }), name: `field${number}` };
}

/** `undefined` when the name is taken or empty: nothing is overwritten. */
export function renameProperty(schema: JsonObject, from: string, to: string): JsonObject | undefined {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  if (to === "" || Object.hasOwn(properties, to)) return undefined;
  const renamed = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name === from ? to : name, member]));
  const required = jsonItems(schema["required"]);
  return withRequired(
    { ...schema, properties: renamed },
    required.map((name) => (name === from ? to : name)),
  );
}

export function removeProperty(schema: JsonObject, name: string): JsonObject {
  const { [name]: _gone, ...rest } = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  return setRequired({ ...schema, properties: rest }, name, false);
}
