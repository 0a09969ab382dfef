import type { GraphEdge, GraphNode } from "./flow-graph.ts";

/** Where an edge leaves its source and enters its target. */
export interface EdgeSides {
  readonly leaves: "right" | "bottom";
  readonly enters: "left" | "top";
}

type Line = Pick<GraphEdge, "from" | "to" | "kind">;
type Box = Pick<GraphNode, "id" | "x" | "y" | "width" | "height" | "ports">;

/**
 * Reading goes from left to right. What lies below instead, such as the next row of a long flow, is entered from above:
 * the line then runs between the rows and not through the boxes. Errors and undo always leave downwards. `boxes` are those
 * the line could meet, `linesOut` all that leave the box it leaves.
 */
export function sidesOf(edge: Line, boxes: readonly Box[], linesOut: readonly Line[]): EdgeSides {
  const from = boxes.find(({ id }) => id === edge.from);
  const to = boxes.find(({ id }) => id === edge.to);
  if (!from || !to) return { leaves: "right", enters: "left" };
  const isBelow = to.y > from.y + from.height;
  if (edge.kind === "compensation") return { leaves: "bottom", enters: "top" };
  if (edge.kind === "error") return { leaves: "bottom", enters: isBelow ? "top" : "left" };
  if (!isBelow || to.x >= from.x + from.width) return { leaves: "right", enters: "left" };
  const isBottomFree = from.ports.length === 0 && linesOut.every(({ kind }) => kind === "flow");
  const isWayFree = boxes.every((box) => !isBeside(box, from) || box.y <= from.y || box.y >= to.y);
  return { leaves: isBottomFree && isWayFree ? "bottom" : "right", enters: "top" };
}

const isBeside = (box: Box, from: Box): boolean => box.x < from.x + from.width && from.x < box.x + box.width;
