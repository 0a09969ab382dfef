/**
 * A list that grows to a hundred thousand entries while a page looks at it. A `SparseList` never changes; a draft of it
 * copies only the pieces it writes to, so that a new version costs what was changed and not what there is.
 */
export interface SparseList<Value> {
  readonly pieces: readonly (readonly (Value | undefined)[] | undefined)[];
  /** Entries that are set. */
  readonly count: number;
}

const PIECE = 256;

export const emptySparseList: SparseList<never> = { pieces: [], count: 0 };

export const at = <Value>({ pieces }: SparseList<Value>, index: number): Value | undefined =>
  pieces[Math.floor(index / PIECE)]?.[index % PIECE];

/** The entries that are set, by rising index. */
export function* entries<Value>({ pieces }: SparseList<Value>): Generator<readonly [index: number, value: Value]> {
  for (const [number, piece] of pieces.entries()) {
    if (!piece) continue;
    for (const [place, value] of piece.entries()) if (value !== undefined) yield [number * PIECE + place, value];
  }
}

/** The entry with the highest index. */
export function last<Value>({ pieces }: SparseList<Value>): Value | undefined {
  return pieces.findLast((piece) => piece !== undefined)?.findLast((value) => value !== undefined);
}

export class SparseListDraft<Value> {
  readonly #pieces: (readonly (Value | undefined)[] | undefined)[];
  readonly #own = new Map<number, (Value | undefined)[]>();
  #count: number;

  constructor({ pieces, count }: SparseList<Value>) {
    this.#pieces = [...pieces];
    this.#count = count;
  }

  get(index: number): Value | undefined {
    return this.#pieces[Math.floor(index / PIECE)]?.[index % PIECE];
  }

  set(index: number, value: Value): void {
    const piece = this.#ownPiece(Math.floor(index / PIECE));
    if (piece[index % PIECE] === undefined) this.#count += 1;
    piece[index % PIECE] = value;
  }

  /** The list as it is now. The draft must not be written to afterwards. */
  finish(): SparseList<Value> {
    return { pieces: this.#pieces, count: this.#count };
  }

  #ownPiece(number: number): (Value | undefined)[] {
    const own = this.#own.get(number) ?? [...(this.#pieces[number] ?? [])];
    this.#own.set(number, own);
    this.#pieces[number] = own;
    return own;
  }
}
