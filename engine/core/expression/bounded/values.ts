import { CONVERSION_EFFORT, leaveBounds, spend, spendText, type Frame } from "./frame.ts";

/**
 * JSONata marks the arrays that it makes while it follows a path as sequences: one of length one is its item, an empty one
 * is nothing. From two items on, a sequence behaves like any other array. So the mark is needed only between a step and
 * the end of its path; outside, a value is plain JSON or `undefined`.
 */
export class Sequence {
  readonly items: readonly unknown[];
  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

export const collapse = (items: readonly unknown[]): unknown => (items.length > 1 ? items : items[0]);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Data with these keys is a function to JSONata. */
export const looksLikeFunction = (value: object): boolean => {
  const marks = value as Record<string, unknown>;
  return marks["_jsonata_lambda"] === true || marks["_jsonata_function"] === true;
};

/** A number that operators accept. JSONata refuses infinite ones with an error. */
export const isNumeric = (value: unknown): value is number => {
  if (typeof value !== "number" || Number.isNaN(value)) return false;
  return Number.isFinite(value) || leaveBounds();
};

/** JSONata's effective boolean value; nothing stays nothing. */
export function toBoolean(value: unknown, frame: Frame): boolean | undefined {
  switch (typeof value) {
    case "boolean":
      return value;
    case "undefined":
      return undefined;
    case "string":
      return value.length > 0;
    case "number":
      return isNumeric(value) && value !== 0;
    default:
      return isTruthyContainer(value, frame);
  }
}

function isTruthyContainer(value: unknown, frame: Frame): boolean | undefined {
  if (Array.isArray(value)) {
    spend(frame, value.length);
    if (value.length === 1) return toBoolean(value[0], frame);
    return value.some((item) => toBoolean(item, frame) === true);
  }
  if (typeof value !== "object" || value === null || looksLikeFunction(value)) return false;
  spend(frame, 1);
  return Object.keys(value).length > 0;
}

/** JSONata's `$string`: numbers with 15 significant digits, everything else as compact JSON. */
export function toText(value: unknown, frame: Frame): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return Number.isFinite(value) ? String(roundedNumber(value, frame)) : leaveBounds();
    default:
      return value === null ? "null" : jsonText(value as object, frame);
  }
}

function roundedNumber(value: number, frame: Frame): number {
  if (Number.isInteger(value)) return value === 0 ? 0 : value;
  spend(frame, CONVERSION_EFFORT);
  return Number(value.toPrecision(15));
}

function jsonText(value: object, frame: Frame): string {
  return JSON.stringify(value, (key: string, member: unknown) => {
    spend(frame, 4);
    spendText(frame, key.length);
    if (typeof member === "number") return isNumeric(member) ? roundedNumber(member, frame) : member;
    if (typeof member === "string") spendText(frame, member.length);
    return typeof member === "object" && member !== null && looksLikeFunction(member) ? leaveBounds() : member;
  });
}

export function areEqual(left: unknown, right: unknown, frame: Frame): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return areSameText(left, right, frame) && left === right;
  }
  if (left === right) return true;
  if (Array.isArray(left) !== Array.isArray(right)) return leaveBounds();
  return Array.isArray(left)
    ? areArraysEqual(left, right as readonly unknown[], frame)
    : areObjectsEqual(left as Record<string, unknown>, right as Record<string, unknown>, frame);
}

/** Pays for comparing long texts; says no only where they cannot be the same. */
function areSameText(left: unknown, right: unknown, frame: Frame): boolean {
  if (typeof left !== "string" || typeof right !== "string") return true;
  if (left.length !== right.length) return false;
  spendText(frame, left.length);
  return true;
}

function areArraysEqual(left: readonly unknown[], right: readonly unknown[], frame: Frame): boolean {
  if (left.length !== right.length) return false;
  spend(frame, left.length);
  return left.every((item, index) => areEqual(item, right[index], frame));
}

function areObjectsEqual(left: Record<string, unknown>, right: Record<string, unknown>, frame: Frame): boolean {
  const keys = Object.keys(left);
  spend(frame, keys.length);
  if (keys.length !== Object.keys(right).length || !keys.every((key) => Object.hasOwn(right, key))) return false;
  return keys.every((key) => areEqual(left[key], right[key], frame));
}

/** Adds a value to an array as JSONata's `$append` does: arrays item by item, everything else as one item. */
export function appendTo(items: unknown[], value: unknown, frame: Frame): void {
  if (!Array.isArray(value)) {
    items.push(value);
    return;
  }
  spend(frame, value.length);
  for (const item of value) items.push(item);
}
