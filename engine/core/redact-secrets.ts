import { isJsonArray, isJsonObject, type JsonArray, type JsonValue } from "./json.ts";

/** Stands where a secret stood. */
export const REDACTED = "[redacted]";

/** What is shorter is found in too many places that have nothing to do with it. */
const SHORTEST = 6;

/** Of a secret that was cut off, this much is looked for. */
const SHORTEST_CUT = 8;

/**
 * Takes the secrets of a connection out of what a step says: a system that is called may give back in its answer what it was
 * sent, and what a step says is stored, shown and passed on. Texts are searched for each secret as it is, escaped as in JSON
 * and as in an address.
 */
export interface Redactor {
  /** The words of an error: an answer in them may be cut off in the middle of a secret. */
  text(text: string): string;
  /** The same value when there is nothing to take out. `isCut`: its texts may be cut off as well. */
  json<Value extends JsonValue>(value: Value, isCut?: boolean): Value;
}

/** `undefined` when there is nothing to look for. */
export function createRedactor(secrets: readonly string[]): Redactor | undefined {
  const known = secrets.filter((secret) => secret.length >= SHORTEST);
  if (known.length === 0) return undefined;
  const forms = [...new Set(known.flatMap(formsOf))].toSorted((left, right) => right.length - left.length);
  const whole = (text: string): string => withoutAll(text, forms);
  const cut = (text: string): string => withoutBeginning(whole(text), forms);
  return {
    text: cut,
    json: <Value extends JsonValue>(value: Value, isCut = false) => redactJson(value, isCut ? cut : whole) as Value,
  };
}

function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  // A lone surrogate cannot be part of an address.
  const inAddress = encodeURIComponent(secret.toWellFormed());
  return [secret, inJson, inJson.replaceAll("/", "\\/"), inAddress];
}

const withoutAll = (text: string, forms: readonly string[]): string =>
  forms.reduce((left, form) => (left.includes(form) ? left.replaceAll(form, REDACTED) : left), text);

/** What was cut off may end with a sign of it. */
function withoutBeginning(text: string, forms: readonly string[]): string {
  const end = text.endsWith("…") ? text.length - 1 : text.length;
  for (const form of forms) {
    const head = form.slice(0, SHORTEST_CUT);
    const first = Math.max(0, end - form.length);
    for (let from = text.indexOf(head, first); from !== -1; from = text.indexOf(head, from + 1))
      if (form.startsWith(text.slice(from, end))) return text.slice(0, from) + REDACTED + text.slice(end);
  }
  return text;
}

function redactJson(value: JsonValue, text: (given: string) => string): JsonValue {
  if (typeof value === "string") return text(value);
  if (isJsonArray(value)) return redactList(value, text);
  if (!isJsonObject(value)) return value;
  const before = Object.entries(value).filter(isGiven);
  const after = before.map(([key, item]) => [text(key), redactJson(item, text)] as const);
  const isSame = after.every(([key, item], index) => key === before[index]![0] && item === before[index]![1]);
  return isSame ? value : Object.fromEntries(after);
}

function redactList(list: JsonArray, text: (given: string) => string): JsonArray {
  const items = list.map((item) => redactJson(item, text));
  return items.every((item, index) => item === list[index]) ? list : items;
}

const isGiven = (entry: [string, JsonValue | undefined]): entry is [string, JsonValue] => entry[1] !== undefined;
