import type { AstNode } from "../expression-facts.ts";
import { checkCountable, checkLength, leaveBounds, spend, type Evaluate, type Frame } from "./frame.ts";
import { asOperand, refuse, withUse, type Place } from "./place.ts";
import { appendTo, isObject } from "./values.ts";

/** `[a, b]`: arrays are put in item by item, unless they are array constructors themselves. */
export function compileArray(node: AstNode, place: Place): Evaluate {
  const members = (node["expressions"] as readonly AstNode[]).map((member) => ({
    evaluate: isRange(member) ? compileRange(member, place) : place.compiler.compile(member, withUse(place, "result")),
    isNested: member.value === "[",
  }));
  return (context, frame) => {
    const items: unknown[] = [];
    for (const { evaluate, isNested } of members) {
      const value = evaluate(context, frame);
      if (value === undefined) continue;
      if (isNested) items.push(value);
      else appendTo(items, value, frame);
      checkLength(items.length);
    }
    return items;
  };
}

const isRange = (node: AstNode): boolean => node.type === "binary" && node.value === ".." && node["predicate"] === undefined;

/** `1..9`: nothing where an end is missing or they are the wrong way round. */
function compileRange(node: AstNode, place: Place): Evaluate {
  const from = place.compiler.compile(node["lhs"] as AstNode, asOperand(place));
  const to = place.compiler.compile(node["rhs"] as AstNode, asOperand(place));
  return (context, frame) => {
    const [first, last] = [from(context, frame), to(context, frame)];
    if (first !== undefined && !Number.isInteger(first)) return leaveBounds();
    if (last !== undefined && !Number.isInteger(last)) return leaveBounds();
    const count = (last as number) - (first as number) + 1;
    if (first === undefined || last === undefined || count < 1) return undefined;
    checkLength(count);
    checkCountable(first as number, last as number);
    spend(frame, count);
    return Array.from({ length: count }, (_, index) => (first as number) + index);
  };
}

interface Pair {
  readonly key: string | Evaluate;
  readonly value: Evaluate;
}

/** `{ "a": b }` where nothing stands before it. */
export function compileObject(node: AstNode, place: Place): Evaluate {
  const pairs = (node["lhs"] as readonly (readonly [AstNode, AstNode])[]).map(([key, value]) => ({
    key: compileKey(key, place),
    value: place.compiler.compile(value, withUse(place, "result")),
  }));
  const known = pairs.flatMap(({ key }) => (typeof key === "string" ? [key] : []));
  if (new Set(known).size < known.length) refuse("It gives a key of an object twice.");
  const isStatic = known.length === pairs.length;
  if (!isStatic) return (context, frame) => buildDynamic(pairs, singleContext(context, false, frame), frame);
  const blank = Object.fromEntries(known.map((key) => [key, undefined]));
  const keys = Object.keys(blank);
  // Keys that look like numbers come first in an object, whatever their order in the text.
  const isInOrder = keys.every((key, index) => key === known[index]);
  const values = pairs.map(({ value }) => value);
  return (context, frame) => {
    const item = singleContext(context, true, frame);
    return isInOrder ? fillBlank(blank, keys, values, item, frame) : buildStatic(pairs, item, frame);
  };
}

function compileKey(node: AstNode, place: Place): string | Evaluate {
  if (node.type !== "string" || node["predicate"] !== undefined) return place.compiler.compile(node, asOperand(place));
  const key = node.value as string;
  if (!isUsableKey(key)) refuse(`It makes a field named ${key}.`);
  return key;
}

export const isUsableKey = (key: string): boolean =>
  key !== "__proto__" && key !== "_jsonata_lambda" && key !== "_jsonata_function";

/** JSONata groups an array by key: with constant keys all its items come together, as an array without inner arrays. */
function singleContext(context: unknown, isStatic: boolean, frame: Frame): unknown {
  if (!Array.isArray(context)) return isObject(context) && context["tupleStream"] ? leaveBounds() : context;
  if (context.length === 1) return context[0] as unknown;
  if (context.length === 0 || !isStatic) return leaveBounds();
  const items: unknown[] = [];
  for (const item of context) appendTo(items, item === undefined ? leaveBounds() : item, frame);
  checkLength(items.length);
  return items;
}

/** Copying an object that has all the keys is far quicker than adding them one by one; most mappings give all of them. */
function fillBlank(
  blank: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  values: readonly Evaluate[],
  context: unknown,
  frame: Frame,
): Record<string, unknown> {
  const result = { ...blank };
  let isComplete = true;
  for (let index = 0; index < keys.length; index++) {
    const member = values[index]!(context, frame);
    if (member === undefined) isComplete = false;
    else result[keys[index]!] = member;
  }
  return isComplete ? result : withoutMissing(result);
}

function withoutMissing(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(object)) if (object[key] !== undefined) result[key] = object[key];
  return result;
}

function buildStatic(pairs: readonly Pair[], context: unknown, frame: Frame): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { key, value } of pairs) {
    const member = value(context, frame);
    if (member !== undefined) result[key as string] = member;
  }
  return result;
}

function buildDynamic(pairs: readonly Pair[], context: unknown, frame: Frame): Record<string, unknown> {
  const evaluators = new Map<string, Evaluate>();
  for (const { key, value } of pairs) {
    const name = typeof key === "string" ? key : key(context, frame);
    if (name === undefined) continue;
    if (typeof name !== "string" || evaluators.has(name) || !isUsableKey(name)) return leaveBounds();
    evaluators.set(name, value);
  }
  const result: Record<string, unknown> = {};
  for (const [name, value] of evaluators) {
    const member = value(context, frame);
    if (member !== undefined) result[name] = member;
  }
  return result;
}
