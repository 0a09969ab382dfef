import type { Template } from "../compile/flow-plan.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { NodeDefinition } from "../node-definition.ts";
import { toPointer } from "../pointer.ts";

/**
 * Expressions inside a node's config. A string that starts with `=` is one; `\=` at the start is a literal `=`. Fields
 * that a kind declares as always-expressions (`expressionPaths`, e.g. `cases.*.when`) take no `=` and are evaluated by
 * the kind itself, so they are not templates.
 */
type Path = readonly (string | number)[];

export interface ExpressionSite extends Template {
  /** JSON pointer from the config root, e.g. `/cases/0/when`. */
  readonly pointer: string;
  readonly type: "template" | "field";
}

/** The `=` strings of a config, outside the fields that are always expressions. */
export function findTemplates(config: JsonObject, expressionPaths: readonly string[]): Template[] {
  return listSites(config, expressionPaths)
    .filter((site) => site.type === "template")
    .map(({ path, source }) => ({ path, source }));
}

/** Every expression of a config: templates and always-expression fields. */
export function listExpressions(config: JsonObject, definition: Pick<NodeDefinition, "expressionPaths">): ExpressionSite[] {
  return listSites(config, definition.expressionPaths);
}

function listSites(config: JsonObject, expressionPaths: readonly string[]): ExpressionSite[] {
  const patterns = expressionPaths.map((pattern) => pattern.split("."));
  const sites: ExpressionSite[] = [];
  forEachString(config, [], (text, path) => {
    const pointer = toPointer(path);
    if (patterns.some((pattern) => matches(pattern, path))) sites.push({ path, source: text, pointer, type: "field" });
    else if (text.startsWith("=")) sites.push({ path, source: text.slice(1), pointer, type: "template" });
  });
  return sites;
}

/** Whether the field at a JSON pointer is always an expression, and so takes no `=`. */
export const hasExpressionAt = ({ expressionPaths }: Pick<NodeDefinition, "expressionPaths">, pointer: string): boolean =>
  expressionPaths.some((pattern) => matches(pattern.split("."), pointer.slice(1).split("/")));

const matches = (pattern: readonly string[], path: Path): boolean =>
  pattern.length === path.length && pattern.every((part, index) => part === "*" || part === String(path[index]));

function forEachString(value: JsonValue | undefined, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof value === "string") visit(value, path);
  else if (isJsonArray(value)) value.forEach((item, index) => forEachString(item, [...path, index], visit));
  else if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) forEachString(member, [...path, key], visit);
}

/**
 * A copy of the config with the value of each template in its place (same order as `templates`) and `\=` unescaped. A
 * template without a value leaves its key out; inside an array it becomes null.
 */
export function fillTemplates(
  config: JsonObject,
  templates: readonly Template[],
  values: readonly (JsonValue | undefined)[],
): JsonObject {
  const unescaped = unescapedConfig(config);
  if (templates.length === 0) return unescaped;
  const filled = copyContainers(unescaped) as JsonObject;
  templates.forEach(({ path }, index) => place(filled, path, values[index]));
  return filled;
}

const unescapedConfigs = new WeakMap<JsonObject, JsonObject>();

/** Configs belong to compiled flows and live long, so each is looked through once. */
function unescapedConfig(config: JsonObject): JsonObject {
  let known = unescapedConfigs.get(config);
  if (known === undefined) {
    known = mapStrings(config, (text) => (text.startsWith("\\=") ? text.slice(1) : text)) as JsonObject;
    unescapedConfigs.set(config, known);
  }
  return known;
}

function mapStrings(value: JsonValue | undefined, change: (text: string) => string): JsonValue | undefined {
  if (typeof value === "string") return change(value);
  if (isJsonArray(value)) return value.map((item) => mapStrings(item, change)!);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapStrings(member, change)]));
}

const copyContainers = (value: JsonValue): JsonValue => mapStrings(value, (text) => text)!;

function place(root: JsonObject, path: Path, value: JsonValue | undefined): void {
  let container: unknown = root;
  for (const part of path.slice(0, -1)) container = (container as Record<string | number, unknown>)[part];
  const last = path.at(-1)!;
  if (Array.isArray(container)) container[last as number] = value ?? null;
  else if (value === undefined) Reflect.deleteProperty(container as object, last);
  else (container as Record<string, unknown>)[last] = value;
}
