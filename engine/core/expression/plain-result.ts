import type { JsonValue } from "../json.ts";
import { EXPRESSION_LIMITS } from "./expression-limits.ts";
import { ExpressionTooLarge } from "./guarded-functions.ts";

/** A result that JSON cannot hold. `path` is a JSON pointer into the result. */
export class NotJson extends Error {
  readonly path: string;
  constructor(what: string, path: string) {
    super(`The result ${path === "" ? "" : `at ${path} `}is ${what}, which JSON cannot hold`);
    this.path = path;
  }
}

/**
 * Makes plain JSON of what JSONata gives. JSONata marks its sequences with extra properties and may hand back functions,
 * `undefined` members or infinite numbers. Parts that are plain already are returned as they are, so a result that is a
 * piece of the input shares it and costs no copy.
 *
 * Throws {@link NotJson} for functions and non-finite numbers, {@link ExpressionTooLarge} past the size limit.
 */
export function toPlainJson(value: unknown, limit: number = EXPRESSION_LIMITS.resultCharacters): JsonValue | undefined {
  return toMeasuredJson(value, limit).value;
}

/** The same, and about how many characters it has as JSON. */
export function toMeasuredJson(
  value: unknown,
  limit: number = EXPRESSION_LIMITS.resultCharacters,
): { readonly value: JsonValue | undefined; readonly characters: number } {
  if (value === undefined) return { value, characters: 0 };
  const walk: Walk = { limit, charactersLeft: limit };
  try {
    return { value: plain(value, walk), characters: limit - walk.charactersLeft };
  } catch (error) {
    throw error === notJson ? describeNotJson(value) : error;
  }
}

interface Walk {
  readonly limit: number;
  charactersLeft: number;
}

/** Nearly every result is JSON, so only one that is not is walked again to find where. */
const notJson = new Error("The result holds something that JSON cannot hold");

function describeNotJson(value: unknown): Error {
  for (const [found, path] of partsOf(value, "")) {
    if (isFunction(found)) return new NotJson("a function", path);
    if (typeof found === "number" && Number.isNaN(found)) return new NotJson("not a number", path);
    if (typeof found === "number" && !Number.isFinite(found)) return new NotJson("an infinite number", path);
  }
  return notJson;
}

function* partsOf(value: unknown, path: string): Generator<readonly [unknown, string]> {
  yield [value, path];
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const isMark = Array.isArray(value) && !/^\d+$/.test(key);
    const isSeen = Array.isArray(value) || !isLeftOut(member);
    if (!isMark && isSeen) yield* partsOf(member, `${path}/${key}`);
  }
}

function plain(value: unknown, walk: Walk): JsonValue {
  switch (typeof value) {
    case "string":
      spend(walk, value.length + 2);
      return value;
    case "number":
      spend(walk, Math.abs(value) < 10_000 && Number.isInteger(value) ? 5 : 18);
      if (!Number.isFinite(value)) throw notJson;
      return value === 0 ? 0 : value;
    case "boolean":
      spend(walk, 5);
      return value;
    case "object":
      spend(walk, 3);
      if (value === null) return null;
      return Array.isArray(value) ? plainArray(value, walk) : plainObject(value as Record<string, unknown>, walk);
    default:
      throw notJson;
  }
}

function spend(walk: Walk, characters: number): void {
  walk.charactersLeft -= characters;
  if (walk.charactersLeft < 0) {
    throw new ExpressionTooLarge(`The result is larger than ${walk.limit} characters`);
  }
}

const isFunction = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return typeof value === "function";
  const marks = value as Record<string, unknown>;
  return marks["_jsonata_lambda"] === true || marks["_jsonata_function"] === true;
};

interface MarkedArray extends ReadonlyArray<unknown> {
  readonly sequence?: unknown;
  readonly keepSingleton?: unknown;
  readonly cons?: unknown;
}

function plainArray(value: MarkedArray, walk: Walk): JsonValue {
  const isMarked = value.sequence !== undefined || value.keepSingleton !== undefined || value.cons !== undefined;
  let copy: JsonValue[] | undefined = isMarked ? [] : undefined;
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    const made = item === undefined ? null : plain(item, walk);
    if (copy === undefined && !Object.is(made, item)) copy = value.slice(0, index) as JsonValue[];
    copy?.push(made);
  }
  return copy ?? (value as JsonValue);
}

function plainObject(value: Record<string, unknown>, walk: Walk): JsonValue {
  if (isFunction(value)) throw notJson;
  const keys = Object.keys(value);
  let copy: Record<string, JsonValue> | undefined;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    const member = value[key];
    spend(walk, key.length + 4);
    const made = member === undefined || isLeftOut(member) ? undefined : plain(member, walk);
    const isKept = made !== undefined && Object.is(made, member) && key !== "__proto__";
    if (copy === undefined && !isKept) copy = firstMembers(value, keys, index);
    if (copy !== undefined && made !== undefined && key !== "__proto__") copy[key] = made;
  }
  return copy ?? (value as JsonValue);
}

/** What a pattern has matched carries a function that finds the next match; JSON leaves it out. */
const isLeftOut = (member: unknown): boolean => typeof member === "function";

function firstMembers(value: Record<string, unknown>, keys: readonly string[], count: number): Record<string, JsonValue> {
  const copy: Record<string, JsonValue> = {};
  for (let index = 0; index < count; index++) copy[keys[index]!] = value[keys[index]!] as JsonValue;
  return copy;
}
