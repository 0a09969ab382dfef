import { isJsonArray, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import type { SchemaField } from "#engine/core/mapping/schema/schema-tree.ts";
import { contextAt, type CursorContext, type ScopePath } from "./cursor-context.ts";
import { quoteName } from "./expression-tokens.ts";
import { findFunction, signatureOf, writableFunctions } from "./function-catalog.ts";
import { describeMapping, mappingNameAt, mappingNames, signatureWords, USE_MAPPING } from "./mapping-hints.ts";
import { describeType, fieldAtNames, preview, sampleAt, type ExpressionScope, type MappingChoice } from "./scope-fields.ts";

export interface Completion {
  readonly label: string;
  readonly kind: "field" | "function" | "variable" | "word";
  /** What replaces the text from `start` to `end`. */
  readonly insert: string;
  readonly start: number;
  readonly end: number;
  /** The type, or how a function is called. */
  readonly detail: string;
  /** The value in the sample, or what a function is for. */
  readonly note?: string;
}

/** What could stand at an offset, most likely first. The list is not narrowed by what is typed already: editors do that. */
export function completeExpression(source: string, offset: number, scope: ExpressionScope): Completion[] {
  const at = contextAt(source, offset);
  if (at.call?.name === USE_MAPPING && at.call.argument === 0) return mappingCompletions(source, at, scope);
  if (at.place === "text" || at.place === "key") return [];
  const range = { start: at.start, end: at.end };
  const fields = at.place === "variable" ? [] : fieldCompletions(at, scope).map((item) => ({ ...item, ...range }));
  if (at.place === "member") return fields;
  const words =
    at.place === "variable" ? [] : WORDS.map((label) => ({ label, kind: "word" as const, insert: label, detail: "", ...range }));
  return [
    ...fields,
    ...variableCompletions(at, scope).map((item) => ({ ...item, ...range })),
    ...functionItems.map((item) => ({ ...item, ...range })),
    ...words,
  ];
}

/** Inside the quotes that are there, or with quotes of their own. */
function mappingCompletions(
  source: string,
  { place, start, end }: CursorContext,
  { mappings = [] }: ExpressionScope,
): Completion[] {
  const quote = place === "text" ? (source[start] ?? "") : "";
  const isClosed = quote !== "" && end - start > 1 && source[end - 1] === quote;
  const range = { start: start + quote.length, end: isClosed ? end - 1 : end };
  return mappings.map((choice) => ({
    label: choice.key,
    kind: "word",
    insert: quote === "" ? `"${choice.key}"` : isClosed ? choice.key : choice.key + quote,
    detail: signatureWords(choice) ?? "mapping",
    ...(choice.description === undefined ? {} : { note: choice.description }),
    ...range,
  }));
}

type Item = Omit<Completion, "start" | "end">;

const WORDS = ["and", "or", "in", "true", "false", "null", "function"];

function fieldCompletions({ container }: CursorContext, scope: ExpressionScope): Item[] {
  if (container === undefined) return [];
  const field = fieldAtNames(scope.tree, container);
  const declared = field ? scope.tree.childrenOf(field) : [];
  const known = new Set(declared.map(({ name }) => name));
  const sampled = firstObject(sampleAt(scope.sample, container));
  const seen = Object.entries(sampled ?? {}).filter(([name, value]) => value !== undefined && !known.has(name));
  return [
    ...declared.map((field) => fieldItem(field, container, scope)),
    ...seen.map(([name, value]) => ({
      label: name,
      kind: "field" as const,
      insert: quoteName(name),
      detail: "in the sample",
      note: preview(value),
    })),
  ];
}

function fieldItem(field: SchemaField, container: readonly string[], { sample }: ExpressionScope): Item {
  const { name, isRequired } = field;
  const value = sampleAt(sample, [...container, name]);
  const detail = `${describeType(field)}${isRequired ? "" : ", optional"}`;
  return {
    label: name,
    kind: "field",
    insert: quoteName(name),
    detail,
    ...(value === undefined ? {} : { note: preview(value) }),
  };
}

function firstObject(value: JsonValue | undefined): JsonObject | undefined {
  if (isJsonArray(value)) return firstObject(value.find((item) => typeof item === "object" && item !== null));
  return typeof value === "object" && value !== null ? value : undefined;
}

function variableCompletions({ variables, container }: CursorContext, scope: ExpressionScope): Item[] {
  const own = [...variables].map(([name, path]) => ({
    label: name,
    kind: "variable" as const,
    insert: name,
    detail: typeAt(path, scope) ?? "variable",
  }));
  const isItem = container !== undefined && container.length > 0;
  return [
    ...own.reverse(),
    ...(isItem ? [{ label: "$", kind: "variable" as const, insert: "$", detail: "the item at hand" }] : []),
    { label: "$$", kind: "variable", insert: "$$", detail: "everything in scope" },
  ];
}

const functionItems: readonly Item[] = writableFunctions.map((entry) => ({
  label: entry.name,
  kind: "function",
  insert: entry.parameters.length === 0 ? `${entry.name}()` : `${entry.name}(`,
  detail: signatureOf(entry).slice(entry.name.length),
  note: entry.purpose,
}));

const typeAt = (path: ScopePath, { tree }: ExpressionScope): string | undefined => {
  const found = path === undefined ? undefined : fieldAtNames(tree, path);
  return found && describeType(found);
};

export interface Description {
  readonly title: string;
  readonly lines: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What the word at an offset is: its type and its value in the sample, or what the function does. */
export function describeWord(source: string, offset: number, scope: ExpressionScope): Description | undefined {
  const at = contextAt(source, offset);
  const word = source.slice(at.start, at.end);
  const range = { start: at.start, end: at.end };
  const entry = findFunction(word);
  const used = word === USE_MAPPING || at.place === "text" ? mappingNameAt(source, offset) : undefined;
  const mapping = used && describeMapping(used.key, scope.mappings);
  if (entry) return { title: signatureOf(entry), lines: [entry.purpose, ...(mapping ? [mapping.title] : [])], ...range };
  if (mapping) return { ...mapping, ...range };
  if (at.target === undefined || word === "") return undefined;
  const type = typeAt(at.target, scope);
  const value = sampleAt(scope.sample, at.target);
  if (type === undefined && value === undefined) return undefined;
  const path = at.target.map(quoteName).join(".");
  return {
    title: `${path === "" ? word : path}: ${type ?? "not in the schema"}`,
    lines: value === undefined ? [] : [preview(value)],
    ...range,
  };
}

/** The mapping named last before an offset. */
function choiceBefore(source: string, offset: number, mappings: readonly MappingChoice[] | undefined): MappingChoice | undefined {
  const name = mappingNames(source).findLast(({ start }) => start < offset);
  return name && mappings?.find(({ key }) => key === name.key);
}

/** How the call around an offset is made, and which argument the offset is in. */
export function callAt(
  source: string,
  offset: number,
  mappings?: readonly MappingChoice[],
):
  | { readonly signature: string; readonly parameters: readonly string[]; readonly argument: number; readonly purpose: string }
  | undefined {
  const { call } = contextAt(source, offset);
  const entry = call && findFunction(call.name);
  const choice = call?.name === USE_MAPPING ? choiceBefore(source, offset, mappings) : undefined;
  if (call && choice?.takes !== undefined) {
    const parameters = [JSON.stringify(choice.key), `value: ${choice.takes}`];
    const signature = `${USE_MAPPING}(${parameters.join(", ")}) → ${choice.gives ?? "any"}`;
    return { signature, parameters, argument: call.argument, purpose: choice.description ?? entry?.purpose ?? "" };
  }
  return entry && call
    ? { signature: signatureOf(entry), parameters: entry.parameters, argument: call.argument, purpose: entry.purpose }
    : undefined;
}
