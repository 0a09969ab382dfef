import type { JsonArray, JsonObject, JsonValue } from "../../json.ts";
import { newEvidence, pour, type Evidence, type ValueType } from "./sample-evidence.ts";
import type { StringFormat } from "./string-format.ts";

export interface InferredSchema {
  /** JSON Schema 2020-12. Objects stay open: a field nobody has sent yet is no error. */
  readonly schema: JsonObject;
  readonly samples: number;
  /** One entry per field, parents before their members. */
  readonly fields: readonly InferredField[];
}

export interface InferredField {
  /** Names from the root; `*` stands for the items of an array and for the values of a dictionary. */
  readonly path: readonly string[];
  /** How often the field was there, and how often it could have been. */
  readonly seen: number;
  readonly of: number;
  /** 0 to 1: how likely the next sample fits what was concluded. One sample proves little. */
  readonly confidence: number;
  /** What was seen, in words: `In 18 of 20. Text, an email address.` */
  readonly because: string;
}

/**
 * The schema that several samples of the same thing have in common: what is always there, what may be missing or null, which
 * texts are dates, addresses or one of a few choices. Linear in the size of the samples.
 */
export function inferSchema(samples: readonly JsonValue[]): InferredSchema {
  const evidence = newEvidence();
  for (const sample of samples) pour(sample, evidence);
  const fields: InferredField[] = [];
  const schema = schemaAt(evidence, [], fields);
  return { schema, samples: samples.length, fields };
}

type Path = readonly string[];

function schemaAt(evidence: Evidence, path: Path, fields: InferredField[]): JsonObject {
  const types = typesOf(evidence);
  const named = types.filter((type) => type !== "null");
  // Only ever null: what else it can be is anybody's guess, so nothing is refused.
  if (named.length === 0) return {};
  return {
    type: types.length === 1 ? types[0]! : types,
    ...(types.includes("string") ? textKeywords(evidence, types) : {}),
    ...(types.includes("object") ? objectKeywords(evidence, path, fields) : {}),
    ...(evidence.items === undefined ? {} : { items: memberSchema(evidence.items, evidence.items.seen, [...path, "*"], fields) }),
  };
}

const TYPE_ORDER: readonly ValueType[] = ["object", "array", "string", "integer", "number", "boolean", "null"];

/** Whole numbers among others are numbers. */
function typesOf({ types }: Evidence): ValueType[] {
  return TYPE_ORDER.filter((type) => types.has(type) && !(type === "integer" && types.has("number")));
}

function memberSchema(evidence: Evidence, of: number, path: Path, fields: InferredField[]): JsonObject {
  fields.push(describeField(evidence, of, path));
  return schemaAt(evidence, path, fields);
}

function objectKeywords(evidence: Evidence, path: Path, fields: InferredField[]): JsonObject {
  const objects = evidence.types.get("object") ?? 0;
  if (isDictionary(evidence)) {
    const values = mergedFields(evidence);
    return { additionalProperties: memberSchema(values, values.seen, [...path, "*"], fields) };
  }
  const entries = [...evidence.fields];
  const required = entries.filter(([, field]) => field.seen === objects).map(([name]) => name);
  const properties = entries.map(([name, field]) => [name, memberSchema(field, objects, [...path, name], fields)] as const);
  return { properties: Object.fromEntries(properties), ...(required.length === 0 ? {} : { required }) };
}

/** Names that are data: `{ "81724": {…}, "81725": {…} }`. Fewer than three could be a coincidence. */
function isDictionary({ fields }: Evidence): boolean {
  const names = [...fields.keys()];
  return names.length >= 3 && names.every((name) => /^\d+$/.test(name) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(name));
}

function mergedFields({ fields }: Evidence): Evidence {
  const merged = newEvidence();
  for (const field of fields.values()) mergeInto(merged, field);
  return merged;
}

