/** Where the lines between the two trees run. Pure arithmetic over row numbers and scroll positions. */
export interface Wire {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** What it reads is not in the source. */
  readonly isBroken?: boolean;
}

export interface Column {
  /** Row numbers by key, of the rows that are not folded away. */
  readonly rowOf: ReadonlyMap<string, number>;
  readonly scrollTop: number;
}

export interface Frame {
  readonly rowHeight: number;
  readonly width: number;
  readonly height: number;
}

export interface DrawnWire {
  readonly id: string;
  readonly path: string;
  readonly from: Place;
  readonly to: Place;
  /** Several lines end at the same place because their rows are folded away. */
  readonly wires: readonly Wire[];
}

export interface Place {
  readonly y: number;
  readonly isVisible: boolean;
  /** The row itself is folded away, and this is one around it. */
  readonly isFolded: boolean;
}

/**
 * The lines of which at least one end can be seen. An end above or below is drawn at the rim, so that one sees that there
 * is one; lines between the same two rows are drawn once.
 */
export function drawWires(wires: readonly Wire[], left: Column, right: Column, frame: Frame): DrawnWire[] {
  const drawn = new Map<string, DrawnWire>();
  for (const wire of wires) {
    const from = placeOf(wire.source, left, frame);
    const to = placeOf(wire.target, right, frame);
    if (!from || !to || !(from.isVisible || to.isVisible)) continue;
    const id = `${from.y}:${to.y}`;
    const known = drawn.get(id);
    drawn.set(id, { id, path: curve(from.y, to.y, frame.width), from, to, wires: known ? [...known.wires, wire] : [wire] });
  }
  return [...drawn.values()];
}

function placeOf(key: string, { rowOf, scrollTop }: Column, { rowHeight, height }: Frame): Place | undefined {
  const found = visibleRow(key, rowOf);
  if (!found) return undefined;
  const middle = found.row * rowHeight + rowHeight / 2 - scrollTop;
  const y = Math.min(Math.max(middle, 0), height);
  return { y: Math.round(y * 2) / 2, isVisible: y === middle, isFolded: found.isFolded };
}

/** The row of a key, or the nearest one around it. */
export function visibleRow(
  key: string,
  rowOf: ReadonlyMap<string, number>,
): { readonly row: number; readonly isFolded: boolean } | undefined {
  for (let at = key; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const row = rowOf.get(at);
    if (row !== undefined) return { row, isFolded: at !== key };
    if (!at.includes("/")) return undefined;
  }
}

function curve(from: number, to: number, width: number): string {
  const bend = Math.max(24, width * 0.45);
  return `M0,${from} C${bend},${from} ${width - bend},${to} ${width},${to}`;
}
