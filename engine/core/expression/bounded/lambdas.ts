import type { AstNode } from "../expression-facts.ts";
import { findBuiltIn } from "./built-ins.ts";
import { checkLength, leaveBounds, spend, type Evaluate, type Frame } from "./frame.ts";
import { mergeSort, spendOnSort } from "./sorting.ts";
import { asOperand, refuse, type Place } from "./place.ts";
import { collapse, isObject, looksLikeFunction, toBoolean } from "./values.ts";

/**
 * Functions that call a function for each item: `$map(lines, function($l) { $l.price })`. The function is written in the
 * call, so it cannot be called from anywhere else, and not by itself: what it costs is its body, once per item. Its
 * parameters are slots of the frame, as variables are.
 */
export interface Lambda {
  /** How many parameters it has: it is called with as many arguments. */
  readonly arity: number;
  /** What one call costs. */
  readonly weight: number;
  readonly call: (context: unknown, frame: Frame, ...given: readonly unknown[]) => unknown;
}

type HigherOrder = (lambda: Lambda, given: unknown, context: unknown, frame: Frame, initial: unknown) => unknown;

/** Those whose result JSONata makes as a sequence. */
const LISTING: ReadonlyMap<string, (lambda: Lambda, given: unknown, context: unknown, frame: Frame) => readonly unknown[]> =
  new Map([
    ["map", mapItems],
    ["filter", filterItems],
    ["each", eachMember],
  ]);

const OTHERS: ReadonlyMap<string, HigherOrder> = new Map<string, HigherOrder>([
  ["reduce", (lambda, given, context, frame, initial) => reduceItems(lambda, itemsOf(given), { context, frame, initial })],
  ["sort", (lambda, given, context, frame) => sortItems(lambda, itemsOf(given), context, frame)],
  ["sift", (lambda, given, context, frame) => siftMembers(lambda, given, context, frame)],
]);

/** A call of one of them, or `undefined` where `name` is something else. `isTail`: a function around the call ends with it. */
export function compileHigherOrder(name: string, nodes: readonly AstNode[], place: Place, isTail: boolean): Evaluate | undefined {
  const [list, lambda, initial] = nodes;
  if ((!LISTING.has(name) && !OTHERS.has(name)) || list === undefined || lambda === undefined) return undefined;
  if (nodes.length > (name === "reduce" ? 3 : 2)) return refuse(`It calls $${name} with ${nodes.length} arguments.`);
  if (lambda.type !== "lambda" || lambda["predicate"] !== undefined) return refuse(`It hands $${name} a function by its name.`);
  const tail = tailOf(name, place, isTail);
  const call = higherOrderOf(name, finishing(lambda, place, isTail && LISTING.has(name), tail));
  const given = place.compiler.compile(list, asOperand(place));
  const called = compileLambda(lambda, place, tail);
  const start = initial === undefined ? undefined : place.compiler.compile(initial, asOperand(place));
  return (context, frame) => {
    const value = given(context, frame);
    const first = start?.(context, frame);
    if (value === undefined) return undefined;
    if (isObject(value) && looksLikeFunction(value)) return leaveBounds();
    return call(called, value, context, frame, first);
  };
}

const ENDS_WITH_LIST = "A function of it ends with a call that gives a list, in a value that is used further.";

function tailOf(name: string, place: Place, isTail: boolean): Place["tail"] {
  if (name === "map" || name === "each") return (isTail ? place.tail === "list" : place.use === "result") ? "list" : undefined;
  return name === "sort" || (name === "reduce" && isTail) ? undefined : "collapsed";
}

type Finish = (items: readonly unknown[]) => unknown;

/** What becomes of the list that is made. */
function finishing(lambda: AstNode, place: Place, isTailList: boolean, tail: Place["tail"]): Finish {
  if (isTailList && place.tail === undefined) return refuse(ENDS_WITH_LIST);
  if (isTailList && place.tail === "list") return (items) => items;
  return tail === "list" && endsWithList(lambda["body"] as AstNode) ? collapseNested : collapse;
}

function higherOrderOf(name: string, finish: Finish): HigherOrder {
  const listing = LISTING.get(name);
  if (listing === undefined) return OTHERS.get(name)!;
  return (lambda, given, context, frame) => {
    const items = listing(lambda, given, context, frame);
    checkLength(items.length);
    return finish(items);
  };
}

/** One list in a list may be collapsed once or twice, which depends on what is around. */
const collapseNested = (items: readonly unknown[]): unknown =>
  items.length === 1 && Array.isArray(items[0]) ? leaveBounds() : collapse(items);