function mergeInto(target: Evidence, source: Evidence): void {
  target.seen += source.seen;
  addCounts(target.types, source.types);
  addCounts(target.formats, source.formats);
  target.texts = undefined;
  for (const [name, field] of source.fields) {
    const known = target.fields.get(name) ?? newEvidence();
    mergeInto(known, field);
    target.fields.set(name, known);
  }
  if (source.items !== undefined) mergeInto((target.items ??= newEvidence()), source.items);
}

function addCounts<Key>(target: Map<Key, number>, source: ReadonlyMap<Key, number>): void {
  for (const [key, count] of source) target.set(key, (target.get(key) ?? 0) + count);
}

function textKeywords(evidence: Evidence, types: readonly ValueType[]): JsonObject {
  const format = commonFormat(evidence);
  if (format !== undefined) return { format };
  const choices = choicesOf(evidence, types);
  return choices === undefined ? {} : { enum: choices };
}

function commonFormat({ formats, types }: Evidence): StringFormat | undefined {
  const [format, count] = [...formats][0] ?? [];
  return formats.size === 1 && count === types.get("string") ? format : undefined;
}

/** A few short words that come again and again. */
function choicesOf({ texts, types }: Evidence, declared: readonly ValueType[]): JsonArray | undefined {
  const strings = types.get("string") ?? 0;
  if (texts === undefined || strings < 8 || texts.size < 2 || texts.size > 8 || texts.size * 3 > strings) return undefined;
  if (declared.some((type) => type !== "string" && type !== "null")) return undefined;
  const words = [...texts.keys()].sort();
  if (!words.every((word) => /^[\p{L}\p{N}][\p{L}\p{N} _./-]{0,39}$/u.test(word) && !/^\d+$/.test(word))) return undefined;
  return declared.includes("null") ? [...words, null] : words;
}

/** Rule of succession: after n of n, the next one fits with (n + 1) / (n + 2). */
const succession = (fitting: number, of: number): number => (fitting + 1) / (of + 2);

function describeField(evidence: Evidence, of: number, path: Path): InferredField {
  const nulls = evidence.types.get("null") ?? 0;
  const presence = evidence.seen < of ? 1 : succession(evidence.seen, of);
  const filled = evidence.seen - nulls;
  const kind = filled === 0 ? 0 : succession(strongest(evidence), filled);
  const confidence = Math.round(Math.min(presence, kind) * 100) / 100;
  return { path, seen: evidence.seen, of, confidence, because: wordsFor(evidence, of, nulls) };
}

/** Count of the type seen most; whole numbers speak for numbers. */
function strongest({ types }: Evidence): number {
  const numbers = types.has("number") ? (types.get("integer") ?? 0) + types.get("number")! : 0;
  return Math.max(numbers, ...[...types].filter(([type]) => type !== "null").map(([, count]) => count));
}

const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  object: "object",
  array: "list",
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
  null: "null",
};

const FORMAT_WORDS: Readonly<Record<StringFormat, string>> = {
  "date-time": "a date with time",
  date: "a date",
  time: "a time",
  email: "an email address",
  uuid: "a UUID",
  uri: "a web address",
  ipv4: "an IP address",
};

function wordsFor(evidence: Evidence, of: number, nulls: number): string {
  const types = typesOf(evidence);
  const named = types.filter((type) => type !== "null").map((type) => TYPE_WORDS[type]);
  const format = commonFormat(evidence);
  const choices = choicesOf(evidence, types);
  const what = [named.join(" or ") || "never filled", ...(format ? [FORMAT_WORDS[format]] : [])].join(", ");
  const oneOf = choices === undefined ? "" : `, one of ${choices.filter((choice) => choice !== null).length} words`;
  const empty = nulls === 0 || named.length === 0 ? "" : ` Null in ${nulls}.`;
  return `In ${evidence.seen} of ${of}. ${what[0]!.toUpperCase()}${what.slice(1)}${oneOf}.${empty}`;
}
