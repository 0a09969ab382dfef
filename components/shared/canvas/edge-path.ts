import { getSmoothStepPath, Position } from "@xyflow/react";

export interface EdgeEnds {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
  readonly sourcePosition: Position;
  readonly targetPosition: Position;
}

export interface EdgePath {
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
}

const RADIUS = 10;
const OFFSET = 22;
/** A line that enters from above runs this far over the box, below whatever the row above it holds. */
const APPROACH = 30;

/** The line of an edge in right angles, and where its label stands: near where it leaves, unless it is short. */
export function edgePath(measured: EdgeEnds): EdgePath {
  const ends = align(measured);
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = ends;
  if (sourcePosition === Position.Right && targetPosition === Position.Top) return wrapToNextRow(ends);
  const centerY = targetPosition === Position.Top && targetY - sourceY > 2 * APPROACH ? targetY - APPROACH : undefined;
  const [path, labelX, labelY] = getSmoothStepPath({
    ...ends,
    borderRadius: RADIUS,
    offset: Math.min(OFFSET, roomFor(ends)),
    ...(centerY === undefined ? {} : { centerY }),
  });
  if (sourcePosition !== Position.Bottom) return { path, labelX, labelY };
  const isShort = targetY - sourceY < 4 * APPROACH;
  return { path, labelX: sourceX, labelY: isShort && sourceX === targetX ? (sourceY + targetY) / 2 : sourceY + OFFSET };
}

/** Ends that miss each other by a border's width are one straight line. */
function align(ends: EdgeEnds): EdgeEnds {
  const isDownward = ends.sourcePosition === Position.Bottom && ends.targetPosition === Position.Top;
  const isForward = ends.sourcePosition === Position.Right && ends.targetPosition === Position.Left;
  if (isDownward && Math.abs(ends.targetX - ends.sourceX) < 3) return { ...ends, sourceX: ends.targetX };
  if (isForward && Math.abs(ends.targetY - ends.sourceY) < 3) return { ...ends, sourceY: ends.targetY };
  return ends;
}

/** Half the way between two boxes: with more, a line between near neighbors would go back and forth. */
function roomFor({ sourceX, sourceY, targetX, targetY, sourcePosition }: EdgeEnds): number {
  if (sourcePosition === Position.Bottom) return Math.abs(targetY - sourceY) / 2;
  return targetX > sourceX ? (targetX - sourceX) / 2 : OFFSET;
}

/** Out to the right, down, back between the rows, and into the box from above. */
function wrapToNextRow({ sourceX, sourceY, targetX, targetY }: EdgeEnds): EdgePath {
  const right = sourceX + OFFSET;
  const y = Math.max(targetY - APPROACH, sourceY + 2 * RADIUS);
  const path = [
    `M${sourceX} ${sourceY}`,
    `L${right - RADIUS} ${sourceY}`,
    `Q${right} ${sourceY} ${right} ${sourceY + RADIUS}`,
    `L${right} ${y - RADIUS}`,
    `Q${right} ${y} ${right - RADIUS} ${y}`,
    `L${targetX + RADIUS} ${y}`,
    `Q${targetX} ${y} ${targetX} ${Math.min(y + RADIUS, targetY)}`,
    `L${targetX} ${targetY}`,
  ].join("");
  return { path, labelX: (right + targetX) / 2, labelY: y };
}
