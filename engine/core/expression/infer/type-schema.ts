import { isJsonArray, jsonItems, type JsonObject, type JsonValue } from "../../json.ts";
import { isJsonObject } from "../../json.ts";
import {
  ANY_OBJECT,
  BOOLEAN,
  join,
  mayBeNothing,
  NOTHING,
  NULL,
  NUMBER,
  optional,
  STRING,
  UNKNOWN,
  withoutNothing,
  type ArrayType,
  type ObjectType,
  type Type,
} from "./type.ts";

/**
 * JSON Schema to types and back. Only what shapes a value counts (`type`, `properties`, `items`, `enum`, `const`, `anyOf`,
 * `allOf`, `$ref`): lengths, ranges and patterns make a type no narrower.
 *
 * `root` is the document that `$ref` with `#/...` points into. References are followed when their type is looked at, so a
 * schema may contain itself. What cannot be resolved is unknown.
 */
export function fromJsonSchema(schema: JsonValue | undefined, root: JsonValue | undefined = schema): Type {
  return read(schema, { root: root ?? {}, open: [], known: new Map() });
}

interface Reading {
  readonly root: JsonValue;
  /** References that are being followed without anything in between: one that leads back here says nothing. */
  readonly open: readonly string[];
  /** One schema, one type: types that are the same are told apart from others by being the same. */
  readonly known: Map<JsonObject, Map<string, Type>>;
}

function read(schema: JsonValue | undefined, reading: Reading): Type {
  if (schema === false) return NOTHING;
  if (!isJsonObject(schema)) return UNKNOWN;
  const { $ref: reference } = schema;
  if (typeof reference === "string") return followed(reference, reading);
  if ("const" in schema) return literals([schema["const"]!]);
  if (isJsonArray(schema["enum"])) return literals(schema["enum"]);
  const choices = schema["anyOf"] ?? schema["oneOf"];
  if (isJsonArray(choices)) return join(choices.map((choice) => read(choice, reading)));
  if (Array.isArray(schema["allOf"])) return allOf(schema, reading);
  return ofKinds(schema, reading);
}

function followed(reference: string, reading: Reading): Type {
  const { root, open } = reading;
  if (open.includes(reference) || !reference.startsWith("#")) return UNKNOWN;
  const names = reference.slice(1).split("/").slice(1);
  let target: JsonValue | undefined = root;
  for (const name of names) {
    const key = decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
    target = isJsonArray(target) ? target[Number(key)] : isJsonObject(target) ? target[key] : undefined;
  }
  return target === undefined ? UNKNOWN : read(target, { ...reading, open: [...open, reference] });
}

const literals = (values: readonly JsonValue[]): Type =>
  join(
    values.map((value): Type => {
      if (value === null) return NULL;
      return typeof value === "object" ? UNKNOWN : { kind: "literal", value };
    }),
  );

function ofKinds(schema: JsonObject, reading: Reading): Type {
  const { type } = schema;
  const kinds = isJsonArray(type) ? type : [type ?? guessedKind(schema)];
  const types = kinds.map((kind) => ofKind(kind, schema, reading));
  return join(schema["nullable"] === true ? [...types, NULL] : types);
}

const guessedKind = (schema: JsonObject): string | undefined =>
  "properties" in schema ? "object" : "items" in schema ? "array" : undefined;

function ofKind(kind: JsonValue | undefined, schema: JsonObject, reading: Reading): Type {
  switch (kind) {
    case "string":
      return STRING;
    case "number":
    case "integer":
      return NUMBER;
    case "boolean":
      return BOOLEAN;
    case "null":
      return NULL;
    case "array":
      return once(reading, schema, kind, () => arrayType(schema, reading));
    case "object":
      return once(reading, schema, kind, () => objectType(schema, reading));
    default:
      return UNKNOWN;
  }
}

function once({ known }: Reading, schema: JsonObject, kind: string, make: () => Type): Type {
  const types = known.get(schema) ?? new Map<string, Type>();
  known.set(schema, types);
  const type = types.get(kind) ?? make();
  types.set(kind, type);
  return type;
}

function arrayType(schema: JsonObject, reading: Reading): ArrayType {
  const { prefixItems, items } = schema;
  const make = (): Type => {
    const rows = jsonItems(prefixItems);
    return join(
      [...rows, ...(items === undefined && rows.length > 0 ? [true] : [items])].map((row) => read(row, { ...reading, open: [] })),
    );
  };
  return lazily({ kind: "array" as const }, "items", make);
}

