import type { BuiltIn } from "./built-ins.ts";
import { fieldOf, fieldsOf, isInherited } from "./fields.ts";
import { checkLength, leaveBounds, spend, type Frame } from "./frame.ts";
import { mergeSort, spendOnSort } from "./sorting.ts";
import { appendTo, areEqual, collapse, isNumeric, isObject, looksLikeFunction, toBoolean } from "./values.ts";

function append(frame: Frame, first: unknown, second: unknown): unknown {
  if (first === undefined) return second;
  if (second === undefined) return first;
  const items: unknown[] = [];
  appendTo(items, first, frame);
  appendTo(items, second, frame);
  checkLength(items.length);
  return items;
}

/** Of an array: every key of its objects once, in the order in which an object would list them. */
function keys(frame: Frame, value: unknown): unknown {
  const listed = Array.isArray(value) ? keysOfAll(value, frame) : keysOf(value, frame);
  checkLength(listed.length);
  return collapse(listed);
}

function keysOf(value: unknown, frame: Frame): readonly string[] {
  if (!isObject(value) || looksLikeFunction(value)) return [];
  const own = Object.keys(value);
  spend(frame, own.length);
  return own;
}

function keysOfAll(values: readonly unknown[], frame: Frame): readonly string[] {
  const found: Record<string, true> = {};
  spend(frame, values.length);
  for (const value of values) {
    for (const key of Array.isArray(value) ? keysOfAll(value, frame) : keysOf(value, frame)) {
      found[key === "__proto__" ? leaveBounds() : key] = true;
    }
  }
  return Object.keys(found);
}

function lookup(frame: Frame, value: unknown, key: unknown): unknown {
  if (typeof key !== "string" || isInherited(key)) return leaveBounds();
  return Array.isArray(value) ? collapse(fieldsOf(value, key, frame)) : fieldOf(value, key);
}

function merge(frame: Frame, value: unknown): unknown {
  if (value === undefined) return undefined;
  const result: Record<string, unknown> = {};
  const objects: readonly unknown[] = Array.isArray(value) ? value : [value];
  spend(frame, objects.length);
  for (const object of objects) {
    if (!isObject(object) || looksLikeFunction(object)) return leaveBounds();
    for (const key of keysOf(object, frame)) result[key === "__proto__" ? leaveBounds() : key] = object[key];
  }
  return result;
}

function typeOf(value: unknown): unknown {
  if (value === null) return "null";
  if (Number.isNaN(value) || value === Infinity || value === -Infinity) return leaveBounds();
  return Array.isArray(value) ? "array" : typeof value;
}

const not = (frame: Frame, value: unknown): boolean | undefined =>
  value === undefined ? undefined : toBoolean(value, frame) !== true;

function reverse(frame: Frame, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return [value];
  spend(frame, value.length);
  return value.toReversed();
}

/** Arrays of numbers or of texts only; everything else needs a function to compare by. */
function sort(frame: Frame, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return [value];
  const items = value as readonly unknown[];
  spendOnSort(frame, items.length);
  if (items.length > 1 && !items.every(isNumeric) && !items.every((item) => typeof item === "string")) return leaveBounds();
  return mergeSort(items, (left, right) => (left as string) > (right as string));
}

function distinct(frame: Frame, value: unknown): unknown {
  if (!Array.isArray(value) || value.length < 2) return value;
  const found: unknown[] = [];
  for (const item of value as readonly unknown[]) {
    spend(frame, found.length);
    if (!found.some((known) => areEqual(item, known, frame))) found.push(item);
  }
  // Whether one item is left as a list depends on where the list came from.
  return found.length > 1 ? found : leaveBounds();
}

export const collectionFunctions: Readonly<Record<string, BuiltIn>> = {
  count: {
    least: 1,
    most: 1,
    readsWhole: true,
    call: (_frame, value) => (value === undefined ? 0 : Array.isArray(value) ? value.length : 1),
  },
  exists: { least: 1, most: 1, readsWhole: true, call: (_frame, value) => value !== undefined },
  boolean: { least: 1, most: 1, readsWhole: true, call: (frame, value) => toBoolean(value, frame) },
  not: { least: 1, most: 1, readsWhole: true, call: not },
  type: { least: 1, most: 1, readsWhole: true, call: (_frame, value) => (value === undefined ? undefined : typeOf(value)) },
  append: { least: 2, most: 2, call: append },
  reverse: { least: 1, most: 1, call: reverse },
  keys: { least: 1, most: 1, call: keys, givesSequence: true },
  lookup: { least: 2, most: 2, call: lookup, givesSequence: true },
  sort: { least: 1, most: 1, call: sort },
  distinct: { least: 1, most: 1, call: distinct, givesSequence: true },
  merge: { least: 1, most: 1, call: merge },
};
