import { isJsonArray, isJsonObject, jsonItems, type JsonArray, type JsonObject, type JsonValue } from "../../json.ts";
import { followPath, fromPointer } from "../../pointer.ts";
import type { Schemas } from "../../schema/check-schema.ts";

/**
 * A schema as the tree people map between. Fields are made when their parent is opened, so a schema that refers to itself costs what is
 * looked at, and one with thousands of fields opens at once.
 *
 * The members of an array's items hang directly below the array: `lines` → `sku`, with the path `lines / * / sku`. The variants of
 * `anyOf` and `oneOf` are shown together; a member that not every variant requires is optional.
 */
export interface SchemaField {
  /** Names from the root; `*` for the items of an array. */
  readonly path: readonly string[];
  /** Last name of the path; empty for the root. */
  readonly name: string;
  /** Types of JSON Schema without `null` and `array`; empty when anything is allowed. For an array: those of its innermost items. */
  readonly types: readonly string[];
  /** 0: not an array, 1: an array, 2: an array of arrays, and so on. */
  readonly arrayDepth: number;
  readonly isNullable: boolean;
  readonly isRequired: boolean;
  readonly hasChildren: boolean;
  /** Lies inside itself: `category / parent / parent` can be opened for ever. */
  readonly isRecursive: boolean;
  readonly format?: string;
  readonly choices?: JsonArray;
  readonly title?: string;
  readonly description?: string;
  /** Marked `x-sensitive`: samples of it are never kept or shown. */
  readonly isSensitive: boolean;
}

export interface SchemaTree {
  readonly root: SchemaField;
  /** In the order of the schema; made once per field. */
  childrenOf(field: SchemaField): readonly SchemaField[];
  /** The field at a path such as `["lines", "*", "sku"]`, whether its parents have been opened or not. */
  fieldAt(path: readonly string[]): SchemaField | undefined;
}

/** `schemas`: what `#/schemas/<name>` refers to. Other references are looked up in the schema itself. */
export function openSchemaTree(schema: JsonObject, schemas: Schemas = {}): SchemaTree {
  return new LazySchemaTree({ document: schema, schemas });
}

interface Source {
  readonly document: JsonObject;
  readonly schemas: Schemas;
}

/** What is behind a field: the variants of the schema that gives it its members, and the schemas passed on the way there. */
interface Behind {
  readonly variants: readonly Located[];
  readonly ancestors: ReadonlySet<JsonObject>;
}

/** A schema and the document its own references count from. */
interface Located {
  readonly schema: JsonObject;
  readonly home: JsonObject;
}

class LazySchemaTree implements SchemaTree {
  readonly root: SchemaField;
  readonly #source: Source;
  readonly #behind = new WeakMap<SchemaField, Behind>();
  readonly #children = new WeakMap<SchemaField, readonly SchemaField[]>();

  constructor(source: Source) {
    this.#source = source;
    this.root = this.#makeField([], true, [{ schema: source.document, home: source.document }], new Set());
  }

  childrenOf(field: SchemaField): readonly SchemaField[] {
    const known = this.#children.get(field);
    if (known !== undefined) return known;
    const children = this.#makeChildren(field);
    this.#children.set(field, children);
    return children;
  }

  fieldAt(path: readonly string[]): SchemaField | undefined {
    let field: SchemaField | undefined = this.root;
    while (field !== undefined && field.path.length < path.length) {
      field = this.childrenOf(field).find((child) => child.path.every((part, index) => part === path[index]));
    }
    return field !== undefined && field.path.length === path.length ? field : undefined;
  }

