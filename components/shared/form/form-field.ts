import { isJsonArray, isJsonObject, jsonItems, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { followPath, fromPointer } from "#engine/core/pointer.ts";
import { spellOut } from "#components/shared/approval/figures.ts";

/** How a person fills a field in. What a schema says in another way is filled in as JSON. */
export type Widget =
  | { readonly type: "text"; readonly input: "text" | "email" | "url" | "date" | "dateTime" | "time" }
  | { readonly type: "multiline" }
  | { readonly type: "number"; readonly whole: boolean }
  | { readonly type: "yesNo" }
  | { readonly type: "choice"; readonly options: readonly Option[] }
  /** Any number of the options. */
  | { readonly type: "choices"; readonly options: readonly Option[] }
  | { readonly type: "list"; readonly item: JsonObject }
  | { readonly type: "group"; readonly members: readonly Member[] }
  | { readonly type: "json" };

export interface Option {
  readonly value: JsonValue;
  readonly label: string;
}

export interface Member {
  readonly name: string;
  readonly schema: JsonObject;
  readonly required: boolean;
}

/** One field of a form, read off its schema; `root` is the whole self-contained schema, in which references lead. */
export interface FormField {
  readonly label: string;
  readonly help?: string;
  readonly required: boolean;
  readonly widget: Widget;
  /** With references followed. */
  readonly schema: JsonObject;
}

interface Place {
  readonly name: string;
  readonly required: boolean;
  /** How deep the field lies; what lies too deep, as in schemas that contain themselves, is filled in as JSON. */
  readonly depth: number;
}

export const MAX_DEPTH = 6;
const MULTILINE_FROM = 200;

export function readField(root: JsonObject, authored: JsonObject, { name, required, depth }: Place): FormField {
  const schema = resolve(root, authored);
  const label = text(schema["title"]) ?? spellOut(name);
  const help = [text(schema["description"]), rangeOf(schema)].filter((part) => part !== undefined).join(" · ");
  const widget: Widget = depth > MAX_DEPTH ? { type: "json" } : widgetOf(root, schema);
  return { label, required, widget, schema, ...(help === "" ? {} : { help }) };
}

function widgetOf(root: JsonObject, schema: JsonObject): Widget {
  const options = optionsOf(root, schema);
  if (options) return { type: "choice", options };
  switch (typeOf(schema)) {
    case "string":
      return textWidget(schema);
    case "integer":
    case "number":
      return { type: "number", whole: typeOf(schema) === "integer" };
    case "boolean":
      return { type: "yesNo" };
    case "array":
      return listWidget(root, schema);
    case "object":
      return groupWidget(schema);
    default:
      return { type: "json" };
  }
}

function textWidget({ format, maxLength }: JsonObject): Widget {
  if (format === "multiline" || (typeof maxLength === "number" && maxLength > MULTILINE_FROM)) return { type: "multiline" };
  const inputs = { email: "email", uri: "url", date: "date", "date-time": "dateTime", time: "time" } as const;
  return { type: "text", input: inputs[format as keyof typeof inputs] ?? "text" };
}

function listWidget(root: JsonObject, { items }: JsonObject): Widget {
  if (!isJsonObject(items)) return { type: "json" };
  const options = optionsOf(root, resolve(root, items));
  return options ? { type: "choices", options } : { type: "list", item: items };
}

function groupWidget({ properties, required }: JsonObject): Widget {
  if (!isJsonObject(properties)) return { type: "json" };
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const members = Object.entries(properties).flatMap(([name, schema]) =>
    isJsonObject(schema) ? [{ name, schema, required: needed.includes(name) }] : [],
  );
  return { type: "group", members };
}

/** `enum`, `const`, or a choice between constants that have titles. */
function optionsOf(root: JsonObject, schema: JsonObject): readonly Option[] | undefined {
  const plain = (value: JsonValue): Option => ({ value, label: typeof value === "string" ? value : JSON.stringify(value) });
  if (isJsonArray(schema["enum"])) return schema["enum"].map(plain);
  if (schema["const"] !== undefined) return [plain(schema["const"])];
  const branches = [schema["oneOf"], schema["anyOf"]].find(Array.isArray) as readonly JsonValue[] | undefined;
  const constants = branches?.map((branch) => (isJsonObject(branch) ? resolve(root, branch) : {}));
  if (!constants?.every((branch) => branch["const"] !== undefined)) return undefined;
  return constants.map((branch) => ({ ...plain(branch["const"]!), ...named(text(branch["title"])) }));
}

const named = (label: string | undefined) => (label === undefined ? {} : { label });
const text = (value: JsonValue | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** The first type that is not null; what has properties is an object, whatever it says. */
function typeOf({ type, properties }: JsonObject): JsonValue | undefined {
  if (isJsonObject(properties)) return "object";
  return isJsonArray(type) ? type.find((each) => each !== "null") : type;
}

function rangeOf({ minimum, maximum }: JsonObject): string | undefined {
  if (typeof minimum === "number" && typeof maximum === "number") return `${minimum} to ${maximum}`;
  if (typeof minimum === "number") return `At least ${minimum}`;
  return typeof maximum === "number" ? `At most ${maximum}` : undefined;
}

/** Follows references and lays the parts of `allOf` over each other; words written beside a reference win. */
function resolve(root: JsonObject, schema: JsonObject, steps = 0): JsonObject {
  const { $ref: reference, allOf, ...own } = schema;
  if (steps > 20) return own;
  const parts = [...(typeof reference === "string" ? [lookUp(root, reference)] : []), ...jsonItems(allOf)];
  const resolved = parts.filter(isJsonObject).map((part) => resolve(root, part, steps + 1));
  return [...resolved, own].reduce(lay, {});
}

function lay(below: JsonObject, above: JsonObject): JsonObject {
  const properties = [below["properties"], above["properties"]].filter(isJsonObject);
  const required = [below["required"], above["required"]].filter(Array.isArray).flat() as readonly JsonValue[];
  return {
    ...below,
    ...above,
    ...(properties.length === 0 ? {} : { properties: Object.assign({}, ...properties) as JsonObject }),
    ...(required.length === 0 ? {} : { required }),
  };
}

const lookUp = (root: JsonObject, reference: string): JsonValue | undefined =>
  followPath(root, fromPointer(reference.replace(/^#/, "")));
