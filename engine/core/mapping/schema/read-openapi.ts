import { isJsonArray, isJsonObject, jsonItems, type JsonObject, type JsonValue } from "../../json.ts";
import { followPath, fromPointer } from "../../pointer.ts";

/** What an OpenAPI document says about one operation; schemas are taken out of it one at a time. */
export interface OpenApiOperation {
  /** `operationId`, or method and path when it has none. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary?: string;
  /** What a schema can be made of. */
  readonly parts: readonly OpenApiPart[];
}

export type OpenApiPart =
  | { readonly type: "request" }
  /** Path, query and header parameters as one object. */
  | { readonly type: "parameters" }
  /** `status` as in the document: `200`, `4XX`, `default`. */
  | { readonly type: "response"; readonly status: string };

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"] as const;

export const isOpenApi = (document: JsonValue): document is JsonObject =>
  isJsonObject(document) && typeof document["openapi"] === "string" && /^3\.[01]\./.test(document["openapi"]);

/** Operations in the order of the document. References that lead outside of it are left out. */
export function listOperations(document: JsonObject): OpenApiOperation[] {
  const paths = isJsonObject(document["paths"]) ? document["paths"] : {};
  return Object.entries(paths).flatMap(([path, raw]) => {
    const item = resolve(raw, document);
    return METHODS.flatMap((method) => {
      const operation = item === undefined ? undefined : resolve(item[method], document);
      return operation === undefined ? [] : [describeOperation(document, method, path, item!, operation)];
    });
  });
}

