import { itemCount, itemState, type BodyTrace, type ItemState } from "#components/shared/run-view/run-view.ts";
import { entries } from "#components/shared/run-view/sparse-list.ts";

export const itemFilters = ["all", "failed", "unfinished"] as const;
export type ItemFilter = (typeof itemFilters)[number];

/** The items of a body that a list shows: how many, and which is in which row. */
export interface FoundItems {
  readonly count: number;
  indexAt(row: number): number;
  rowOf(index: number): number;
}

const wanted: Readonly<Record<Exclude<ItemFilter, "all">, readonly ItemState[]>> = {
  failed: ["failed"],
  unfinished: ["running", "retrying", "queued"],
};

/** `search` is an item's index; anything else that is no number finds nothing. */
export function findItems(body: BodyTrace, filter: ItemFilter, search: string): FoundItems {
  const total = itemCount(body);
  const text = search.trim();
  if (text === "" && filter === "all") return { count: total, indexAt: (row) => row, rowOf: (index) => index };
  const indexes = text === "" ? byState(body, filter as Exclude<ItemFilter, "all">, total) : byIndex(body, filter, text, total);
  return { count: indexes.length, indexAt: (row) => indexes[row] ?? -1, rowOf: (index) => indexes.indexOf(index) };
}

function byState(body: BodyTrace, filter: Exclude<ItemFilter, "all">, total: number): readonly number[] {
  const states = wanted[filter];
  if (filter === "failed") return [...entries(body.items)].flatMap(([index, { state }]) => (state === "failed" ? [index] : []));
  return Array.from({ length: total }, (_, index) => index).filter((index) => states.includes(itemState(body, index)));
}

function byIndex(body: BodyTrace, filter: ItemFilter, text: string, total: number): readonly number[] {
  const index = /^\d+$/.test(text) ? Number(text) : -1;
  if (index < 0 || index >= total) return [];
  return filter === "all" || wanted[filter].includes(itemState(body, index)) ? [index] : [];
}
