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
export function toPlainJson(value: unknown): JsonValue | undefined {
  if (value === undefined) return undefined;
  return plain(value, { charactersLeft: EXPRESSION_LIMITS.resultCharacters, path: [] });
}

interface Walk {
  charactersLeft: number;
  readonly path: (string | number)[];
}

function plain(value: unknown, walk: Walk): JsonValue {
  switch (typeof value) {
    case "string":
      spend(walk, value.length + 2);
      return value;
    case "number":
      spend(walk, Math.abs(value) < 10_000 && Number.isInteger(value) ? 5 : 18);
      return plainNumber(value, walk);
    case "boolean":
      spend(walk, 5);
      return value;
    case "object":
      spend(walk, 3);
      if (value === null) return null;
      return Array.isArray(value) ? plainArray(value, walk) : plainObject(value as Record<string, unknown>, walk);
    default:
      throw notJson("a function", walk);
  }
}

function spend(walk: Walk, characters: number): void {
  walk.charactersLeft -= characters;
  if (walk.charactersLeft < 0) {
    throw new ExpressionTooLarge(`The result is larger than ${EXPRESSION_LIMITS.resultCharacters} characters`);
  }
}

function plainNumber(value: number, walk: Walk): number {
  if (!Number.isFinite(value)) throw notJson(Number.isNaN(value) ? "not a number" : "an infinite number", walk);
  return value === 0 ? 0 : value;
}

function plainArray(value: readonly unknown[], walk: Walk): JsonValue {
  const isMarked = Object.hasOwn(value, "sequence") || Object.hasOwn(value, "keepSingleton") || Object.hasOwn(value, "cons");
  let copy: JsonValue[] | undefined = isMarked ? [] : undefined;
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    walk.path.push(index);
    const made = item === undefined ? null : plain(item, walk);
    walk.path.pop();
    if (copy === undefined && !Object.is(made, item)) copy = value.slice(0, index) as JsonValue[];
    copy?.push(made);
  }
  return copy ?? (value as JsonValue);
}

function plainObject(value: Record<string, unknown>, walk: Walk): JsonValue {
  if (value["_jsonata_lambda"] === true || value["_jsonata_function"] === true) throw notJson("a function", walk);
  const keys = Object.keys(value);
  let copy: Record<string, JsonValue> | undefined;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    const member = value[key];
    spend(walk, key.length + 4);
    walk.path.push(key);
    const made = member === undefined ? undefined : plain(member, walk);
    walk.path.pop();
    const isKept = made !== undefined && Object.is(made, member) && key !== "__proto__";
    if (copy === undefined && !isKept) copy = firstMembers(value, keys, index);
    if (copy !== undefined && made !== undefined && key !== "__proto__") copy[key] = made;
  }
  return copy ?? (value as JsonValue);
}

function firstMembers(value: Record<string, unknown>, keys: readonly string[], count: number): Record<string, JsonValue> {
  const copy: Record<string, JsonValue> = {};
  for (let index = 0; index < count; index++) copy[keys[index]!] = value[keys[index]!] as JsonValue;
  return copy;
}

const notJson = (what: string, walk: Walk): NotJson => new NotJson(what, walk.path.map((part) => `/${part}`).join(""));
