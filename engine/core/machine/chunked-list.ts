/**
 * A list that grows by one copy of a small piece, however long it is, and is plain JSON: what a run state needs for
 * things that number in the hundred thousands, such as the results of a for-each.
 */
export interface ChunkedList<Item> {
  readonly full: readonly (readonly Item[])[];
  /** The newest items, fewer than `CHUNK`. */
  readonly last: readonly Item[];
}

const CHUNK = 256;

export const emptyList: ChunkedList<never> = { full: [], last: [] };

export const isEmptyList = <Item>({ full, last }: ChunkedList<Item>): boolean => last.length === 0 && full.length === 0;

export function append<Item>({ full, last }: ChunkedList<Item>, item: Item): ChunkedList<Item> {
  const grown = [...last, item];
  return grown.length < CHUNK ? { full, last: grown } : { full: [...full, grown], last: [] };
}

export function lengthOf<Item>({ full, last }: ChunkedList<Item>): number {
  return full.length * CHUNK + last.length;
}

export const toArray = <Item>({ full, last }: ChunkedList<Item>): readonly Item[] => [...full.flat(), ...last];

/** The items from the newest on, for as long as somebody wants more. */
export function* newestFirst<Item>({ full, last }: ChunkedList<Item>): Generator<Item> {
  for (let index = last.length - 1; index >= 0; index -= 1) yield last[index]!;
  for (let piece = full.length - 1; piece >= 0; piece -= 1) yield* full[piece]!.toReversed();
}

/** The newest item for which `matches` holds. */
export function findLast<Item>(list: ChunkedList<Item>, matches: (item: Item) => boolean): Item | undefined {
  const newest = list.last.findLast(matches);
  if (newest !== undefined) return newest;
  for (let index = list.full.length - 1; index >= 0; index -= 1) {
    const found = list.full[index]!.findLast(matches);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Without the newest item for which `matches` holds, or with another in its place. Cheap near the end, where undo works;
 * every full piece but the last keeps its length only when an item is replaced.
 */
export function replaceLast<Item>(
  list: ChunkedList<Item>,
  matches: (item: Item) => boolean,
  by?: (item: Item) => Item,
): ChunkedList<Item> {
  const { full, last } = opened(list);
  const index = last.findLastIndex(matches);
  if (index >= 0) return fromTail(full, replaceAt(last, index, by));
  const piece = full.findLastIndex((items) => items.some(matches));
  if (piece < 0) return list;
  if (by) {
    const items = full[piece]!;
    return { full: full.with(piece, replaceAt(items, items.findLastIndex(matches), by)), last };
  }
  const behind = [...full.slice(piece).flat(), ...last];
  return fromTail(full.slice(0, piece), replaceAt(behind, behind.findLastIndex(matches)));
}

function replaceAt<Item>(items: readonly Item[], index: number, by?: (item: Item) => Item): readonly Item[] {
  return by ? items.with(index, by(items[index]!)) : items.toSpliced(index, 1);
}

/** The newest piece opened again, so that taking items from the end does not copy the whole list. */
function opened<Item>(list: ChunkedList<Item>): ChunkedList<Item> {
  if (list.last.length > 0 || list.full.length === 0) return list;
  return { full: list.full.slice(0, -1), last: list.full.at(-1)! };
}

function fromTail<Item>(full: readonly (readonly Item[])[], tail: readonly Item[]): ChunkedList<Item> {
  const pieces = [...full];
  let rest = tail;
  for (; rest.length >= CHUNK; rest = rest.slice(CHUNK)) pieces.push(rest.slice(0, CHUNK));
  return { full: pieces, last: rest };
}
