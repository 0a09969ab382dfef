import type { AstNode } from "../expression-facts.ts";
import { checkLength, leaveBounds, spend, type Frame } from "./frame.ts";
import { asOperand, compileWeighed, refuse, type Place } from "./place.ts";
import { isNumeric, isObject, Sequence, toBoolean } from "./values.ts";

/** `[0]` or `[qty > 1]`: gives a {@link Sequence}, or the item at an index as it is when that is an array. */
export type Filter = (value: unknown, frame: Frame) => unknown;

export function compileFilters(stages: unknown, place: Place): readonly Filter[] {
  if (stages === undefined) return [];
  return (stages as readonly AstNode[]).map((stage) => {
    if (stage.type !== "filter") return refuse("It binds the index of a path step (#).");
    return compileFilter(stage["expr"] as AstNode, place);
  });
}

export function applyFilters(filters: readonly Filter[], value: unknown, frame: Frame): unknown {
  let filtered = value;
  for (const filter of filters) filtered = filter(filtered, frame);
  return filtered;
}

function compileFilter(predicate: AstNode, place: Place): Filter {
  if (predicate.type === "number") return filterByIndex(Math.floor(predicate.value as number));
  const { evaluate, weight } = compileWeighed(predicate, asOperand(place));
  return (value, frame) => {
    const items = itemsOf(value);
    spend(frame, items.length * weight);
    const kept: unknown[] = [];
    items.forEach((item, index) => keepWhere(evaluate(item, frame), { item, index, count: items.length, kept }, frame));
    checkLength(kept.length);
    return new Sequence(kept);
  };
}

function filterByIndex(index: number): Filter {
  return (value) => {
    const items = itemsOf(value);
    const item = items[index < 0 ? items.length + index : index];
    if (Array.isArray(item)) return item as unknown;
    return new Sequence(item === undefined ? [] : [item]);
  };
}

function itemsOf(value: unknown): readonly unknown[] {
  if (value instanceof Sequence) return value.items;
  if (Array.isArray(value)) return value as readonly unknown[];
  if (isObject(value) && value["tupleStream"]) leaveBounds();
  return [value];
}

interface Candidate {
  readonly item: unknown;
  readonly index: number;
  readonly count: number;
  readonly kept: unknown[];
}

/** A number keeps the item at that index, an array of numbers those at its indices, everything else decides as a boolean. */
function keepWhere(answer: unknown, candidate: Candidate, frame: Frame): void {
  if (typeof answer === "boolean") {
    if (answer) candidate.kept.push(candidate.item);
  } else if (isNumeric(answer)) {
    keepAt(answer, candidate);
  } else if (Array.isArray(answer) && answer.every(isNumeric)) {
    spend(frame, answer.length);
    for (const index of answer) keepAt(index, candidate);
  } else if (toBoolean(answer, frame) === true) {
    candidate.kept.push(candidate.item);
  }
}

function keepAt(answer: number, { item, index, count, kept }: Candidate): void {
  const wanted = Math.floor(answer);
  if ((wanted < 0 ? count + wanted : wanted) === index) kept.push(item);
}