/** Whether a function with this body ends with the call of a function whose result is made as a sequence. */
function endsWithList(node: AstNode): boolean {
  if (node.type === "lambda" && node["thunk"] === true) {
    const name = ((node["body"] as AstNode)["procedure"] as AstNode | undefined)?.value;
    return typeof name === "string" && (LISTING.has(name) || findBuiltIn(name)?.givesSequence === true);
  }
  if (node.type === "condition")
    return [node["then"], node["else"]].some((branch) => branch !== undefined && endsWithList(branch as AstNode));
  const last = node.type === "block" ? (node["expressions"] as readonly AstNode[]).at(-1) : undefined;
  return last !== undefined && endsWithList(last);
}

function compileLambda(node: AstNode, place: Place, tail: Place["tail"]): Lambda {
  if (node["signature"] !== undefined) refuse("A function of it says the types of its parameters.");
  const names = (node["arguments"] as readonly AstNode[]).map(({ value }) => value as string);
  if (names.some((name) => name === "" || name === "$") || names.length > 4) refuse("A function of it has unusual parameters.");
  const variables = new Map(place.variables);
  const slots = names.map((name) => {
    const slot = place.compiler.slots++;
    variables.set(name, slot);
    return slot;
  });
  const { tail: _outer, ...around } = place;
  const before = place.compiler.parts;
  const body = place.compiler.compile(unthunked(node["body"] as AstNode), {
    ...around,
    use: "operand",
    variables,
    ...(tail === undefined ? {} : { tail }),
  });
  const weight = 1 + place.compiler.parts - before;
  const call: Lambda["call"] = (context, frame, ...given) => {
    for (let index = 0; index < slots.length; index++) frame.variables[slots[index]!] = given[index];
    return body(context, frame);
  };
  return { arity: names.length, weight, call };
}

/** JSONata wraps the calls that a function ends with, so that recursion does not grow the stack. There is none here. */
function unthunked(node: AstNode): AstNode {
  if (node.type === "lambda" && node["thunk"] === true) return { ...(node["body"] as AstNode), isTail: true };
  if (node.type === "condition") {
    const otherwise = node["else"] === undefined ? {} : { else: unthunked(node["else"] as AstNode) };
    return { ...node, then: unthunked(node["then"] as AstNode), ...otherwise };
  }
  if (node.type !== "block") return node;
  const expressions = node["expressions"] as readonly AstNode[];
  return { ...node, expressions: expressions.map((part, index) => (index === expressions.length - 1 ? unthunked(part) : part)) };
}

const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [value]);

function mapItems(lambda: Lambda, given: unknown, context: unknown, frame: Frame): readonly unknown[] {
  const items = itemsOf(given);
  spend(frame, items.length * lambda.weight);
  const results: unknown[] = [];
  for (let index = 0; index < items.length; index++) {
    const result = lambda.call(context, frame, items[index], index, items);
    if (result !== undefined) results.push(result);
  }
  return results;
}

function filterItems(lambda: Lambda, given: unknown, context: unknown, frame: Frame): readonly unknown[] {
  const items = itemsOf(given);
  spend(frame, items.length * lambda.weight);
  const kept: unknown[] = [];
  for (let index = 0; index < items.length; index++) {
    if (toBoolean(lambda.call(context, frame, items[index], index, items), frame) === true) kept.push(items[index]);
  }
  return kept;
}

interface Fold {
  readonly context: unknown;
  readonly frame: Frame;
  readonly initial: unknown;
}

function reduceItems(lambda: Lambda, items: readonly unknown[], { context, frame, initial }: Fold): unknown {
  if (lambda.arity < 2) return leaveBounds();
  spend(frame, items.length * lambda.weight);
  const startsWithFirst = initial === undefined && items.length > 0;
  let gathered = startsWithFirst ? items[0] : initial;
  for (let index = startsWithFirst ? 1 : 0; index < items.length; index++) {
    gathered = lambda.call(context, frame, gathered, items[index], index, items);
  }
  return gathered;
}

function sortItems(lambda: Lambda, items: readonly unknown[], context: unknown, frame: Frame): unknown {
  spendOnSort(frame, items.length);
  return mergeSort(items, (left, right) => {
    spend(frame, lambda.weight);
    return Boolean(lambda.call(context, frame, left, right));
  });
}

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value) : leaveBounds();

function eachMember(lambda: Lambda, object: unknown, context: unknown, frame: Frame): readonly unknown[] {
  const members = membersOf(object);
  spend(frame, members.length * lambda.weight);
  return members.map(([key, value]) => lambda.call(context, frame, value, key, object)).filter((result) => result !== undefined);
}

function siftMembers(lambda: Lambda, object: unknown, context: unknown, frame: Frame): unknown {
  const members = membersOf(object);
  spend(frame, members.length * lambda.weight);
  const result: Record<string, unknown> = {};
  let isEmpty = true;
  for (const [key, value] of members) {
    if (key === "__proto__") return leaveBounds();
    if (toBoolean(lambda.call(context, frame, value, key, object), frame) !== true) continue;
    result[key] = value;
    isEmpty = false;
  }
  return isEmpty ? undefined : result;
}