  #makeChildren(field: SchemaField): SchemaField[] {
    const behind = this.#behind.get(field);
    if (behind === undefined) return [];
    const path = [...field.path, ...Array.from({ length: field.arrayDepth }, () => "*")];
    const ancestors = new Set([...behind.ancestors, ...behind.variants.map(({ schema }) => schema)]);
    return membersOf(behind.variants).map(({ name, isRequired, schemas }) =>
      this.#makeField([...path, name], isRequired, schemas, ancestors),
    );
  }

  #makeField(
    path: readonly string[],
    isRequired: boolean,
    located: readonly Located[],
    ancestors: ReadonlySet<JsonObject>,
  ): SchemaField {
    const outer = located.flatMap((each) => variantsOf(each, this.#source));
    const { arrayDepth, variants } = innermost(outer, this.#source);
    const facts = variants.map(({ schema }) => schema);
    const field: SchemaField = {
      path,
      name: path.at(-1) ?? "",
      types: namedTypes(facts),
      arrayDepth,
      isNullable: outer.some(({ schema }) => declaredTypes(schema).includes("null")),
      isRequired,
      hasChildren: facts.some(hasMembers),
      isRecursive: facts.some((schema) => ancestors.has(schema)),
      isSensitive: [...outer, ...variants].some(({ schema }) => schema["x-sensitive"] === true),
      ...descriptionOf([...outer.map(({ schema }) => schema), ...facts]),
    };
    this.#behind.set(field, { variants, ancestors });
    return field;
  }
}

interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schemas: readonly Located[];
}

function membersOf(variants: readonly Located[]): Member[] {
  const members = new Map<string, { required: number; schemas: Located[] }>();
  const shaped = variants.filter(({ schema }) => hasMembers(schema));
  for (const { schema, home } of shaped) {
    const required = new Set(requiredNames(schema));
    for (const [name, member] of namedMembers(schema)) {
      const entry = members.get(name) ?? { required: 0, schemas: [] };
      entry.schemas.push({ schema: member, home });
      if (required.has(name)) entry.required += 1;
      members.set(name, entry);
    }
  }
  return [...members].map(([name, { required, schemas }]) => ({ name, isRequired: required === shaped.length, schemas }));
}

function namedMembers(schema: JsonObject): (readonly [string, JsonObject])[] {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  return Object.entries(properties).map(([name, member]) => [name, isJsonObject(member) ? member : {}] as const);
}

const requiredNames = (schema: JsonObject): readonly JsonValue[] => jsonItems(schema["required"]);

const membered = new WeakMap<JsonObject, boolean>();

/** Asked of every field, and thousands of fields may refer to the same large schema: answered once. */
function hasMembers(schema: JsonObject): boolean {
  const known = membered.get(schema) ?? namedMembers(schema).length > 0;
  membered.set(schema, known);
  return known;
}

/** Through arrays of arrays to what the items are. */
function innermost(variants: readonly Located[], source: Source): { arrayDepth: number; variants: readonly Located[] } {
  let arrayDepth = 0;
  let current = variants;
  for (;;) {
    const items = current.flatMap(({ schema, home }) =>
      isJsonObject(schema["items"]) ? [{ schema: schema["items"], home }] : [],
    );
    const isArray = items.length > 0 || current.some(({ schema }) => declaredTypes(schema).includes("array"));
    if (!isArray || arrayDepth === MAX_ARRAY_DEPTH) return { arrayDepth, variants: current };
    arrayDepth += 1;
    current = items.flatMap((each) => variantsOf(each, source));
  }
}

/** An array of itself would go on for ever. */
const MAX_ARRAY_DEPTH = 8;

/** References followed, `allOf` merged, and `anyOf` and `oneOf` taken apart. */
function variantsOf(located: Located, source: Source, following: ReadonlySet<JsonObject> = new Set()): Located[] {
  if (following.has(located.schema)) return [];
  const seen = new Set([...following, located.schema]);
  const target = targetOf(located, source);
  const base = target === undefined ? [located] : besideReference(located, variantsOf(target, source, seen));
  const parts = schemaList(located.schema["allOf"]).map((schema) => variantsOf({ schema, home: located.home }, source, seen));
  const merged = parts.reduce<Located[]>((left, right) => combine(left, right), base);
  const choices = [...schemaList(located.schema["anyOf"]), ...schemaList(located.schema["oneOf"])];
  if (choices.length === 0) return merged;
  return combine(
    merged,
    choices.flatMap((schema) => variantsOf({ schema, home: located.home }, source, seen)),
  );
}

/** What stands beside a `$ref` describes it further: a title, a description, `x-sensitive`. */
function besideReference({ schema, home }: Located, targets: readonly Located[]): Located[] {
  const { $ref: _, ...beside } = schema;
  return Object.keys(beside).length === 0 ? [...targets] : combine(targets, [{ schema: beside, home }]);
}

function combine(left: readonly Located[], right: readonly Located[]): Located[] {
  if (right.length === 0) return [...left];
  return left.flatMap((one) => right.map((other) => mergeSchemas(one, other)));
}

const merges = new WeakMap<JsonObject, WeakMap<JsonObject, Located>>();

/** The same two schemas merge into the same object, so that recursion is recognized behind `allOf` too. */
function mergeSchemas(left: Located, right: Located): Located {
  const known = merges.get(left.schema)?.get(right.schema);
  if (known !== undefined) return known;
  const merged = { schema: mergeMembers(left.schema, right.schema), home: left.home === right.home ? left.home : right.home };
  const byRight = merges.get(left.schema) ?? new WeakMap<JsonObject, Located>();
  merges.set(left.schema, byRight.set(right.schema, merged));
  return merged;
}

function mergeMembers(left: JsonObject, right: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...left, ...right };
  for (const key of ["allOf", "anyOf", "oneOf", "$ref"]) delete merged[key];
  const properties = Object.fromEntries([...namedMembers(left), ...namedMembers(right)]);
  const required = [...new Set([...requiredNames(left), ...requiredNames(right)])];
  if (Object.keys(properties).length > 0) merged["properties"] = properties;
  if (required.length > 0) merged["required"] = required;
  return merged;
}

