import type { AstNode } from "../expression-facts.ts";
import { leaveBounds, spend, spendText, type Evaluate, type Frame } from "./frame.ts";
import { asOperand, compileWeighed, type Place } from "./place.ts";

/** A new array in order. */
export type Sort = (items: readonly unknown[], frame: Frame) => readonly unknown[];

/** Whether the left of two neighbors goes behind the right one. */
export type Swaps = (left: unknown, right: unknown) => boolean;

/** Merge sort with JSONata's choice of halves, so that even an inconsistent order ends in the same place. */
export function mergeSort(items: readonly unknown[], swaps: Swaps): readonly unknown[] {
  if (items.length <= 1) return items;
  const middle = Math.floor(items.length / 2);
  const left = mergeSort(items.slice(0, middle), swaps);
  const right = mergeSort(items.slice(middle), swaps);
  const merged: unknown[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  while (fromLeft < left.length && fromRight < right.length) {
    if (swaps(left[fromLeft], right[fromRight])) merged.push(right[fromRight++]);
    else merged.push(left[fromLeft++]);
  }
  while (fromLeft < left.length) merged.push(left[fromLeft++]);
  while (fromRight < right.length) merged.push(right[fromRight++]);
  return merged;
}

/** What sorting costs besides its comparisons. */
export const spendOnSort = (frame: Frame, count: number): void => spend(frame, count * Math.ceil(Math.log2(count + 1)));

interface Term {
  readonly key: Evaluate;
  readonly weight: number;
  readonly isDescending: boolean;
}

/** `^(price, >qty)`. What an item is ordered by is worked out when it is first compared by it, and once. */
export function compileSort(node: AstNode, place: Place): Sort {
  const terms = (node["terms"] as readonly AstNode[]).map((term): Term => {
    const { evaluate, weight } = compileWeighed(term["expression"] as AstNode, asOperand(place));
    return { key: evaluate, weight, isDescending: term["descending"] === true };
  });
  return (items, frame) => {
    spendOnSort(frame, items.length);
    const entries = items.map((item) => ({ item, keys: [] as unknown[] }));
    const keyOf = (entry: Entry, index: number): unknown => {
      if (index < entry.keys.length) return entry.keys[index];
      spend(frame, terms[index]!.weight);
      const key = terms[index]!.key(entry.item, frame);
      entry.keys.push(key);
      return key;
    };
    const swaps = (left: unknown, right: unknown): boolean =>
      comparison(terms, left as Entry, right as Entry, keyOf, frame) === 1;
    return mergeSort(entries, swaps).map((entry) => (entry as Entry).item);
  };
}

interface Entry {
  readonly item: unknown;
  readonly keys: unknown[];
}

type KeyOf = (entry: Entry, index: number) => unknown;

/** Items without a key come last, whichever way the others go. */
function comparison(terms: readonly Term[], left: Entry, right: Entry, keyOf: KeyOf, frame: Frame): number {
  for (const [index, { isDescending }] of terms.entries()) {
    const [one, other] = [keyOf(left, index), keyOf(right, index)];
    if (one === undefined && other === undefined) continue;
    if (one === undefined) return 1;
    if (other === undefined) return -1;
    if (typeof one !== typeof other || (typeof one !== "string" && typeof one !== "number")) return leaveBounds();
    if (one === other) continue;
    if (typeof one === "string") spendText(frame, one.length);
    const isBefore = one < (other as typeof one);
    return isBefore === isDescending ? 1 : -1;
  }
  return 0;
}
