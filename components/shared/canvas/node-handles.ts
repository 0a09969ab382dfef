import { Position, type NodeHandle } from "@xyflow/react";
import { ERROR_PORT } from "#engine/core/node-definition.ts";
import { DRAW_ERROR, DRAW_UNDO } from "./canvas-editing.ts";
import { BOTTOM_ANCHOR, portTop, UNDO_PORT, type GraphNode } from "./flow-graph.ts";

/** Width and height of an anchor's dot. */
const DOT = 7;
/** Middle of a card's head, where its only line goes in and out. */
export const HEAD_MIDDLE = 29;
/** Half of a port's row, and the border above it. */
const PORT_MIDDLE = 12;
/** Where on the lower edge lines for a failure and an undo are drawn out, as a part of the width. */
export const DRAW_AT = { [DRAW_ERROR]: 0.36, [DRAW_UNDO]: 0.64 } as const;

/** The anchors of a box as the card draws them; lines start and end there. */
export function handlesOf(node: GraphNode): NodeHandle[] {
  const { width, height, ports } = node;
  const middle = node.isContainer ? height / 2 : HEAD_MIDDLE;
  const below = (id: string, x: number): NodeHandle => anchor("source", Position.Bottom, x, height, id);
  return [
    ...(node.hasInput ? [anchor("target", Position.Left, 0, middle)] : []),
    ...ports.map(({ name }, index) => anchor("source", Position.Right, width, portTop(index) + PORT_MIDDLE, name)),
    ...(ports.length === 0 ? [anchor("source", Position.Right, width, middle)] : []),
    ...[ERROR_PORT, UNDO_PORT, BOTTOM_ANCHOR].map((id) => below(id, width / 2)),
    below(DRAW_ERROR, width * DRAW_AT[DRAW_ERROR]),
    below(DRAW_UNDO, width * DRAW_AT[DRAW_UNDO]),
    anchor("target", Position.Top, width / 2, 0, "top"),
  ];
}

/** A dot whose middle is at `x` and `y` of its box. */
const anchor = (type: "source" | "target", position: Position, x: number, y: number, id?: string): NodeHandle => ({
  type,
  position,
  x: x - DOT / 2,
  y: y - DOT / 2,
  width: DOT,
  height: DOT,
  ...(id === undefined ? {} : { id }),
});
