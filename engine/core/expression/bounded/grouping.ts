import type { AstNode } from "../expression-facts.ts";
import { isUsableKey } from "./constructors.ts";
import { checkLength, leaveBounds, spend, type Evaluate, type Frame } from "./frame.ts";
import { asOperand, compileWeighed, refuse, withUse, type Place } from "./place.ts";

/**
 * `lines{ sku: $sum(price) }`: the items are gathered by their keys, and each key's value is evaluated once, for its item or
 * for all its items together.
 */
interface Pair {
  readonly key: Evaluate;
  readonly value: Evaluate;
}

interface Group {
  readonly pair: Pair;
  data: unknown;
  /** From the second item on, the list belongs to the group, so that many items of one key cost no more than their number. */
  list?: unknown[];
}

export function compileGroup(node: AstNode, place: Place): Evaluate {
  const { group, ...ungrouped } = node;
  if (node.type !== "path" && node.type !== "block" && node.type !== "variable") refuse("It groups what is no path.");
  if (node["predicate"] !== undefined || node["keepArray"] === true || node["keepSingletonArray"] === true) {
    refuse("It groups what it has filtered or kept as a list.");
  }
  const items = place.compiler.compile({ ...ungrouped, isListed: true }, asOperand(place));
  let weight = 0;
  const pairs = ((group as AstNode)["lhs"] as readonly (readonly [AstNode, AstNode])[]).map(([key, value]): Pair => {
    const weighed = compileWeighed(key, asOperand(place));
    weight += weighed.weight;
    return { key: weighed.evaluate, value: place.compiler.compile(value, withUse(place, "result")) };
  });
  return (context, frame) => {
    const listed = listOf(items(context, frame));
    spend(frame, listed.length * weight);
    return evaluateGroups(gather(listed, pairs, frame), frame);
  };
}

/** Where there is nothing, keys are still asked for, once. */
function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  return value.length === 0 ? [undefined] : (value as readonly unknown[]);
}

/** An object without a prototype, so that keys come in the order that JSONata's objects give them. */
function gather(items: readonly unknown[], pairs: readonly Pair[], frame: Frame): Readonly<Record<string, Group>> {
  const groups = Object.create(null) as Record<string, Group>;
  for (const item of items) {
    for (const pair of pairs) {
      const key = pair.key(item, frame);
      if (key === undefined) continue;
      if (typeof key !== "string" || !isUsableKey(key)) return leaveBounds();
      const known = groups[key];
      if (known === undefined) groups[key] = { pair, data: item };
      else if (known.pair === pair) addTo(known, item, frame);
      else return leaveBounds();
    }
  }
  return groups;
}

function addTo(group: Group, item: unknown, frame: Frame): void {
  if (item === undefined) return;
  const added: readonly unknown[] = Array.isArray(item) ? (item as readonly unknown[]) : [item];
  spend(frame, added.length);
  const { data } = group;
  if (data === undefined) {
    group.data = item;
    return;
  }
  group.list ??= Array.isArray(data) ? [...(data as readonly unknown[])] : [data];
  for (const one of added) group.list.push(one);
  checkLength(group.list.length);
  group.data = group.list;
}

function evaluateGroups(groups: Readonly<Record<string, Group>>, frame: Frame): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, { pair, data }] of Object.entries(groups)) {
    const value = pair.value(data, frame);
    if (value !== undefined) result[key] = value;
  }
  return result;
}
