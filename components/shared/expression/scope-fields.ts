import type { SchemaField, SchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";

/** What an expression can see: the schema of the scope (`input`, `steps`, `vars`, …), and values to show beside it. */
export interface ExpressionScope {
  readonly tree: SchemaTree;
  readonly sample?: JsonObject;
  /** What `$useMapping` can be given: the newest version of each mapping first. Absent while that is not known. */
  readonly mappings?: readonly MappingChoice[] | undefined;
}

export interface MappingChoice {
  /** `orderTotal@3` */
  readonly key: string;
  readonly description?: string;
  /** What it takes and gives, in words; absent where that is not known. */
  readonly takes?: string;
  readonly gives?: string;
}

/** Follows names through objects and arrays as a path of JSONata does; `undefined` where the schema does not know a name. */
export function fieldAtNames(tree: SchemaTree, names: readonly string[]): SchemaField | undefined {
  let at: SchemaField | undefined = tree.root;
  for (const name of names) at = at && tree.childrenOf(at).find((child) => child.name === name);
  return at;
}

/** The value at a path of names; inside arrays that of the first item which has one. */
export function sampleAt(value: JsonValue | undefined, names: readonly string[]): JsonValue | undefined {
  if (names.length === 0) return value;
  if (isJsonArray(value)) {
    for (const item of value) {
      const found = sampleAt(item, names);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [name = "", ...rest] = names;
  return isJsonObject(value) && Object.hasOwn(value, name) ? sampleAt(value[name], rest) : undefined;
}

/** A type as people say it: `text`, `list of objects`, `date`. */
export function describeType({ types, arrayDepth, format, isNullable }: SchemaField): string {
  const words = arrayDepth > 0 ? PLURALS : WORDS;
  const named = types.length === 0 ? (arrayDepth > 0 ? "" : "anything") : types.map((type) => words[type] ?? type).join(" or ");
  const exact = types.length === 1 && types[0] === "string" && arrayDepth === 0 ? (format ?? named) : named;
  const listed =
    arrayDepth === 0
      ? exact
      : `${"list of ".repeat(arrayDepth)}${exact}`.replace(/ of $/, "").replaceAll("list of list", "list of lists");
  return isNullable ? `${listed} or null` : listed;
}

const WORDS: Readonly<Record<string, string>> = {
  object: "object",
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
};

const PLURALS: Readonly<Record<string, string>> = {
  object: "objects",
  string: "texts",
  integer: "whole numbers",
  number: "numbers",
  boolean: "yes or no",
};

const PREVIEW_CHARACTERS = 80;

/** A value in one short line. */
export function preview(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > PREVIEW_CHARACTERS ? `${text.slice(0, PREVIEW_CHARACTERS - 1)}…` : text;
}
