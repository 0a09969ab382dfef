import type { AstNode } from "../expression-facts.ts";
import { checkLength, leaveBounds, type Evaluate, type Frame } from "./frame.ts";
import { asOperand, refuse, withUse, type Place } from "./place.ts";
import { appendTo, isObject } from "./values.ts";

/** `[a, b]`: arrays are put in item by item, unless they are array constructors themselves. */
export function compileArray(node: AstNode, place: Place): Evaluate {
  const members = (node["expressions"] as readonly AstNode[]).map((member) => ({
    evaluate: place.compiler.compile(member, withUse(place, "result")),
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
  return (context, frame) => {
    const item = singleContext(context, isStatic, frame);
    return isStatic ? buildStatic(pairs, item, frame) : buildDynamic(pairs, item, frame);
  };
}

function compileKey(node: AstNode, place: Place): string | Evaluate {
  if (node.type !== "string" || node["predicate"] !== undefined) return place.compiler.compile(node, asOperand(place));
  const key = node.value as string;
  if (!isUsableKey(key)) refuse(`It makes a field named ${key}.`);
  return key;
}

const isUsableKey = (key: string): boolean => key !== "__proto__" && key !== "_jsonata_lambda" && key !== "_jsonata_function";

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
