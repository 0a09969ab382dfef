import { isJsonArray, isJsonObject, type JsonValue } from "../../json.ts";
import { formatOf, type StringFormat } from "./string-format.ts";

export type ValueType = "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";

/** What was seen at one place of all samples. Samples are poured in one after the other; the schema is read off at the end. */
export interface Evidence {
  /** Values seen here, null included. */
  seen: number;
  readonly types: Map<ValueType, number>;
  /** Different texts and how often each was seen; no longer kept once they are too many to be a list of choices. */
  texts: Map<string, number> | undefined;
  readonly formats: Map<StringFormat, number>;
  readonly fields: Map<string, Evidence>;
  /** Of arrays: all their items together. */
  items?: Evidence;
}

/** More different texts than this are not choices. */
const MAX_CHOICES = 12;

export function newEvidence(): Evidence {
  return { seen: 0, types: new Map(), texts: new Map(), formats: new Map(), fields: new Map() };
}

export function pour(value: JsonValue, evidence: Evidence): void {
  evidence.seen += 1;
  count(evidence.types, typeOf(value));
  if (typeof value === "string") pourText(value, evidence);
  else if (isJsonArray(value)) for (const item of value) pour(item, (evidence.items ??= newEvidence()));
  else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined) pour(member, fieldOf(evidence, name));
    }
  }
}

function fieldOf({ fields }: Evidence, name: string): Evidence {
  const field = fields.get(name) ?? newEvidence();
  fields.set(name, field);
  return field;
}

function pourText(text: string, evidence: Evidence): void {
  const format = formatOf(text);
  if (format !== undefined) count(evidence.formats, format);
  if (evidence.texts === undefined) return;
  count(evidence.texts, text);
  if (evidence.texts.size > MAX_CHOICES) evidence.texts = undefined;
}

const count = <Key>(counts: Map<Key, number>, key: Key): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

export function typeOf(value: JsonValue): ValueType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as "object" | "string" | "boolean";
}
