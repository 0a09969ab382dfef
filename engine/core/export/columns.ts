import { edgeKind, type FlowDocument } from "../flow/flow-document.ts";
import type { FlowLayout } from "../flow/layout.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 200;
const HEIGHT = 64;
const GAP_X = 80;
const GAP_Y = 40;
const PADDING = 48;

/**
 * Where the boxes of a drawing stand, in pixels from its upper left corner: as the layout says, and in columns by the
 * longest way from a trigger where it says nothing. A container is a box around its body.
 */
export function placeBoxes(document: FlowDocument, layout: FlowLayout | undefined): ReadonlyMap<string, Box> {
  const placed = new Map<string, Box>();
  placeBody(document, layout, undefined, { x: PADDING, y: PADDING }, placed);
  return placed;
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

/** Places a body at a corner and gives its size. */
function placeBody(
  document: FlowDocument,
  layout: FlowLayout | undefined,
  parent: string | undefined,
  corner: Corner,
  placed: Map<string, Box>,
): { readonly width: number; readonly height: number } {
  const members = document.nodes.filter((node) => node.parent === parent);
  const known = members.every(({ id }) => layout?.positions[id] !== undefined);
  const sizes = new Map(members.map(({ id }) => [id, sizeOf(document, layout, id)]));
  const places = known
    ? new Map(members.map(({ id }) => [id, layout!.positions[id]!]))
    : columns(
        document,
        members.map(({ id }) => id),
        sizes,
      );
  const left = Math.min(0, ...[...places.values()].map(({ x }) => x));
  const top = Math.min(0, ...[...places.values()].map(({ y }) => y));
  for (const [id, { x, y }] of places) {
    const box = { x: corner.x + x - left, y: corner.y + y - top, ...sizes.get(id)! };
    placed.set(id, box);
    placeBody(document, layout, id, { x: box.x + PADDING / 2, y: box.y + PADDING }, placed);
  }
  return extent(places, sizes, left, top);
}

function sizeOf(
  document: FlowDocument,
  layout: FlowLayout | undefined,
  id: string,
): { readonly width: number; readonly height: number } {
  if (!document.nodes.some(({ parent }) => parent === id)) return { width: WIDTH, height: HEIGHT };
  const inner = placeBody(document, layout, id, { x: 0, y: 0 }, new Map());
  return { width: inner.width + PADDING, height: inner.height + PADDING * 1.5 };
}

function extent(
  places: ReadonlyMap<string, Corner>,
  sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>,
  left: number,
  top: number,
) {
  const rights = [...places].map(([id, { x }]) => x - left + sizes.get(id)!.width);
  const bottoms = [...places].map(([id, { y }]) => y - top + sizes.get(id)!.height);
  return { width: Math.max(WIDTH, ...rights), height: Math.max(HEIGHT, ...bottoms) };
}

function columns(
  document: FlowDocument,
  ids: readonly string[],
  sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>,
): ReadonlyMap<string, Corner> {
  const inside = new Set(ids);
  const edges = document.edges.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const column = new Map(ids.map((id) => [id, 0]));
  // Longest ways in a graph without cycles: as many rounds as there are nodes are enough.
  for (let round = 0, changed = true; changed && round <= ids.length; round += 1) {
    changed = false;
    for (const edge of edges) {
      const next = column.get(edge.from)! + (edgeKind(edge) === "compensation" ? 0 : 1);
      if (next <= column.get(edge.to)!) continue;
      column.set(edge.to, next);
      changed = true;
    }
  }
  const heights = new Map<number, number>();
  const widest = Math.max(WIDTH, ...[...sizes.values()].map(({ width }) => width));
  return new Map(
    ids.map((id) => {
      const index = column.get(id)!;
      const y = heights.get(index) ?? 0;
      heights.set(index, y + sizes.get(id)!.height + GAP_Y);
      return [id, { x: index * (widest + GAP_X), y }];
    }),
  );
}