function describeOperation(
  document: JsonObject,
  method: string,
  path: string,
  item: JsonObject,
  operation: JsonObject,
): OpenApiOperation {
  const { operationId, summary } = operation;
  const hasRequest = bodySchema(resolve(operation["requestBody"], document)) !== undefined;
  const parameters = parametersOf(document, item, operation);
  const responses = Object.entries(isJsonObject(operation["responses"]) ? operation["responses"] : {});
  const answered = responses.filter(([, response]) => bodySchema(resolve(response, document)) !== undefined);
  return {
    id: typeof operationId === "string" ? operationId : `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    ...(typeof summary === "string" ? { summary } : {}),
    parts: [
      ...(hasRequest ? [{ type: "request" } as const] : []),
      ...(parameters.length > 0 ? [{ type: "parameters" } as const] : []),
      ...answered.map(([status]) => ({ type: "response", status }) as const),
    ],
  };
}

/**
 * The JSON Schema 2020-12 of a request, of the parameters or of an answer, complete in itself: what it refers to becomes its `$defs`.
 * Undefined when the operation has no such part.
 */
export function schemaOfOperation(
  document: JsonObject,
  { method, path }: Pick<OpenApiOperation, "method" | "path">,
  part: OpenApiPart,
): JsonObject | undefined {
  const paths = isJsonObject(document["paths"]) ? document["paths"] : {};
  const item = resolve(paths[path], document);
  const operation = item === undefined ? undefined : resolve(item[method.toLowerCase()], document);
  if (item === undefined || operation === undefined) return undefined;
  const schema = partSchema(document, item, operation, part);
  return schema === undefined ? undefined : selfContained(schema, document);
}

function partSchema(document: JsonObject, item: JsonObject, operation: JsonObject, part: OpenApiPart): JsonObject | undefined {
  if (part.type === "request") return bodySchema(resolve(operation["requestBody"], document));
  if (part.type === "parameters") return parameterSchema(parametersOf(document, item, operation));
  const responses = isJsonObject(operation["responses"]) ? operation["responses"] : {};
  return bodySchema(resolve(responses[part.status], document));
}

/** JSON before forms before anything else that has a schema. */
function bodySchema(body: JsonObject | undefined): JsonObject | undefined {
  const content = isJsonObject(body?.["content"]) ? body["content"] : {};
  const types = Object.keys(content);
  const chosen =
    types.find((type) => /^application\/json\b/i.test(type)) ?? types.find((type) => /[+/]json\b/i.test(type)) ?? types[0];
  const media = chosen === undefined ? undefined : content[chosen];
  return isJsonObject(media) && isJsonObject(media["schema"]) ? media["schema"] : undefined;
}

/** Those of the operation, and those of its path that it does not define itself. */
function parametersOf(document: JsonObject, item: JsonObject, operation: JsonObject): JsonObject[] {
  const listed = [...jsonItems(item["parameters"]), ...jsonItems(operation["parameters"])]
    .map((each) => resolve(each, document))
    .filter((parameter) => parameter !== undefined);
  const byName = new Map(listed.map((parameter) => [`${String(parameter["in"])} ${String(parameter["name"])}`, parameter]));
  return [...byName.values()].filter(({ name, in: place }) => typeof name === "string" && place !== "cookie");
}

function parameterSchema(parameters: readonly JsonObject[]): JsonObject | undefined {
  if (parameters.length === 0) return undefined;
  const properties = parameters.map((parameter) => {
    const schema = isJsonObject(parameter["schema"]) ? parameter["schema"] : (bodySchema(parameter) ?? {});
    const { description } = parameter;
    return [String(parameter["name"]), typeof description === "string" ? { ...schema, description } : schema] as const;
  });
  const required = parameters.filter((parameter) => parameter["required"] === true).map(({ name }) => name!);
  return { type: "object", properties: Object.fromEntries(properties), ...(required.length > 0 ? { required } : {}) };
}

/** Follows a chain of references inside the document; undefined for one that leads outside, nowhere or in a circle. */
function resolve(value: JsonValue | undefined, document: JsonObject): JsonObject | undefined {
  const seen = new Set<JsonValue>();
  let current = value;
  while (isJsonObject(current) && typeof current["$ref"] === "string") {
    if (seen.has(current)) return undefined;
    seen.add(current);
    current = follow(current["$ref"], document);
  }
  return isJsonObject(current) ? current : undefined;
}

const follow = (reference: string, document: JsonObject): JsonValue | undefined =>
  reference.startsWith("#") ? followPath(document, fromPointer(decodeURIComponent(reference.slice(1)))) : undefined;

/** Definitions by the reference that asked for them; the map grows while what it holds is rewritten. */
interface Definitions {
  readonly document: JsonObject;
  readonly names: Map<string, string>;
}

function selfContained(schema: JsonObject, document: JsonObject): JsonObject {
  const definitions: Definitions = { document, names: new Map() };
  const body = rewriteSchema(schema, definitions) as JsonObject;
  const $defs: Record<string, JsonValue> = {};
  for (const [reference, name] of definitions.names) $defs[name] = rewriteSchema(follow(reference, document) ?? {}, definitions);
  return definitions.names.size === 0 ? body : { ...body, $defs };
}

/** Keywords whose value maps names to schemas, and those whose value is data. */
const SCHEMA_MAPS: ReadonlySet<string> = new Set(["properties", "patternProperties", "$defs", "dependentSchemas"]);
const DATA: ReadonlySet<string> = new Set(["enum", "const", "default", "examples", "required"]);
/** Of OpenAPI alone: they mean nothing to a JSON Schema. */
const DROPPED: ReadonlySet<string> = new Set(["nullable", "discriminator", "xml", "externalDocs", "example"]);

function rewriteSchema(value: JsonValue, definitions: Definitions): JsonValue {
  if (isJsonArray(value)) return value.map((item) => rewriteSchema(item, definitions));
  if (!isJsonObject(value)) return value;
  const rewritten: Record<string, JsonValue> = {};
  for (const [keyword, member] of Object.entries(value)) {
    if (member === undefined || DROPPED.has(keyword)) continue;
    rewritten[keyword] = rewriteKeyword(keyword, member, definitions);
  }
  return modernize(rewritten, value);
}

function rewriteKeyword(keyword: string, member: JsonValue, definitions: Definitions): JsonValue {
  if (DATA.has(keyword)) return member;
  if (keyword === "$ref" && typeof member === "string") return renameReference(member, definitions);
  if (!SCHEMA_MAPS.has(keyword) || !isJsonObject(member)) return rewriteSchema(member, definitions);
  return Object.fromEntries(Object.entries(member).map(([name, schema]) => [name, rewriteSchema(schema!, definitions)]));
}

function renameReference(reference: string, { names }: Definitions): string {
  if (!reference.startsWith("#")) return reference;
  const known = names.get(reference);
  if (known !== undefined) return `#/$defs/${known}`;
  const base = (fromPointer(reference.slice(1)).at(-1) ?? "schema").replace(/[^A-Za-z0-9_.-]/g, "_");
  const taken = new Set(names.values());
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}${number}`;
  names.set(reference, name);
  return `#/$defs/${name}`;
}

/** OpenAPI 3.0 is an older dialect: `nullable`, and `exclusiveMinimum: true` beside a `minimum`. */
function modernize(schema: Record<string, JsonValue>, original: JsonObject): JsonObject {
  const limits = withExclusive(withExclusive(schema, "exclusiveMinimum", "minimum"), "exclusiveMaximum", "maximum");
  if (original["nullable"] !== true) return limits;
  const { type, enum: choices, $ref, ...rest } = limits;
  if ($ref !== undefined) return { ...rest, anyOf: [{ $ref }, { type: "null" }] };
  if (type === undefined) return limits;
  const types = isJsonArray(type) ? type : [type];
  const nullChoices = isJsonArray(choices) ? { enum: [...new Set([...choices, null])] } : {};
  return { ...rest, type: [...types.filter((each) => each !== "null"), "null"], ...nullChoices };
}

function withExclusive(schema: Record<string, JsonValue>, exclusive: string, inclusive: string): Record<string, JsonValue> {
  const { [exclusive]: flag, [inclusive]: limit, ...rest } = schema;
  if (typeof flag !== "boolean") return schema;
  if (limit === undefined) return rest;
  return { ...rest, [flag ? exclusive : inclusive]: limit };
}
