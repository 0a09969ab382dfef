import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { parseDuration } from "#engine/core/duration.ts";
import type { FieldCondition } from "#engine/core/node-definition.ts";
import type { FieldModel } from "./form-model.ts";

export type FieldValue = JsonValue | undefined;

/** Whether a value is an expression where the field takes a leading `=` for one. */
export const isExpression = (field: FieldModel, value: FieldValue): boolean =>
  field.expression === "always" || (field.expression === "template" && typeof value === "string" && value.startsWith("="));

/** Whether the control of a field can show a value. What does not fit, such as a list where text is meant, is shown as JSON. */
export function fits({ widget, options, expression, item }: FieldModel, value: FieldValue): boolean {
  if (value === undefined || value === null) return true;
  switch (widget) {
    case "select":
      return options.some((option) => option.value === value);
    case "switch":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number" || typeof value === "string";
    case "list":
      return item?.widget === "group" ? isListOfObjects(value) : isScalar(value) || Array.isArray(value);
    case "cases":
      return isListOfObjects(value);
    case "roles":
      return Array.isArray(value);
    case "pairs":
    case "group":
    case "schema":
      return isJsonObject(value);
    case "json":
      return true;
    case "expression":
      return typeof value === "string";
    default:
      return isScalar(value) && (expression !== "always" || typeof value === "string");
  }
}

const isListOfObjects = (value: JsonValue): boolean => isJsonArray(value) && value.every(isJsonObject);
const isScalar = (value: JsonValue): boolean => typeof value !== "object";

/** What somebody typed, as the value the field means: text where it takes text, else the number the text says. */
export function readScalar({ schema, required }: FieldModel, text: string): FieldValue {
  if (text === "") return required ? "" : undefined;
  if (schema.safeParse(text).success || !/^-?\d+(?:[.,]\d+)?$/.test(text.trim())) return text;
  const number = Number(text.trim().replace(",", "."));
  return schema.safeParse(number).success ? number : text;
}

/** Fields of a form that are shown for its values: a condition hides only what is not set. */
export function shownFields(fields: readonly FieldModel[], values: JsonObject): readonly FieldModel[] {
  return fields.filter(({ name, form }) => values[name] !== undefined || !form.showWhen || holds(form.showWhen, fields, values));
}

function holds(condition: FieldCondition, fields: readonly FieldModel[], values: JsonObject): boolean {
  const value = values[condition.field] ?? fields.find(({ name }) => name === condition.field)?.fallback;
  if ("isSet" in condition) return value !== undefined;
  return "is" in condition ? condition.is.some((each) => each === value) : !condition.isNot.some((each) => each === value);
}

export const DURATION_UNITS = [
  { unit: "S", words: "seconds", ms: 1_000 },
  { unit: "M", words: "minutes", ms: 60_000 },
  { unit: "H", words: "hours", ms: 3_600_000 },
  { unit: "D", words: "days", ms: 86_400_000 },
  { unit: "W", words: "weeks", ms: 604_800_000 },
] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number]["unit"];

/** `PT90M` is 90 minutes; `undefined` for durations of several parts and for what is none. */
export function durationParts(text: string): { readonly amount: number; readonly unit: DurationUnit } | undefined {
  const match = /^P(?:(\d+)([WD])|T(\d+(?:\.\d+)?)([HMS]))$/.exec(text);
  if (!match) return undefined;
  return { amount: Number(match[1] ?? match[3]), unit: (match[2] ?? match[4]) as DurationUnit };
}

export const toDuration = (amount: number, unit: DurationUnit): string =>
  unit === "W" || unit === "D" ? `P${amount}${unit}` : `PT${amount}${unit}`;

const WORD_UNITS: Readonly<Record<string, DurationUnit>> = { s: "S", m: "M", h: "H", d: "D", w: "W" };

/** `2 days`, `1h 30m` and `P1DT2H` as an ISO 8601 duration; other text comes back as it is, for the schema to refuse. */
export function readDuration(text: string): string {
  const trimmed = text.trim();
  if (parseDuration(trimmed.toUpperCase()) !== undefined) return trimmed.toUpperCase();
  const words = [...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)\b/gi)];
  const said = words.map(([part]) => part).join("");
  const rest = trimmed.replace(/[\s,]|and/gi, "");
  if (words.length === 0 || said.replace(/\s/g, "").length !== rest.length) return trimmed;
  const amounts = new Map(words.map(([, amount, unit]) => [WORD_UNITS[unit!.charAt(0).toLowerCase()]!, amount!] as const));
  const date = `${part(amounts, "W")}${part(amounts, "D")}`;
  const time = `${part(amounts, "H")}${part(amounts, "M")}${part(amounts, "S")}`;
  const iso = `P${date}${time === "" ? "" : `T${time}`}`;
  return parseDuration(iso) === undefined ? trimmed : iso;
}

const part = (amounts: ReadonlyMap<DurationUnit, string>, unit: DurationUnit): string =>
  amounts.has(unit) ? `${amounts.get(unit)}${unit}` : "";
