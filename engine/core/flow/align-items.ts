import { isJsonObject, type JsonValue } from "../json.ts";

/** Which items of a list are the same thing before and after a change. */
export interface Alignment {
  readonly kept: readonly { readonly from: number; readonly to: number }[];
  readonly removed: readonly number[];
  /** Indexes of new items, by the old item they come behind; -1 is the front. */
  readonly added: readonly { readonly after: number; readonly values: readonly number[] }[];
}

/**
 * Nodes are matched by id, edges by their ends, other items by place. `undefined` when kept items changed their order or
 * nothing is kept: then the list is written anew.
 */
export function alignItems(before: readonly JsonValue[], after: readonly JsonValue[]): Alignment | undefined {
  const namesBefore = namesOf(before);
  const namesAfter = namesOf(after);
  if (namesBefore === undefined || namesAfter === undefined) return alignByPlace(before.length, after.length);
  if (isRenaming(namesBefore, namesAfter)) return alignByPlace(before.length, after.length);
  const places = new Map(namesBefore.map((name, index) => [name, index]));
  const kept = namesAfter.flatMap((name, to) => (places.has(name) ? [{ from: places.get(name)!, to }] : []));
  const isInOrder = kept.every(({ from }, index) => index === 0 || kept[index - 1]!.from < from);
  if (!isInOrder || kept.length === 0) return undefined;
  const known = new Set(namesAfter);
  return {
    kept,
    removed: namesBefore.flatMap((name, index) => (known.has(name) ? [] : [index])),
    added: addedBehind(kept, after.length),
  };
}

/** Equal length, and every place has the same name or one that is nowhere in the other list. */
function isRenaming(before: readonly string[], after: readonly string[]): boolean {
  if (before.length !== after.length) return false;
  const old = new Set(before);
  const fresh = new Set(after);
  return before.every((name, index) => name === after[index] || (!fresh.has(name) && !old.has(after[index]!)));
}

function alignByPlace(before: number, after: number): Alignment {
  const shared = Math.min(before, after);
  const kept = Array.from({ length: shared }, (_, index) => ({ from: index, to: index }));
  const removed = Array.from({ length: before - shared }, (_, index) => shared + index);
  return { kept, removed, added: addedBehind(kept, after) };
}

function addedBehind(kept: Alignment["kept"], count: number): Alignment["added"] {
  const keptPlaces = new Map(kept.map(({ from, to }) => [to, from]));
  const groups = new Map<number, number[]>();
  let behind = -1;
  for (let to = 0; to < count; to++) {
    const from = keptPlaces.get(to);
    if (from === undefined) groups.set(behind, [...(groups.get(behind) ?? []), to]);
    else behind = from;
  }
  return [...groups].map(([after, values]) => ({ after, values }));
}

/** Names that tell the items apart, or `undefined` when they have none or share one. */
function namesOf(items: readonly JsonValue[]): readonly string[] | undefined {
  const names = items.map(nameOf);
  const isUnique = new Set(names).size === names.length;
  return isUnique && names.every((name) => name !== undefined) ? names : undefined;
}

function nameOf(item: JsonValue): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const { id, from, to, port, kind } = item;
  if (typeof id === "string") return id;
  return typeof from === "string" && typeof to === "string" ? JSON.stringify([from, port ?? null, to, kind ?? null]) : undefined;
}
