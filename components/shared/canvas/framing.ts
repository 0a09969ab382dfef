import { getViewportForBounds, type Rect, type Viewport } from "@xyflow/react";
import type { GraphNode } from "./flow-graph.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

type Box = Pick<GraphNode, "x" | "y" | "width" | "height">;

/** A flow that would be smaller than this when it fits is shown in part. */
const LEAST_FITTING_ZOOM = 0.5;
/** What is shown in part is shown at this zoom, at which names are easy to read. */
const PARTIAL_ZOOM = 0.6;
const MARGIN = 40;
export const FIT = { padding: 0.06, minZoom: 0.03, maxZoom: 1 };

export function boundsOf(boxes: readonly Box[]): Rect {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** All of the flow, as large as it can be. */
export const wholeOf = (bounds: Rect, { width, height }: Size): Viewport =>
  getViewportForBounds(bounds, width, height, FIT.minZoom, FIT.maxZoom, FIT.padding);

/** What the canvas shows by itself: the whole flow if it stays readable, else the part around `anchor`. */
export function frameOf(bounds: Rect, anchor: Box | undefined, { width, height }: Size): Viewport {
  const whole = wholeOf(bounds, { width, height });
  if (whole.zoom >= LEAST_FITTING_ZOOM || !anchor) return whole;
  const zoom = PARTIAL_ZOOM;
  const startX = startOf(anchor.x + anchor.width / 2, bounds.x, bounds.width, width / zoom);
  const startY = startOf(anchor.y + anchor.height / 2, bounds.y, bounds.height, height / zoom);
  return { x: -startX * zoom, y: -startY * zoom, zoom };
}

/** Where the visible stretch begins on one axis: around the anchor, but not past the ends of the flow. */
function startOf(anchor: number, from: number, length: number, visible: number): number {
  if (length + 2 * MARGIN <= visible) return from + length / 2 - visible / 2;
  return Math.min(Math.max(anchor - visible / 2, from - MARGIN), from + length + MARGIN - visible);
}

/** Whether all of a rectangle of the flow can be seen. */
export function isVisible({ x, y, width, height }: Rect, viewport: Viewport, size: Size): boolean {
  const left = x * viewport.zoom + viewport.x;
  const top = y * viewport.zoom + viewport.y;
  const right = left + width * viewport.zoom;
  const bottom = top + height * viewport.zoom;
  return left >= 0 && top >= 0 && right <= size.width && bottom <= size.height;
}