function objectType(schema: JsonObject, reading: Reading): ObjectType {
  const { properties, required, additionalProperties } = schema;
  const needed = new Set(jsonItems(required));
  const make = (): ReadonlyMap<string, Type> => {
    const entries = isJsonObject(properties) ? Object.entries(properties) : [];
    return new Map(
      entries.map(([name, field]) => {
        const type = read(field, { ...reading, open: [] });
        return [name, needed.has(name) ? type : optional(type)];
      }),
    );
  };
  const withFields = lazily({ kind: "object" as const }, "fields", make);
  return lazily(withFields, "rest", () => read(additionalProperties ?? true, { ...reading, open: [] }));
}

/** Adds a member that is made when it is first read. */
function lazily<Base extends object, Key extends string, Value>(
  base: Base,
  key: Key,
  make: () => Value,
): Base & { readonly [K in Key]: Value } {
  let made: { readonly value: Value } | undefined;
  const get = (): Value => (made ??= { value: make() }).value;
  return Object.defineProperty(base, key, { get, enumerable: true }) as Base & { readonly [K in Key]: Value };
}

/** Objects are taken together; of anything else, the first part that says something. */
function allOf(schema: JsonObject, reading: Reading): Type {
  const { allOf: parts, ...own } = schema;
  const types = [...(parts as readonly JsonValue[]), own]
    .map((part) => read(part, reading))
    .filter(({ kind }) => kind !== "unknown");
  const objects = types.filter((type) => type.kind === "object");
  if (objects.length < types.length || objects.length === 0) return types[0] ?? UNKNOWN;
  const fields = new Map<string, Type>();
  for (const [name, type] of objects.flatMap((object) => [...object.fields])) {
    const known = fields.get(name);
    const isNeeded = known !== undefined && !(mayBeNothing(known) && mayBeNothing(type));
    fields.set(name, known === undefined ? type : isNeeded ? withoutNothing(known) : known);
  }
  const isClosed = objects.some(({ rest }) => rest.kind === "nothing");
  return { kind: "object", fields, rest: isClosed ? NOTHING : UNKNOWN };
}

/** Schemas that contain themselves are cut off at this depth. */
const DEEPEST = 12;

/** The schema of what a type admits, `nothing` aside. Functions have none. */
export function toJsonSchema(type: Type): JsonObject {
  for (let deepest = DEEPEST; deepest > 1; deepest--) {
    try {
      return write(type, { depth: 0, deepest, parts: { left: MOST_PARTS } });
    } catch (error) {
      if (error !== tooMany) throw error;
    }
  }
  return write(type, { depth: 0, deepest: 1, parts: { left: Infinity } });
}

/** Types of schemas that contain themselves, again and again, are written less deep. */
const MOST_PARTS = 20_000;
const tooMany = new Error("The schema has too many parts");

interface Writing {
  readonly depth: number;
  readonly deepest: number;
  /** How many parts may still be written, counted down. */
  readonly parts: { left: number };
}

const inside = (writing: Writing): Writing => ({ ...writing, depth: writing.depth + 1 });

function write(type: Type, writing: Writing): JsonObject {
  if (--writing.parts.left < 0) throw tooMany;
  if (writing.depth > writing.deepest) return {};
  const present = withoutNothing(type);
  switch (present.kind) {
    case "unknown":
    case "function":
    case "nothing":
      return {};
    case "literal":
      return { const: present.value };
    case "array":
      return { type: "array", items: write(present.items, inside(writing)) };
    case "sequence": {
      const items = write(present.items, inside(writing));
      return { anyOf: [items, { type: "array", items }] };
    }
    case "object":
      return present === ANY_OBJECT || writing.depth === writing.deepest ? { type: "object" } : objectSchema(present, writing);
    case "union":
      return unionSchema(present.members, writing);
    default:
      return { type: present.kind };
  }
}

function objectSchema({ fields, rest }: ObjectType, writing: Writing): JsonObject {
  const required = [...fields].filter(([, field]) => !mayBeNothing(field)).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries([...fields].map(([name, field]) => [name, write(field, inside(writing))])),
    ...(required.length > 0 ? { required } : {}),
    ...(rest.kind === "nothing" ? { additionalProperties: false } : {}),
    ...(rest.kind === "nothing" || rest.kind === "unknown" ? {} : { additionalProperties: write(rest, inside(writing)) }),
  };
}

function unionSchema(members: readonly Type[], writing: Writing): JsonObject {
  const values = members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
  const others = members.filter(({ kind }) => kind !== "literal").map((member) => write(member, writing));
  if (values.length > 0) others.unshift(values.length === 1 ? { const: values[0]! } : { enum: values });
  return others.length === 1 ? others[0]! : { anyOf: others };
}