const schemaList = (value: JsonValue | undefined): JsonObject[] => (isJsonArray(value) ? value.filter(isJsonObject) : []);

const FLOW_SCHEMA = "#/schemas/";

function targetOf({ schema, home }: Located, { document, schemas }: Source): Located | undefined {
  const reference = schema["$ref"];
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
  if (reference.startsWith(FLOW_SCHEMA)) {
    const [name = "", ...rest] = fromPointer(`/${reference.slice(FLOW_SCHEMA.length)}`);
    const root = schemas[name];
    return root === undefined ? undefined : locate(root, rest);
  }
  return locate(home, fromPointer(decodeURIComponent(reference.slice(1)))) ?? locate(document, fromPointer(reference.slice(1)));
}

function locate(home: JsonObject, path: readonly string[]): Located | undefined {
  const found = followPath(home, path);
  return isJsonObject(found) ? { schema: found, home } : undefined;
}

function declaredTypes(schema: JsonObject): readonly string[] {
  const type = schema["type"];
  if (typeof type === "string") return schema["nullable"] === true ? [type, "null"] : [type];
  if (isJsonArray(type)) return type.filter((each) => typeof each === "string");
  return [];
}

function namedTypes(schemas: readonly JsonObject[]): string[] {
  const types = new Set(schemas.flatMap(impliedTypes));
  types.delete("null");
  types.delete("array");
  return [...types];
}

function impliedTypes(schema: JsonObject): readonly string[] {
  const declared = declaredTypes(schema);
  if (declared.length > 0) return declared;
  if (hasMembers(schema)) return ["object"];
  const values = "const" in schema ? [schema["const"] ?? null] : jsonItems(schema["enum"]);
  return [...new Set(values.filter((value) => value !== null).map((value) => typeof value))];
}

function descriptionOf(schemas: readonly JsonObject[]): Pick<SchemaField, "format" | "choices" | "title" | "description"> {
  const text = (keyword: string): string | undefined =>
    schemas.map((schema) => schema[keyword]).find((value): value is string => typeof value === "string");
  const [format, title, description] = [text("format"), text("title"), text("description")];
  const choices = schemas.map(({ enum: values }) => values).find((values) => Array.isArray(values)) as JsonArray | undefined;
  return {
    ...(format === undefined ? {} : { format }),
    ...(choices === undefined ? {} : { choices }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
}

/** Fields breadth first, until there are `limit`; what lies inside itself is opened once. */
export function listFields(tree: SchemaTree, limit: number): SchemaField[] {
  const fields: SchemaField[] = [];
  let level: readonly SchemaField[] = [tree.root];
  while (level.length > 0 && fields.length < limit) {
    fields.push(...level.slice(0, limit - fields.length));
    level = level.filter((field) => !field.isRecursive && field.hasChildren).flatMap((field) => tree.childrenOf(field));
  }
  return fields;
}
